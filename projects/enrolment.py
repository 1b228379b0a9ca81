"""Which projects wait for the statistics register, and how far each is, 二（五）2."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from projects.choices.enrolment import Step
from projects.models import EnrolmentStep, Project, Suspension
from projects.models.ledger import ProjectQuerySet
from projects.periods import whole_months
from projects.rules.enrolment import (
    MILESTONES,
    NEEDS_EVIDENCE,
    STEPS,
    Standing,
    reminder_after,
    standing,
)

Rows = Mapping[int, Mapping[Step, EnrolmentStep]]


@dataclass(frozen=True)
class Line:
    """A project with its steps at the end of a day."""

    project: Project
    dates: Mapping[Step, date | None]
    rows: Mapping[Step, EnrolmentStep]
    standing: Standing
    stopped: bool
    day: date

    @property
    def steps(self) -> list[tuple[Step, date | None]]:
        return [(step, self.dates.get(step)) for step in STEPS]

    @property
    def lacking(self) -> str:
        """What the unit says is missing, for steps not reached."""
        rows = (self.rows.get(step) for step in self.standing.missing)
        return "；".join(row.lacking for row in rows if row and row.lacking)

    @property
    def outstanding(self) -> str:
        """The next step before the register, and what the unit says is missing."""
        return "；".join(part for part in (self.standing.waits, self.lacking) if part)

    @property
    def without_evidence(self) -> list[Step]:
        """竣工, 投产 reached by the day with no paper or photo."""
        return [
            step
            for step in self._ended
            if not (step in self.rows and self.rows[step].has_files)  # type: ignore[attr-defined]
        ]

    @property
    def _ended(self) -> list[Step]:
        found = {step: self.dates.get(step) for step in sorted(NEEDS_EVIDENCE)}
        return [step for step, on in found.items() if on and on <= self.day]

    @property
    def evidence(self) -> str:
        lacking = "、".join(step.label for step in self.without_evidence)
        if lacking:
            return f"缺{lacking}凭证"
        return "有凭证" if self._ended else ""


def started(day: date) -> ProjectQuerySet:
    return Project.objects.filter(started_on__lte=day)


def waiting(day: date) -> ProjectQuerySet:
    """Started by `day` and not enrolled at its end."""
    return started(day).filter(Q(enrolled_on__isnull=True) | Q(enrolled_on__gt=day))


def enrolled(day: date) -> ProjectQuerySet:
    """Enrolled in the year of `day`, up to it."""
    return started(day).filter(enrolled_on__range=(date(day.year, 1, 1), day))


def finished(day: date) -> ProjectQuerySet:
    """Completed or in production in the year of `day`, up to it."""
    year = (date(day.year, 1, 1), day)
    return Project.objects.filter(Q(completed_on__range=year) | Q(in_production_on__range=year))


def stopped_on(day: date) -> QuerySet[Suspension]:
    """Suspensions and ends in force at the end of `day`."""
    return Suspension.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day
    )


def lines(projects: Iterable[Project], day: date) -> list[Line]:
    """Each project's steps at the end of `day`; three queries, whatever the number."""
    projects = list(projects)
    keys = [project.pk for project in projects]
    rows = step_rows(keys)
    stopped = set(stopped_on(day).filter(project__in=keys).values_list("project_id", flat=True))
    return [_line(project, rows.get(project.pk, {}), project.pk in stopped, day)
            for project in projects]  # fmt: skip


def step_rows(keys: Iterable[int]) -> Rows:
    """The recorded steps by project; each says by `has_files` whether evidence is there."""
    found: dict[int, dict[Step, EnrolmentStep]] = defaultdict(dict)
    chosen = EnrolmentStep.objects.filter(project__in=list(keys))
    with_files = set(chosen.filter(files__isnull=False).values_list("pk", flat=True))
    for row in chosen:
        row.has_files = row.pk in with_files  # type: ignore[attr-defined]
        found[row.project_id][Step(row.step)] = row
    return found


def _line(project: Project, rows: Mapping[Step, EnrolmentStep], stopped: bool, day: date) -> Line:
    dates = {step: row.done_on for step, row in rows.items()}
    dates |= {step: getattr(project, name) for step, name in MILESTONES.items()}
    return Line(project, dates, rows, standing(dates, day, stopped=stopped), stopped, day)


def reminders(projects: QuerySet[Project], day: date) -> Counter[str]:
    """How many of the waiting projects are due which reminder; who stands still is due none."""
    moving = projects.exclude(pk__in=stopped_on(day).values("project")).order_by()
    starts = moving.values_list("started_on", flat=True)
    found = (reminder_after(whole_months(on, day)) for on in starts if on)
    return Counter(word for word in found if word)
