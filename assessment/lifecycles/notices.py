"""The lives of a supervision notice, its extension and a circular, 三（五）."""

from assessment.choices.notices import CircularState, ExtensionState, NoticeState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

S, E, C = NoticeState, ExtensionState, CircularState
_UNIT, _KEEPERS = frozenset({Role.UNIT}), frozenset({Role.DRC, Role.GOV_OFFICE})
# Issued, and neither closed nor void.
OPEN_NOTICE = (S.ISSUED, S.RECEIVED, S.REPLIED, S.RETURNED)
# The unit has the next step, and the limit runs.
UNITS_TURN = (S.ISSUED, S.RECEIVED, S.RETURNED)

NOTICE = Lifecycle(
    name="督办通知书",
    clause="三（五）",
    states=S,
    first=S.DRAFT,
    ends=frozenset({S.CLOSED, S.WITHDRAWN}),
    moves={
        "edit": Move("修改", _KEEPERS, {S.DRAFT: S.DRAFT}),
        "issue": Move("下达", _KEEPERS, {S.DRAFT: S.ISSUED}),
        "receive": Move("签收", _UNIT, {S.ISSUED: S.RECEIVED}),
        "reply": Move("回复", _UNIT, {S.RECEIVED: S.REPLIED, S.RETURNED: S.REPLIED}),
        "close": Move("核查属实，销号", _KEEPERS, {S.REPLIED: S.CLOSED}),
        "send_back": Move("退回再办", _KEEPERS, {S.REPLIED: S.RETURNED}),
        "withdraw": Move("作废", _KEEPERS, dict.fromkeys(OPEN_NOTICE, S.WITHDRAWN)),
    },
)
EXTENSION = Lifecycle(
    name="督办延期申请",
    clause="三（五）",
    states=E,
    first=E.ASKED,
    ends=frozenset({E.GRANTED, E.REFUSED, E.LAPSED}),
    moves={
        "grant": Move("同意延期", _KEEPERS, {E.ASKED: E.GRANTED}),
        "refuse": Move("不同意延期", _KEEPERS, {E.ASKED: E.REFUSED}),
        "lapse": Move("随回复失效", _UNIT, {E.ASKED: E.LAPSED}),
    },
)
CIRCULAR = Lifecycle(
    name="督办通报",
    clause="三（五）",
    states=C,
    first=C.DRAFT,
    ends=frozenset({C.ISSUED, C.WITHDRAWN}),
    moves={
        "edit": Move("修改", _KEEPERS, {C.DRAFT: C.DRAFT}),
        "issue": Move("印发", _KEEPERS, {C.DRAFT: C.ISSUED}),
        "withdraw": Move("作废", _KEEPERS, {C.ISSUED: C.WITHDRAWN}),
    },
)
