"""Whose row it is: units by name or another name, and the nearest one for a name unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from assessment.choices import Annex
from assessment.year.sheets import ReadAnnex, ReadRow
from projects.excel.findings import Finding
from projects.models import Unit, UnitAlias
from projects.parsing import plain, quoted

_NEAR = 0.5


@dataclass(frozen=True)
class Proposal:
    """A printed name nobody knows yet, and the unit that it seems to mean."""

    name: str
    unit: Unit
    place: str


@dataclass
class Names:
    """The unit of every row by annex and line; what stays open is an error."""

    units: dict[tuple[Annex, int], Unit] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)


def folded(name: str) -> str:
    """A name without blanks and full-width signs, to compare by."""
    return "".join(plain(name).split())


def known_units() -> dict[str, Unit]:
    """Every name and other name, folded; two queries."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    aliases = UnitAlias.objects.values_list("name", "unit_id")
    return {folded(name): units[pk] for name, pk in aliases} | {
        folded(unit.name): unit for unit in units.values()
    }


def find_units(annexes: Iterable[ReadAnnex]) -> Names:
    """Match every row; a name that is proposed counts as accepted for the preview."""
    known, names = known_units(), Names()
    for annex in annexes:
        taken: dict[int, int] = {}
        for row in annex.rows:
            unit = known.get(folded(row.name))
            if unit is not None:
                _place(names, annex, row, unit, taken)
        for row in annex.rows:
            if folded(row.name) not in known:
                _propose(names, annex, row, known, taken)
    return names


def _place(names: Names, annex: ReadAnnex, row: ReadRow, unit: Unit, taken: dict[int, int]) -> None:
    first = taken.setdefault(unit.pk, row.line)
    if first != row.line:
        text = f"{quoted(row.name)}即“{unit.name}”，与第{first}行是同一单位，请只留一行"
        names.errors.append(annex.at_name(row, text))
        return
    names.units[annex.annex, row.line] = unit


def _propose(
    names: Names, annex: ReadAnnex, row: ReadRow, known: Mapping[str, Unit], taken: dict[int, int]
) -> None:
    """The nearest unit that has no row in this annex yet; the same for the same name."""
    before = next((one for one in names.proposals if one.name == row.name), None)
    free = [name for name, unit in known.items() if unit.pk not in taken]
    near = get_close_matches(folded(row.name), free, n=1, cutoff=_NEAR)
    unit = before.unit if before else known[near[0]] if near else None
    if unit is None:
        text = f"{quoted(row.name)}不是已有的责任单位，也没有相近的名称，请改为单位名称或别名"
        names.errors.append(annex.at_name(row, text))
        return
    _place(names, annex, row, unit, taken)
    if before is None:
        place = f"{annex.sheet} 第{row.line}行"
        names.proposals.append(Proposal(row.name, unit, place))
