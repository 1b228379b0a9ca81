"""The pages of the weekly dispatch: a unit's projects, and the county's week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from assessment.deadlines import Timeliness
from assessment.duties import Duty, duties
from projects.models import Project, Unit, WeeklyUpdate
from projects.queries import being_built, cents
from projects.weeks import Week

SILENT = Q(amount__isnull=True, visible_progress="", problems="")


@dataclass(frozen=True)
class Line:
    """One project of a unit: what was last said of it before the week, and what the week says."""

    project: Project
    update: WeeklyUpdate | None
    progress_before: str
    problems_before: str

    @property
    def version(self) -> int:
        return self.update.version if self.update else 0

    @property
    def anchor(self) -> str:
        return f"p{self.project.pk}"

    @property
    def state(self) -> str:
        if self.update is None:
            return "本周未填"
        return "本周无变化" if is_silent(self.update) else "本周已填"


def is_silent(update: WeeklyUpdate) -> bool:
    """The unit looked at the project, and nothing had changed."""
    return update.amount is None and not update.visible_progress and not update.problems


def unit_lines(unit: Unit, week: Week) -> list[Line]:
    """The unit's projects under construction in the week, or reported in it; two queries."""
    updates = {
        row.project_id: row
        for row in WeeklyUpdate.objects.filter(project__unit=unit, year=week.year, week=week.week)
    }
    built = being_built(week.first, week.last).filter(unit=unit).order_by().values("pk")
    projects = Project.objects.filter(Q(pk__in=built) | Q(pk__in=list(updates))).order_by("code")
    found = projects.annotate(
        progress_before=_last_word(week, "visible_progress"),
        problems_before=_last_word(week, "problems"),
    )
    return [
        Line(row, updates.get(row.pk), row.progress_before or "", row.problems_before or "")
        for row in found
    ]


def _last_word(week: Week, field: str) -> Subquery:
    earlier = Q(year__lt=week.year) | Q(year=week.year, week__lt=week.week)
    said = WeeklyUpdate.objects.filter(earlier, project=OuterRef("pk")).exclude(**{field: ""})
    return Subquery(said.order_by("-year", "-week").values(field)[:1])


@dataclass(frozen=True)
class UnitWeek:
    """One unit's week: how it stands, how many projects changed, done in 万元."""

    unit: Unit
    timeliness: Timeliness
    changed: int
    silent: int
    done: Decimal | None


@dataclass(frozen=True)
class CountyWeek:
    duty: Duty
    rows: list[UnitWeek]

    @property
    def done(self) -> Decimal | None:
        """Done in the week by all units, 万元; None if no amount was entered."""
        known = [row.done for row in self.rows if row.done is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def changed(self) -> int:
        return sum(row.changed for row in self.rows)


def county_week(week: Week, today: date) -> CountyWeek:
    """Every unit that has something to report, in annex order."""
    (duty,) = duties([week], today)
    counted = {row[0]: row[1:] for row in _counts(week)}
    rows = [
        UnitWeek(standing.unit, standing.timeliness, *_figures(counted.get(standing.unit.pk)))
        for standing in duty.expected
    ]
    return CountyWeek(duty, rows)


def _counts(week: Week) -> Iterable[tuple[int, int, int, int | None]]:
    rows = WeeklyUpdate.objects.filter(year=week.year, week=week.week).order_by()
    return rows.values_list(F("project__unit")).annotate(
        rows=Count("pk"), silent=Count("pk", filter=SILENT), done=Sum(cents("amount"))
    )


def _figures(counted: tuple[int, int, int | None] | None) -> tuple[int, int, Decimal | None]:
    if counted is None:
        return 0, 0, None
    rows, silent, done = counted
    return rows - silent, silent, None if done is None else Decimal(done) / 100


def updates_of(week: Week, unit_id: int | None = None) -> QuerySet[WeeklyUpdate]:
    """All that changed in the week, by unit and project."""
    rows = WeeklyUpdate.objects.filter(year=week.year, week=week.week).exclude(SILENT)
    if unit_id is not None:
        rows = rows.filter(project__unit=unit_id)
    return rows.select_related("project__unit").order_by("project__unit__number", "project__code")
