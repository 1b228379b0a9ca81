"""The life of a problem found on a visit, 三（二）."""

from projects.choices import Role
from projects.choices.guarantees import ProblemState
from projects.lifecycles import Lifecycle, Move

S = ProblemState
_UNIT, _KEEPERS = frozenset({Role.UNIT}), frozenset({Role.DRC, Role.ORGANISATION})

PROBLEM = Lifecycle(
    name="走访问题",
    clause="三（二）",
    states=S,
    first=S.FOUND,
    ends=frozenset({S.CONFIRMED}),
    moves={
        "assign": Move("交办", _KEEPERS, dict.fromkeys((S.FOUND, S.ASSIGNED), S.ASSIGNED)),
        "solve": Move("报送解决情况", _UNIT, {S.ASSIGNED: S.SOLVED}),
        "confirm": Move("登记企业确认", _KEEPERS, {S.SOLVED: S.CONFIRMED}),
        "send_back": Move("企业不认可，退回", _KEEPERS, {S.SOLVED: S.ASSIGNED}),
    },
)
