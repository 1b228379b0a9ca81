"""The bulletin's values from the database: one module a sheet, what they share in `source`."""

from types import ModuleType

from assessment.bulletin.build import (
    cards,
    completed,
    enrolment,
    explanation,
    interviews,
    movement,
    planning,
    progress,
    scores,
    starts,
)
from assessment.bulletin.build.source import NoBulletinError, NotAssessedError, Source, read
from assessment.bulletin.data import Bulletin, Figure, Passage, Table
from projects.periods import Month

__all__ = [
    "SHEETS",
    "NoBulletinError",
    "NotAssessedError",
    "build",
    "build_sheet",
    "sheets_of_month",
]

SUMMARY, GAPS = "", "gaps"
DRAFT = "草稿：未经印发，按现在的数据计算"
_TABLES = {
    str(number): sheet
    for number, sheet in enumerate(
        (starts, planning, progress, cards, completed, enrolment, interviews, movement, scores), 1
    )
}
# What `build_sheet` can be asked for, and what a page calls it.
SHEETS = {
    SUMMARY: "说明：总体和规则",
    GAPS: "说明：未报送和更正",
    **{key: f"{sheet.NUMBER}{sheet.SHORT}" for key, sheet in _TABLES.items()},
}


def build(month: Month) -> Bulletin:
    """The bulletin of `month` for the whole county; NoBulletinError if it was never assessed.

    The figures are those of the month's last day, or of the last assessment's day if the month
    was still running then. The number of queries does not depend on the number of projects.
    """
    source = read(month)
    return _bulletin(
        source,
        figures=explanation.figures(source),
        passages=explanation.passages(source),
        tables=tuple(sheet.table(source) for sheet in _sheets(month)),
    )


def _sheets(month: Month) -> list[ModuleType]:
    """All tables; that of the scores only where they are published."""
    return [_TABLES[key] for key in sheets_of_month(month) if key in _TABLES]


def sheets_of_month(month: Month) -> dict[str, str]:
    """Those of `SHEETS` that the month's bulletin has: the scores only where they are published."""
    told = scores.is_published(month)
    return {key: name for key, name in SHEETS.items() if told or _TABLES.get(key) is not scores}


def build_sheet(month: Month, wanted: str) -> Bulletin:
    """The bulletin with nothing but one of `SHEETS` in it, for a page; raises as `build` does.

    The contradictions of the annexes stand on the annexes' own page, so 说明 only points there.
    """
    source = read(month)
    if wanted in _TABLES:
        return _bulletin(source, tables=(_TABLES[wanted].table(source),))
    if wanted == GAPS:
        return _bulletin(source, passages=explanation.gaps(source))
    return _bulletin(
        source, figures=explanation.figures(source), passages=explanation.summary(source)
    )


def _bulletin(
    source: Source,
    *,
    figures: tuple[Figure, ...] = (),
    passages: tuple[Passage, ...] = (),
    tables: tuple[Table, ...] = (),
) -> Bulletin:
    title = f"宁阳县{source.month.label}重点项目建设通报"
    return Bulletin(source.month, source.day, title, figures, passages, tables, DRAFT)
