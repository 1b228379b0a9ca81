"""The month's projects with what was reported of them: the plain values behind the review."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from assessment.review.rules import Doubt, Figures, doubts, weigh
from projects.choices import COUNTED_REPORT_STATES
from projects.models import AnnualPlan, MonthlyPlan, MonthlyReport, Project, Unit
from projects.periods import Month
from projects.queries import cents, under_construction


@dataclass(frozen=True)
class Line:
    """One project of the month; texts are empty where nothing was reported."""

    project: Project
    figures: Figures
    problems: str

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        return doubts(self.figures)

    @property
    def weight(self) -> int:
        return weigh(self.doubts)


def lines_by_unit(month: Month, unit: Unit | None = None) -> dict[int, list[Line]]:
    """The projects that are to be reported in `month` or were, by unit and code; three queries.

    Amounts of the month are as entered, whatever their state; those of earlier months count
    only where their report counts (domain 4).
    """
    projects = _projects(month)
    reports = MonthlyReport.objects.all()
    if unit is not None:
        projects, reports = projects.filter(unit=unit), reports.filter(project__unit=unit)
    read = _Reports(month, reports)
    lines = defaultdict(list)
    for project in projects.select_related("project_type").order_by("code"):
        lines[project.unit_id].append(read.line(project))
    return lines


def _projects(month: Month) -> QuerySet[Project]:
    """With `expected`, `planned` and `annual_plan` beside each."""
    own = {"project": OuterRef("pk"), "year": month.year}
    plan = MonthlyPlan.objects.filter(**own, month=month.month)
    annual = AnnualPlan.objects.filter(**own)
    building = under_construction(month).order_by().values("pk")
    return Project.objects.annotate(
        expected=ExpressionWrapper(Q(pk__in=building), BooleanField()),
        planned=Subquery(plan.values("amount")),
        annual_plan=Subquery(annual.values("amount")),
    ).filter(
        Q(expected=True)
        | Q(planned__isnull=False)
        | Exists(MonthlyReport.objects.filter(**own, month=month.month))
    )


class _Reports:
    """The reports of the month and the one before, and what counts from January, by project."""

    def __init__(self, month: Month, reports: QuerySet[MonthlyReport]) -> None:
        last = month.plus(-1)
        of_both = Q(year=month.year, month=month.month) | Q(year=last.year, month=last.month)
        rows = list(reports.filter(of_both).order_by())
        self.now = {row.project_id: row for row in rows if row.month == month.month}
        self.last = {row.project_id: row for row in rows if row.month == last.month}
        earlier = reports.filter(year=month.year, month__lt=month.month)
        self.before = _sums(earlier.filter(state__in=COUNTED_REPORT_STATES, amount__isnull=False))

    def line(self, project: Any) -> Line:
        now = self.now.get(project.pk) or MonthlyReport()
        last = self.last.get(project.pk) or MonthlyReport()
        figures = Figures(
            expected=project.expected,
            annual_plan=project.annual_plan,
            plan=project.planned,
            done=now.amount,
            last=last.amount if last.state in COUNTED_REPORT_STATES else None,
            before=self.before.get(project.pk, Decimal(0)),
            zero_reason=now.zero_reason,
            remark=now.remark,
            progress=now.visible_progress,
            last_progress=last.visible_progress,
        )
        return Line(project, figures, now.problems)


def _sums(reports: QuerySet) -> dict[int, Decimal]:
    sums: Iterable[tuple[int, int]] = (
        reports.order_by().values_list("project_id").annotate(cents=Sum(cents("amount")))
    )
    return {project: Decimal(total).scaleb(-2) for project, total in sums}
