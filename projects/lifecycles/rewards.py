"""The life of a reward: the system names a candidate, 发改局 checks and decides."""

from projects.choices import Role
from projects.choices.rewards import RewardState
from projects.lifecycles import Lifecycle, Move

S = RewardState
_DRC = frozenset({Role.DRC})

REWARD = Lifecycle(
    name="项目奖励",
    clause="二（四）3",
    states=S,
    first=S.CANDIDATE,
    ends=frozenset({S.AGREED, S.REFUSED}),
    moves={
        "verify": Move("核实", _DRC, {S.CANDIDATE: S.VERIFIED}),
        "agree": Move("同意", _DRC, {S.VERIFIED: S.AGREED}),
        "refuse": Move("不同意", _DRC, {S.CANDIDATE: S.REFUSED, S.VERIFIED: S.REFUSED}),
        "reconsider": Move(
            "退回重核",
            _DRC,
            {S.VERIFIED: S.CANDIDATE, S.AGREED: S.CANDIDATE, S.REFUSED: S.CANDIDATE},
        ),
    },
)
