"""The life of a hard case and of a question in it, 二（三）4."""

from projects.choices import Role
from projects.choices.hard_cases import CaseState, QuestionState
from projects.lifecycles import Lifecycle, Move

S, Q = CaseState, QuestionState
_BOTH, _DRC = frozenset({Role.UNIT, Role.DRC}), frozenset({Role.DRC})

HARD_CASE = Lifecycle(
    name="攻坚项目",
    clause="二（三）4",
    states=CaseState,
    first=S.SUGGESTED,
    ends=frozenset({S.DECLINED, S.CLOSED}),
    moves={
        "enter": Move("入库", _DRC, dict.fromkeys((S.SUGGESTED, S.DECLINED, S.CLOSED), S.LISTED)),
        "decline": Move("不入库", _DRC, {S.SUGGESTED: S.DECLINED}),
        "close": Move("销号", _DRC, {S.LISTED: S.CLOSED}),
    },
)
QUESTION = Lifecycle(
    name="攻坚问题",
    clause="二（三）4",
    states=QuestionState,
    first=Q.OPEN,
    ends=frozenset({Q.CLOSED}),
    moves={
        "solve": Move("提请销号", _BOTH, {Q.OPEN: Q.SOLVED}),
        "close": Move("销号", _DRC, {Q.OPEN: Q.CLOSED, Q.SOLVED: Q.CLOSED}),
        "send_back": Move("退回", _DRC, {Q.SOLVED: Q.OPEN, Q.CLOSED: Q.OPEN}),
    },
)
