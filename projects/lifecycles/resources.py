"""The life of a resource need, 三（四）."""

from projects.choices import Role
from projects.choices.resources import NeedState
from projects.lifecycles import Lifecycle, Move

S = NeedState
_BOTH, _DRC = frozenset({Role.UNIT, Role.DRC}), frozenset({Role.DRC})

NEED = Lifecycle(
    name="要素需求",
    clause="三（四）",
    states=NeedState,
    first=S.RAISED,
    ends=frozenset({S.SETTLED, S.WITHDRAWN}),
    moves={
        "match": Move("已对接", _DRC, {S.RAISED: S.MATCHED}),
        "settle": Move("已落实", _BOTH, {S.RAISED: S.SETTLED, S.MATCHED: S.SETTLED}),
        "withdraw": Move("撤销", _BOTH, {S.RAISED: S.WITHDRAWN, S.MATCHED: S.WITHDRAWN}),
        "reopen": Move(
            "重新提出", _DRC, dict.fromkeys((S.MATCHED, S.SETTLED, S.WITHDRAWN), S.RAISED)
        ),
    },
)
