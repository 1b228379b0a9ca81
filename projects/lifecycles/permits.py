"""The life of a permit, 二（三）2; 三（四） lets it be handled while papers are missing."""

from projects.choices import Role
from projects.choices.permits import PermitState
from projects.lifecycles import Lifecycle, Move

S = PermitState
_BOTH, _DRC = frozenset({Role.UNIT, Role.DRC}), frozenset({Role.DRC})

PERMIT = Lifecycle(
    name="手续办理",
    clause="二（三）2",
    states=PermitState,
    first=S.TODO,
    ends=frozenset({S.DONE}),
    moves={
        "begin": Move("开始办理", _BOTH, {S.TODO: S.HANDLING}),
        "lack": Move("容缺办理", _BOTH, {S.TODO: S.LACKING, S.HANDLING: S.LACKING}),
        "finish": Move("办结", _BOTH, {S.TODO: S.DONE, S.HANDLING: S.DONE, S.LACKING: S.DONE}),
        "reopen": Move("退回办理", _DRC, {S.LACKING: S.HANDLING, S.DONE: S.HANDLING}),
    },
)
