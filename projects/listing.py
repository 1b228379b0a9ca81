"""One page of the project list by keyset, with the year's plan and cumulative investment.

The number of queries is the same for ten projects and for a hundred thousand.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Sum, When

from projects.models import AnnualPlan, MonthlyReport, Project
from projects.models.ledger import ProjectQuerySet
from projects.queries import due_to_start
from projects.rules.ledger import Milestones, stage_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """A project as listed: stage and lateness at the list's day, the year's money in 万元."""

    project: Project
    stage: str
    overdue: bool
    plan: Decimal | None
    done: Decimal | None

    @property
    def rate(self) -> Decimal | None:
        """Done ÷ plan in percent; None without a plan."""
        return self.done * 100 / self.plan if self.plan and self.done is not None else None


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are the codes to page before and after; empty at the ends."""

    lines: list[Line]
    previous: str
    next: str


@dataclass(frozen=True)
class Totals:
    count: int
    investment: Decimal


def totals(projects: ProjectQuerySet) -> Totals:
    """How many projects, and their total investment in 万元."""
    found = projects.order_by().aggregate(count=Count("pk"), investment=Sum("total_investment"))
    return Totals(found["count"], found["investment"] or Decimal(0))


def page_of(projects: ProjectQuerySet, day: date, *, after: str = "", before: str = "") -> Page:
    """The projects after (or before) a code, in the order of codes, as of `day`."""
    overdue = Case(When(due_to_start(day), then=True), default=False)
    listed = projects.select_related("unit", "project_type").annotate(overdue=overdue)
    rows = _keyset(listed, after, before)
    beyond = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    if before:
        rows.reverse()
    if not rows:
        return Page([], "", "")
    has_previous, has_next = (beyond, True) if before else (bool(after), beyond)
    return Page(
        _lines(rows, day),
        rows[0].code if has_previous else "",
        rows[-1].code if has_next else "",
    )


def _keyset(projects: Any, after: str, before: str) -> list[Any]:
    if before:
        ordered = projects.filter(code__lt=before).order_by("-code")
    else:
        ordered = projects.filter(code__gt=after).order_by("code")
    return list(ordered[: PAGE_SIZE + 1])


def _lines(rows: list[Any], day: date) -> list[Line]:
    plans = dict(
        AnnualPlan.objects.filter(project__in=rows, year=day.year).values_list(
            "project_id", "amount"
        )
    )
    done = dict(
        MonthlyReport.objects.counted()
        .filter(project__in=rows, year=day.year, month__lte=day.month)
        .order_by()
        .values_list("project_id")
        .annotate(Sum("amount"))
    )
    return [_line(row, day, plans.get(row.pk), done.get(row.pk)) for row in rows]


def _line(project: Any, day: date, plan: Decimal | None, done: Decimal | None) -> Line:
    milestones = Milestones(*(getattr(project, name) for name in Milestones._fields))
    return Line(project, stage_of(milestones, day).label, project.overdue, plan, done)
