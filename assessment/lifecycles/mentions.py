"""The life of a decision to name a unit: it may be changed, with a reason, and stays on record."""

from assessment.choices.mentions import MentionState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

_DRC = frozenset({Role.DRC})

MENTION = Lifecycle(
    name="激励预警名单",
    clause="三（一）",
    states=MentionState,
    first=MentionState.LISTED,
    ends=frozenset(MentionState),
    moves={
        "list": Move("列入", _DRC, {MentionState.LEFT_OUT: MentionState.LISTED}),
        "leave_out": Move("撤出", _DRC, {MentionState.LISTED: MentionState.LEFT_OUT}),
    },
)
