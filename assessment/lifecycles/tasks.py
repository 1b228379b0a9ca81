"""The life of one unit's part of a task, and of a later limit that it asks for, 三（五）."""

from assessment.choices.tasks import ExtensionState, PartState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

P, E = PartState, ExtensionState
_UNIT, _KEEPERS = frozenset({Role.UNIT}), frozenset({Role.DRC, Role.GOV_OFFICE})

TASK = Lifecycle(
    name="限时交办",
    clause="三（五）",
    states=P,
    first=P.GIVEN,
    ends=frozenset({P.CLOSED, P.CANCELLED}),
    moves={
        "receive": Move("签收", _UNIT, {P.GIVEN: P.UNDER_WAY}),
        "report": Move("报告办理结果", _UNIT, {P.UNDER_WAY: P.REPORTED}),
        "close": Move("核验办结", _KEEPERS, {P.REPORTED: P.CLOSED}),
        "send_back": Move("退回重办", _KEEPERS, {P.REPORTED: P.UNDER_WAY}),
        "cancel": Move(
            "撤销", _KEEPERS, dict.fromkeys((P.GIVEN, P.UNDER_WAY, P.REPORTED), P.CANCELLED)
        ),
    },
)
EXTENSION = Lifecycle(
    name="交办延期",
    clause="三（五）",
    states=E,
    first=E.NONE,
    ends=frozenset({E.GRANTED, E.REFUSED}),
    moves={
        "ask": Move("申请延期", _UNIT, dict.fromkeys((E.NONE, E.GRANTED, E.REFUSED), E.ASKED)),
        "grant": Move("同意延期", _KEEPERS, {E.ASKED: E.GRANTED}),
        "refuse": Move("不同意延期", _KEEPERS, {E.ASKED: E.REFUSED}),
    },
)
