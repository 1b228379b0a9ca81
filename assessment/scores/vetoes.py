"""Which vetoes a list of scores names: those published with it, and what came after, 三（五）.

A published list is the county's: the ground of a veto that was in force on its publication is part
of it for everybody, and that it was lifted since. A veto that was not published, and the reason
and the papers of any, are for `reads_vetoes` only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessment.choices.scores import VetoGround, VetoState
from assessment.models import ScoreVeto

Vetoes = Mapping[int, Sequence[ScoreVeto]]


class FrozenVeto(NamedTuple):
    """What is published of a veto: its key and its ground."""

    key: int
    ground: str


@dataclass(frozen=True)
class Remark:
    """What stands beside a unit, in words: `stands` as it was published (or stands now where
    nothing was published), `since` what came after the publication. Both may be empty."""

    stands: str = ""
    since: str = ""

    @property
    def full(self) -> str:
        """Both, with what it leads to."""
        stands = f"{self.stands}，取消当年评优评先资格" if self.stands else ""
        return "；".join(part for part in (stands, self.since) if part)


def vetoes_of(year: int) -> dict[int, list[ScoreVeto]]:
    """Every veto of a year by unit, lifted ones too, in the order of decision; one query."""
    found: dict[int, list[ScoreVeto]] = {}
    for row in ScoreVeto.objects.filter(year=year).order_by("decided_on", "pk"):
        found.setdefault(row.unit_id, []).append(row)
    return found


def in_force(rows: Iterable[ScoreVeto]) -> list[ScoreVeto]:
    """Those that no decision has lifted."""
    return [row for row in rows if row.state == VetoState.IN_FORCE]


def vetoes_in_force(year: int) -> dict[int, list[ScoreVeto]]:
    """Vetoes that stand, by unit; one query."""
    return {
        unit: standing for unit, rows in vetoes_of(year).items() if (standing := in_force(rows))
    }


def frozen(rows: Iterable[ScoreVeto]) -> list[FrozenVeto]:
    """What a publication keeps of the vetoes in force."""
    return [FrozenVeto(row.pk, row.ground) for row in in_force(rows)]


def veto_words(grounds: Iterable[str]) -> str:
    """一票否决：安全生产、资金管理, or nothing."""
    labels = "、".join(sorted({VetoGround(ground).label for ground in grounds}))
    return f"一票否决：{labels}" if labels else ""


def live_remark(rows: Iterable[ScoreVeto]) -> Remark:
    """Of a list that is not published: what stands now."""
    return Remark(veto_words(row.ground for row in in_force(rows)))


def published_remark(
    kept: Sequence[FrozenVeto], rows: Sequence[ScoreVeto] = (), *, sees_all: bool = False
) -> Remark:
    """Of a published list: what it said, which of it was lifted since, and, for who `sees_all`,
    what was recorded after it. `rows` are the unit's vetoes as they are now."""
    published = {veto.key for veto in kept}
    lifted = [row for row in rows if row.pk in published and row.state == VetoState.LIFTED]
    later = later_vetoes(kept, rows) if sees_all else []
    since = [
        *(f"公布后已解除：{row.get_ground_display()}（{row.lifted_on}）" for row in lifted),
        *(f"公布后登记一票否决：{row.get_ground_display()}（{row.decided_on}）" for row in later),
    ]
    return Remark(veto_words(veto.ground for veto in kept), "；".join(since))


def later_vetoes(kept: Sequence[FrozenVeto], rows: Iterable[ScoreVeto]) -> list[ScoreVeto]:
    """Vetoes in force that the publication does not name."""
    published = {veto.key for veto in kept}
    return [row for row in in_force(rows) if row.pk not in published]
