"""The life of a project's planning: 起草 提升 定型 评审 通过, 二（一）3."""

from projects.choices import Role
from projects.choices.planning import PlanningStep
from projects.lifecycles import Lifecycle, Move

S = PlanningStep
_ENTERS, _DRC = frozenset({Role.UNIT, Role.DRC}), frozenset({Role.DRC})

PLANNING = Lifecycle(
    name="项目策划",
    clause="二（一）3",
    states=PlanningStep,
    first=S.IDEA,
    ends=frozenset({S.PASS}),
    moves={
        "draft": Move("起草", _ENTERS, {S.IDEA: S.DRAFT}),
        # A plan that does not stand up in shape or review goes back to be improved.
        "improve": Move(
            "提升", _ENTERS, {S.DRAFT: S.IMPROVE, S.SHAPE: S.IMPROVE, S.REVIEW: S.IMPROVE}
        ),
        "shape": Move("定型", _ENTERS, {S.IMPROVE: S.SHAPE}),
        "review": Move("评审", _ENTERS, {S.SHAPE: S.REVIEW}),
        "pass": Move("通过", _DRC, {S.REVIEW: S.PASS}),
        "withdraw": Move("撤回通过", _DRC, {S.PASS: S.REVIEW}),
    },
)
