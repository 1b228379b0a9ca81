"""The life of an unannounced inspection and of what it finds, 三（三）."""

from assessment.choices.patrol import FindingState, InspectionState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

S, F = InspectionState, FindingState
_UNIT, _KEEPERS = frozenset({Role.UNIT}), frozenset({Role.DRC, Role.GOV_OFFICE})

INSPECTION = Lifecycle(
    name="四不两直督导",
    clause="三（三）",
    states=S,
    first=S.PLANNED,
    ends=frozenset({S.DONE, S.CANCELLED}),
    moves={
        "finish": Move("检查完成", _KEEPERS, {S.PLANNED: S.DONE}),
        "cancel": Move("取消检查", _KEEPERS, {S.PLANNED: S.CANCELLED}),
    },
)
FINDING = Lifecycle(
    name="督导发现问题",
    clause="三（三）",
    states=F,
    first=F.OPEN,
    ends=frozenset({F.CLOSED}),
    moves={
        "mend": Move("报送整改", _UNIT, {F.OPEN: F.MENDED}),
        "close": Move("复查销号", _KEEPERS, {F.MENDED: F.CLOSED}),
        "again": Move("复查未过", _KEEPERS, {F.MENDED: F.OPEN}),
    },
)
