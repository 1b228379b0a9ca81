"""The life of a question that stands in the way of a signing, 二（二）1."""

from projects.choices import Role
from projects.choices.signing import QuestionState
from projects.lifecycles import Lifecycle, Move

S = QuestionState
_WHOSE = frozenset({Role.UNIT, Role.COMMERCE, Role.DRC})

QUESTION = Lifecycle(
    name="洽谈问题",
    clause="二（二）1",
    states=QuestionState,
    first=S.OPEN,
    ends=frozenset({S.CLOSED}),
    moves={
        "close": Move("办结", _WHOSE, {S.OPEN: S.CLOSED}),
        "reopen": Move("重新打开", _WHOSE, {S.CLOSED: S.OPEN}),
    },
)
