"""Which projects are in planning and how far, 二（一）; the county's 三个一 events by year."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from projects.choices.planning import PlanningStep, ThreeOne
from projects.models import PlanningEvent, PlanningRecord, Project
from projects.models.ledger import ProjectQuerySet
from projects.rules.planning import Turn, next_due, turns


def with_step(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Add `planning_step`, as `planning_rules.step_of` has it, and `latest_on`, its last day."""
    steps = PlanningRecord.objects.filter(project=OuterRef("pk")).steps().reverse()
    latest = Coalesce(Subquery(steps.values("step")[:1]), Value(PlanningStep.IDEA.value))
    return projects.annotate(
        planning_step=Case(
            When(planned_on__isnull=False, then=Value(PlanningStep.PASS.value)),
            When(_lost_its_date(), then=Value(PlanningStep.REVIEW.value)),
            default=latest,
            output_field=CharField(),
        ),
        latest_on=Coalesce(F("planned_on"), Subquery(steps.values("on")[:1])),
    )


def _lost_its_date() -> Q:
    """A pass is on record, but the ledger's own date was emptied since."""
    passes = PlanningRecord.objects.standing().filter(step=PlanningStep.PASS)
    return Q(pk__in=passes.values("project"))


def in_planning(year: int) -> ProjectQuerySet:
    """Not passed and not started yet, or passed in `year`."""
    waiting = Q(planned_on=None, started_on=None)
    return Project.objects.filter(waiting | Q(planned_on__year=year))


def counts_by_step(projects: ProjectQuerySet) -> dict[PlanningStep, int]:
    """How many projects stand at each step; one query."""
    rows = with_step(projects).order_by().values_list("planning_step")
    found = dict(rows.annotate(number=Count("pk")))
    return {step: found.get(step.value, 0) for step in PlanningStep}


class Duty(NamedTuple):
    """One kind of 三个一 in one year: its turns, how many were held and missed, the next one."""

    kind: ThreeOne
    turns: list[Turn]
    held: int
    missed: int
    due: Turn | None


def duties(events: Iterable[PlanningEvent], year: int, today: date) -> list[Duty]:
    """What the county owes of each kind in `year`, as it stands at the end of `today`."""
    days = {kind: [event.on for event in events if event.kind == kind] for kind in ThreeOne}
    return [_duty(kind, turns(kind, year, days[kind], today)) for kind in ThreeOne]


def _duty(kind: ThreeOne, found: list[Turn]) -> Duty:
    names = [turn.standing.name for turn in found]
    return Duty(kind, found, names.count("HELD"), names.count("MISSED"), next_due(found))
