"""The stored annexes of one year, as printed and as corrected, and where they do not agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from assessment.choices import Annex, GoalKey, QuotaBand
from assessment.contradictions import Finding, GoalValue, Kind, Sheet, SheetRow, find
from assessment.models import AnnexRow, AnnexTotal, Goal, Quota
from projects.models import UnitAlias


class Status(TextChoices):
    OPEN = "open", "待更正"
    RESOLVED = "resolved", "已解决"
    NOTICE = "notice", "供核对"


@dataclass(frozen=True)
class Contradiction:
    """A finding in the printed annexes (or one that corrections brought in), and what became of it.

    `computed_now` and `message_now` are reckoned with the corrections; None and blank where
    nothing is left to say.
    """

    finding: Finding
    status: Status
    computed_now: int | None = None
    message_now: str = ""

    def as_json(self, year: int) -> dict[str, Any]:
        own = self.finding
        return {
            "year": year,
            "kind": own.kind.value,
            "annex": own.annex and own.annex.value,
            "band": own.band and own.band.value,
            "rows": list(own.rows),
            "units": list(own.units),
            "printed": own.printed,
            "computed": own.computed,
            "computed_now": self.computed_now,
            "message": own.message,
            "hint": own.hint,
            "status": self.status.value,
        }

    def __str__(self) -> str:
        parts = [self.finding.message, self.finding.hint, self.message_now]
        return f"【{self.status.label}】" + "。".join(part for part in parts if part)


@dataclass(frozen=True)
class YearAnnexes:
    """One year's sheets; the quotas by annex, unit key and band, for their corrections."""

    year: int
    printed: dict[Annex, Sheet]
    effective: dict[Annex, Sheet]
    quotas: dict[tuple[Annex, int, QuotaBand], Quota]
    goals: list[GoalValue]
    contradictions: list[Contradiction]


def annex_years() -> list[int]:
    """The years whose annexes are stored, latest first."""
    years = AnnexRow.objects.order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def read_annexes(year: int) -> YearAnnexes:
    """Everything the annexes of `year` say; a fixed number of queries."""
    quotas = {
        (Annex(quota.annex), quota.unit_id, QuotaBand(quota.band)): quota
        for quota in Quota.objects.filter(year=year).with_effective().select_related("corrected_by")
    }
    rows = list(AnnexRow.objects.filter(year=year).select_related("unit"))
    totals = list(AnnexTotal.objects.filter(year=year))
    printed = _sheets(rows, totals, {key: quota.printed for key, quota in quotas.items()})
    effective = _sheets(rows, totals, {key: quota.effective for key, quota in quotas.items()})
    goals = [
        GoalValue(Annex(goal.annex), GoalKey(goal.key), goal.target, goal.clause)
        for goal in Goal.objects.filter(year=year).order_by("pk")
    ]
    found = _compare(find(printed, goals), find(effective, goals), _known_names(printed))
    return YearAnnexes(year, printed, effective, quotas, goals, found)


def _sheets(
    rows: list[AnnexRow],
    totals: list[AnnexTotal],
    figures: dict[tuple[Annex, int, QuotaBand], int | None],
) -> dict[Annex, Sheet]:
    return {
        annex: Sheet(
            annex,
            [
                SheetRow(row.unit_id, row.number, row.unit.name, row.printed_name, row.remark)
                for row in rows
                if row.annex == annex
            ],
            {(unit, band): number for (of, unit, band), number in figures.items() if of == annex},
            {QuotaBand(total.band): total.printed for total in totals if total.annex == annex},
        )
        for annex in Annex
    }


def _known_names(sheets: dict[Annex, Sheet]) -> set[str]:
    """Names that imports accept for the units of the annexes."""
    names = {row.name for sheet in sheets.values() for row in sheet.rows}
    return names | set(UnitAlias.objects.values_list("name", flat=True))


def _compare(
    printed: Iterable[Finding], effective: Iterable[Finding], known: set[str]
) -> list[Contradiction]:
    now = {finding.key: finding for finding in effective}
    found = [_judge(finding, now.pop(finding.key, None), known) for finding in printed]
    return found + [
        Contradiction(finding, _open(finding), finding.computed, "由更正引起")
        for finding in now.values()
    ]


def _judge(finding: Finding, now: Finding | None, known: set[str]) -> Contradiction:
    if finding.kind is Kind.UNIT_NAME:
        if known.issuperset(finding.names):
            return Contradiction(finding, Status.RESOLVED, None, "各名称均已登记，导入时都认")
        return Contradiction(finding, Status.OPEN)
    if now is None:
        return Contradiction(finding, Status.RESOLVED, finding.printed, "更正后相符")
    changed = (now.printed, now.computed) != (finding.printed, finding.computed)
    message = f"更正后：{now.message}" if changed else ""
    return Contradiction(finding, _open(finding), now.computed, message)


def _open(finding: Finding) -> Status:
    """More handed out than the goal asks for is worth knowing, but breaks nothing (以上)."""
    return Status.NOTICE if finding.kind is Kind.GOAL_SURPLUS else Status.OPEN
