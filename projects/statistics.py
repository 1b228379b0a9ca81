"""Investment reported to statistics beside the ledger's, and the checks that point, 二（五）3."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from projects.models import MonthlyPlan, MonthlyReport, Project, StatisticsReport
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month
from projects.rules.honesty import Figures, Finding, findings, ledger_upto


@dataclass(frozen=True)
class Line:
    """One project of one month: both cumulative amounts in 万元, and what they point at."""

    project: Project
    ledger: Decimal
    report: StatisticsReport | None
    findings: list[Finding]

    @property
    def difference(self) -> Decimal | None:
        """Statistics less ledger; None where nothing was reported to statistics."""
        return self.report.amount - self.ledger if self.report else None

    @property
    def unexplained(self) -> bool:
        return bool(self.report and self.difference and not self.report.explanation)


def in_register(month: Month) -> ProjectQuerySet:
    """Projects enrolled by the month's end, and those that have a figure in its year."""
    reported = StatisticsReport.objects.upto(month).filter(project=OuterRef("pk"))
    enrolled = Project.objects.filter(enrolled_on__lte=month.last)
    return enrolled | Project.objects.filter(Exists(reported))


def lines(projects: Iterable[Project], month: Month) -> list[Line]:
    """Both amounts of each project; three queries, whatever the number."""
    projects = list(projects)
    keys = [project.pk for project in projects]
    reports = {
        row.project_id: row
        for row in StatisticsReport.objects.filter(
            project__in=keys, year=month.year, month=month.month
        )
    }
    figures = figures_of(keys, month)
    return [_line(project, reports.get(project.pk), figures[project.pk], month)
            for project in projects]  # fmt: skip


def doubtful(projects: ProjectQuerySet, month: Month) -> list[Line]:
    """Those of the projects whose figures point at something, in the order given."""
    figures = figures_of(None, month)
    wanted = {key for key, found in figures.items() if findings(found, month.month)}
    rows = projects.select_related("unit")
    return lines([project for project in rows if project.pk in wanted], month)


def figures_of(keys: list[int] | None, month: Month) -> Mapping[int, Figures]:
    """The year's amounts by project up to `month`; None is all projects. Three queries."""
    found: dict[int, Figures] = defaultdict(lambda: Figures({}, {}, {}))
    tables = {
        "plan": MonthlyPlan.objects.all(),
        "done": MonthlyReport.objects.counted(),
        "statistics": StatisticsReport.objects.all(),
    }
    for name, rows in tables.items():
        year = rows.filter(year=month.year, month__lte=month.month)
        if keys is not None:
            year = year.filter(project__in=keys)
        for project, at, amount in year.order_by().values_list("project_id", "month", "amount"):
            getattr(found[project], name)[at] = amount
    return found


def _line(
    project: Project, report: StatisticsReport | None, figures: Figures, month: Month
) -> Line:
    ledger = ledger_upto(figures.done, month.month)
    return Line(project, ledger, report, findings(figures, month.month))
