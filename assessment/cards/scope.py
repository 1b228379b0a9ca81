"""What a run has to compute: which months, for which projects.

The cards of unlocked months are a function of the ledger and the day alone. A run therefore
only needs to look at what changed since the last one: projects with a mark, and what the
passing of days does by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Model, OuterRef

from assessment.cards.tables import MonthRow, analyze, day_number, execute, fetch
from assessment.choices import Colour
from assessment.choices.readings import AtRedLimit, UnderYellowLimit, WithoutAverage
from assessment.models import AssessmentRun, Card, CityAverage, Policy, Quota
from assessment.queries import policy_among
from assessment.rules import RULES_VERSION
from projects.models import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth
from projects.periods import Month, months_through

EVERYTHING = 0
_DATED: tuple[type[Model], ...] = (Quota, AnnualPlan, MonthlyPlan, MonthlyReport, CityAverage)
_ORIGIN = Month(2000, 1).ordinal
_UNDER = {
    UnderYellowLimit.NONE: 0,
    UnderYellowLimit.YELLOW: Colour.YELLOW.value,
    UnderYellowLimit.GREEN: Colour.GREEN.value,
}


@dataclass(frozen=True)
class Pass:
    """Months to judge for all projects, or only for those in `assess_touched`."""

    months: tuple[int, ...]
    touched_only: bool


def number(month: Month) -> int:
    """Months since January 2000."""
    return month.ordinal - _ORIGIN


def first_year() -> int | None:
    """The first year that the ledger knows anything of; None if it is empty."""
    years = (f"SELECT MIN(year) AS year FROM {model._meta.db_table}" for model in _DATED)
    return fetch(f"SELECT MIN(year) FROM ({' UNION ALL '.join(years)}) y")[0]


def months_of(first: int, day: date, policies: Sequence[Policy]) -> list[MonthRow]:
    """January of `first` to `day`'s month, each with its policy and its day of judgement."""
    kept = Exists(Card.objects.filter(year=OuterRef("year"), month=OuterRef("month")))
    rows = ReportingMonth.objects.annotate(kept=kept).values_list("year", "month", "kept")
    locked = {Month(year, month): kept for year, month, kept in rows}
    of = {year: policy_among(policies, year) for year in range(first, day.year + 1)}
    return [
        _month_row(month, day, of[month.year], month in locked, locked.get(month, False))
        for month in months_through(Month(first, 1), Month.of(day))
    ]


def _month_row(month: Month, day: date, policy: Policy, locked: bool, frozen: bool) -> MonthRow:
    judged = min(month.last, day)
    return MonthRow(
        ord=number(month),
        year=month.year,
        month=month.month,
        judged_on=judged,
        judged_no=day_number(judged),
        judged_day=judged.day,
        judged_last=judged == month.last,
        locked=locked,
        frozen=frozen,
        **judged_by(policy),
    )


def judged_by(policy: Policy) -> dict[str, Any]:
    """What a month's row holds of its policy."""
    limits = policy.limits
    return {
        "yellow": limits.yellow_after_months,
        "red": limits.red_after_months,
        "red_at_limit": limits.at_red_limit is AtRedLimit.RED,
        "under": _UNDER[limits.under_yellow_limit],
        "keeps": limits.without_average is WithoutAverage.KEEP,
        "carries": limits.without_average is WithoutAverage.LAST,
        "policy_version": policy.version,
    }


def passes(
    rows: list[MonthRow], day: date, last: AssessmentRun | None, since: int | None, full: bool
) -> list[Pass]:
    """How to bring the cards from the last run to `day`; each month stands in one pass at most."""
    open_months = [row.ord for row in rows if not row.frozen]
    if full or last is None or _all_anew(last, day, since):
        return [Pass(tuple(open_months), False)]
    if day == last.day:
        return [Pass(tuple(open_months), True)]
    turn = number(Month.of(last.day))
    before = tuple(month for month in open_months if month < turn)
    after = tuple(month for month in open_months if month >= turn)
    return [Pass(before, True), Pass(after, Month.of(day) == Month.of(last.day))]


def _all_anew(last: AssessmentRun, day: date, since: int | None) -> bool:
    marked = execute_exists("SELECT 1 FROM assess_seen WHERE project_id = 0 LIMIT 1")
    same = last.first_year == since and last.rules_version == RULES_VERSION
    return marked or not same or day < last.day


def execute_exists(sql: str) -> bool:
    return fetch(sql) is not None


def see_marks() -> None:
    """Remember the marks of this moment; only these are taken away at the end."""
    execute("INSERT INTO assess_seen SELECT id, project_id FROM assessment_changemark")
    execute(
        "INSERT INTO assess_touched SELECT DISTINCT s.project_id FROM assess_seen s"
        " JOIN projects_project p ON p.id = s.project_id"
    )
    analyze("assess_touched")


def find_moving(last: date, day: date) -> None:
    """Note the projects whose verdict in the current month moves with the days after `last`.

    Those overdue and not started (their lateness grows), and those that started, stopped or
    went on in between.
    """
    execute(
        """
        INSERT INTO assess_moving
        SELECT p.id FROM projects_project p
        WHERE p.id NOT IN (SELECT id FROM assess_touched) AND (
            p.started_on > %s AND p.started_on <= %s
            OR (p.started_on IS NULL OR p.started_on > %s) AND (
                p.start_due < %s OR p.id IN (
                    SELECT project_id FROM projects_startdueamendment WHERE old < %s))
            OR p.id IN (
                SELECT project_id FROM projects_suspension
                WHERE from_on > %s AND from_on <= %s OR until_on > %s AND until_on <= %s))
        """,
        [last, day, last, day, day, last, day, last, day],
    )


def touch_moving() -> None:
    """Have the pass that follows look at those too."""
    execute("INSERT INTO assess_touched SELECT id FROM assess_moving")
    analyze("assess_touched")


def chunks(touched_only: bool, size: int) -> Iterator[tuple[int, int, int]]:
    """(after, last, count) of ranges of project ids with at most `size` projects each."""
    source = "assess_touched" if touched_only else "projects_project"
    after = 0
    while True:
        last, count = fetch(
            f"SELECT MAX(id), COUNT(*) FROM (SELECT id FROM {source} WHERE id > %s"
            " ORDER BY id LIMIT %s) c",
            [after, size],
        )
        if last is None:
            return
        yield after, last, count
        after = last


def in_list(months: Iterable[int]) -> str:
    return ", ".join(map(str, months)) or "NULL"
