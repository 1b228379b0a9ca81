"""The life of a month's bulletin, 三（一）: issued once, corrected by new editions."""

from assessment.choices.bulletins import BulletinState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

S = BulletinState
_DRC = frozenset({Role.DRC})

BULLETIN = Lifecycle(
    name="月通报",
    clause="三（一）",
    states=BulletinState,
    first=S.DRAFT,
    ends=frozenset({S.ISSUED, S.CORRECTED}),
    moves={
        "issue": Move("印发", _DRC, {S.DRAFT: S.ISSUED}),
        "correct": Move("印发更正", _DRC, {S.ISSUED: S.CORRECTED, S.CORRECTED: S.CORRECTED}),
    },
)
