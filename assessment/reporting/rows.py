"""The rows of a month's entry page: one project each, with what it would come to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessment.choices import NOT_BUILDING, Colour, Reason
from assessment.models import CityAverage
from assessment.outlook.rules import least_done
from assessment.queries import policy_for
from assessment.reporting.remarks import Doubt, Figures, doubts, wants_zero_reason
from assessment.rules import ProgressMonth, ProgressVerdict, Stop, progress_cards
from projects.actions.reporting import FIELDS
from projects.choices import COUNTED_REPORT_STATES, SuspensionKind
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    Suspension,
    Unit,
)
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month, months_through
from projects.queries import built, under_construction

MONEY_FIELDS = frozenset({"plan", "done"})
WORDS_FIELDS = ("visible_progress", "problems")


@dataclass(frozen=True)
class Row:
    """One project's month. Money in 万元, None where nothing is filled in.

    `before` is done from January to the month before; only reports that count are in it.
    `verdict` is the progress card that the month would give as it stands, by its last day.
    `average` (%) is the city's for the month, or the year's last one before it, of
    `average_month`.
    """

    project: Project
    month: Month
    plan: MonthlyPlan | None
    report: MonthlyReport | None
    before: Decimal
    annual_plan: Decimal | None
    last: MonthlyReport | None
    verdict: ProgressVerdict
    average: Decimal | None = None
    average_month: Month | None = None

    @cached_property
    def values(self) -> dict[str, Any]:
        """Field of the page → value; None or empty where blank."""
        return {field: value_in(self.stored(field), field) for field in FIELDS}

    @property
    def done(self) -> Decimal | None:
        return self.values["done"]

    @property
    def counts(self) -> bool:
        """An amount stands that the cards count: handed in, or entered by 发改局."""
        report = self.report
        return (
            report is not None and report.state in COUNTED_REPORT_STATES and self.done is not None
        )

    def stored(self, field: str) -> MonthlyPlan | MonthlyReport | None:
        """The database row that holds `field`."""
        return self.plan if FIELDS[field][0] is MonthlyPlan else self.report

    def version(self, field: str) -> int:
        """The version of the database row that holds `field`, 0 where there is none."""
        stored = self.stored(field)
        return stored.version if stored else 0

    @property
    def versions(self) -> str:
        return f"{self.version('plan')}.{self.version('done')}"

    @property
    def cumulative(self) -> Decimal:
        return self.before + (self.done or 0)

    @property
    def difference(self) -> Decimal | None:
        """This month's done less last month's; None where one of them is not filled in."""
        last = self.last.amount if self.last else None
        return None if self.done is None or last is None else self.done - last

    @property
    def rate(self) -> Decimal | None:
        """Cumulative ÷ the year's plan, %; None without a plan."""
        return self.cumulative * 100 / self.annual_plan if self.annual_plan else None

    @property
    def colour(self) -> Colour | None:
        return self.verdict.colour

    @property
    def reason(self) -> str:
        """Why there is no card, in words; empty where there is one."""
        return "" if self.colour else Reason(self.verdict.reason).label

    @property
    def need(self) -> Decimal | None:
        """What the month must bring beyond what is entered for a green card, 万元.

        Never below 0; None where it gives no card, or the year has no average yet.
        """
        given = self.annual_plan and self.average is not None
        if not given or self.verdict.reason in NOT_BUILDING:
            return None
        least = least_done(self.annual_plan or Decimal(0), self.average or Decimal(0))
        return max(Decimal(0), least - self.cumulative)

    @property
    def ahead(self) -> str:
        """`need` in words, with the month whose average it assumes; empty where there is none."""
        if self.need is None or self.average_month is None:
            return ""
        words = f"变绿还需 {_shown(self.need)} 万元" if self.need else "已够绿牌"
        if self.average_month == self.month:
            return words
        return f"{words}（本月均值未公布，按{self.average_month.month}月测算）"

    @cached_property
    def doubts(self) -> list[Doubt]:
        return doubts(
            Figures(
                done=self.done,
                plan=self.values["plan"],
                before=self.before,
                annual_plan=self.annual_plan,
                last_done=self.last.amount if self.last else None,
                words=self.values["visible_progress"],
                last_words=self.last.visible_progress if self.last else "",
            )
        )

    @property
    def is_due(self) -> bool:
        """It is being built: left blank, it counts as not reported (缺报)."""
        return self.verdict.reason not in NOT_BUILDING

    @property
    def is_missing(self) -> bool:
        return self.is_due and self.done is None

    @property
    def is_zero(self) -> bool:
        return wants_zero_reason(self.done)

    @property
    def lacks_zero_reason(self) -> bool:
        """The one gap that keeps the return from being submitted."""
        return self.is_zero and not self.values["zero_reason"]

    @property
    def lacks_remark(self) -> bool:
        return bool(self.doubts) and not self.values["remark"]


def _shown(amount: Decimal) -> str:
    """万元 with separators, without empty decimals."""
    return f"{amount:,.2f}".removesuffix(".00")


def value_in(stored: MonthlyPlan | MonthlyReport | None, field: str) -> Any:
    """The value of `field` in its database row; blank where there is none."""
    if stored is None:
        return None if field in MONEY_FIELDS else ""
    return getattr(stored, FIELDS[field][1])


def _listed(month: Month) -> ProjectQuerySet:
    """Projects that are being built in `month`, or have a plan or report for it."""
    own = {"project": OuterRef("pk"), "year": month.year, "month": month.month}
    return Project.objects.filter(
        Q(pk__in=under_construction(month).order_by().values("pk"))
        | Q(Exists(MonthlyPlan.objects.filter(**own)))
        | Q(Exists(MonthlyReport.objects.filter(**own)))
    )


def rows_by_unit(month: Month) -> dict[int, list[Row]]:
    """Every unit's rows in the order of codes, by the unit's key; the same six queries."""
    projects = list(_listed(month).order_by("code"))
    of = _Inputs([project.pk for project in projects], month)
    rows: dict[int, list[Row]] = {}
    for project in projects:
        rows.setdefault(project.unit_id, []).append(of.row(project))
    return rows


def rows_of(unit: Unit, month: Month, only: Collection[int] | None = None) -> list[Row]:
    """The rows of `unit` in the order of codes; six queries.

    With `only` those of its projects in it, whether they still stand on the page or not.
    """
    chosen = _listed(month) if only is None else Project.objects.filter(pk__in=only)
    projects = list(chosen.filter(unit=unit).order_by("code"))
    of = _Inputs([project.pk for project in projects], month)
    return [of.row(project) for project in projects]


def filled(month: Month) -> Q:
    """Projects being built that have an amount for `month`, whatever its state."""
    entered = MonthlyReport.objects.filter(year=month.year, month=month.month, amount__isnull=False)
    return built(month.first, month.last) & Q(pk__in=entered.values("project"))


class _Inputs:
    """What the rows are made of, read once for all projects."""

    def __init__(self, pks: list[int], month: Month) -> None:
        self.month = month
        self.limits = policy_for(month.year).limits
        own = {"project__in": pks}
        at = own | {"year": month.year, "month": month.month}
        plans = AnnualPlan.objects.filter(**own, year=month.year)
        self.annual = dict(plans.values_list("project", "amount"))
        self.plans = {row.project_id: row for row in MonthlyPlan.objects.filter(**at)}
        self.reports = self._reports(own)
        self.averages = {
            (row.project_type_id, row.month): row.rate
            for row in CityAverage.objects.filter(year=month.year, month__lte=month.month)
        }
        self.stops: dict[int, list[Stop]] = {}
        for row in Suspension.objects.filter(**own):
            stop = Stop(SuspensionKind(row.kind), row.from_on, row.until_on)
            self.stops.setdefault(row.project_id, []).append(stop)

    def _reports(self, own: dict[str, Any]) -> dict[tuple[int, Month], MonthlyReport]:
        """This year's up to the month, and last month's, which may lie in the year before."""
        last = self.month.plus(-1)
        spans = Q(year=self.month.year, month__lte=self.month.month)
        spans |= Q(year=last.year, month=last.month)
        found: Iterable[MonthlyReport] = MonthlyReport.objects.filter(spans, **own)
        return {(row.project_id, Month(row.year, row.month)): row for row in found}

    def row(self, project: Project) -> Row:
        months = months_through(Month(self.month.year, 1), self.month)
        amounts = [self._amount(project.pk, month) for month in months]
        known = [m for m in months if (project.project_type_id, m.month) in self.averages]
        latest = known[-1] if known else None
        annual = self.annual.get(project.pk)
        return Row(
            project,
            self.month,
            self.plans.get(project.pk),
            self.reports.get((project.pk, self.month)),
            sum((amount or Decimal(0) for amount in amounts[:-1]), Decimal(0)),
            annual,
            self.reports.get((project.pk, self.month.plus(-1))),
            self._verdict(project, months, amounts, annual),
            self.averages[project.project_type_id, latest.month] if latest else None,
            latest,
        )

    def _amount(self, project_id: int, month: Month) -> Decimal | None:
        """What the month counts: the entered one as it stands, an earlier one if it counts."""
        report = self.reports.get((project_id, month))
        if report is None:
            return None
        counts = month == self.month or report.state in COUNTED_REPORT_STATES
        return report.amount if counts else None

    def _verdict(
        self,
        project: Project,
        months: list[Month],
        amounts: list[Decimal | None],
        annual: Decimal | None,
    ) -> ProgressVerdict:
        entries = [
            ProgressMonth(month, amount, self.averages.get((project.project_type_id, month.month)))
            for month, amount in zip(months, amounts, strict=True)
        ]
        stops = self.stops.get(project.pk, [])
        dates = (project.started_on, project.completed_on)
        reading = self.limits.without_average
        return progress_cards(entries, annual, *dates, self.month.last, stops, reading)[-1]
