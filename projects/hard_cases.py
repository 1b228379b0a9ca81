"""The hard-case library as it stands: who is suggested, who is in it, which weeks were missed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from projects.alarms import questions_at
from projects.choices.alarms import Alarm
from projects.choices.hard_cases import CaseState, QuestionState, Suggestion
from projects.models import HardCase, HardQuestion, Project, SiteMeeting, Suspension
from projects.rules.hard_cases import SUGGESTED_FROM, Span, missed_weeks, suggestion_of
from projects.weeks import Week


@dataclass(frozen=True)
class Standing:
    """A case with its meetings and the weeks that lack one; its questions: `open` ones, of which
    `late`, and those that wait for 发改局 to close them, `solved`."""

    case: HardCase
    meetings: int
    latest: date | None
    missed: list[Week]
    open: int = 0
    late: int = 0
    solved: int = 0


def suggested(projects: Any) -> Any:
    """Those of the projects on which 发改局 is to decide, as `hard_case_rules.suggestion_of`."""
    undecided = Q(hard_case=None, completed_on=None)
    speaks = Q(is_hard_case=True) | Q(total_investment__gte=SUGGESTED_FROM)
    return projects.filter((undecided & speaks) | Q(hard_case__state=CaseState.SUGGESTED))


def why(project: Project) -> Suggestion | None:
    """Why a project is suggested; its case must have been read with it."""
    case = getattr(project, "hard_case", None)
    return suggestion_of(
        project.total_investment,
        marked=project.is_hard_case,
        completed=project.completed_on is not None,
        state=case.state if case else None,
    )


def standings(cases: Any, day: date) -> list[Standing]:
    """Cases in the library or closed, each with its weeks and questions; four queries."""
    cases = list(cases.select_related("project__unit"))
    own = {"project__hard_case__in": [case.pk for case in cases]}
    held, still = defaultdict(list), defaultdict(list)
    rows = SiteMeeting.objects.filter(**own).order_by("held_on")
    for project, held_on in rows.values_list("project_id", "held_on"):
        held[project].append(held_on)
    stops = Suspension.objects.filter(**own)
    for project, first, until in stops.values_list("project_id", "from_on", "until_on"):
        still[project].append((first, until))
    asked = _questions(own, day)
    return [
        _standing(case, held[case.project_id], still[case.project_id], day, asked) for case in cases
    ]


def _standing(
    case: HardCase, held: list[date], still: list[Span], day: date, asked: dict[int, list[int]]
) -> Standing:
    entered = case.entered_on
    missed = missed_weeks(entered, case.closed_on, held, day, still) if entered else []
    latest = held[-1] if held else None
    return Standing(case, len(held), latest, missed, *asked.get(case.project_id, ()))


def _questions(own: dict[str, Any], day: date) -> dict[int, list[int]]:
    """Project → how many questions are open, how many of them late, how many to be closed."""
    rows = questions_at(HardQuestion.objects.filter(**own), day).order_by()
    found = rows.values_list("project_id").annotate(
        open=Count("pk", filter=~Q(state=QuestionState.CLOSED)),
        late=Count("pk", filter=Q(alarm=Alarm.OVERDUE)),
        solved=Count("pk", filter=Q(state=QuestionState.SOLVED)),
    )
    return {project: numbers for project, *numbers in found}
