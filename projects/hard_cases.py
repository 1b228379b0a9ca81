"""The hard-case library as it stands: who is suggested, who is in it, which weeks were missed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from projects.choices.hard_cases import CaseState, Suggestion
from projects.hard_case_rules import SUGGESTED_FROM, missed_weeks, suggestion_of
from projects.models import HardCase, Project, SiteMeeting
from projects.weeks import Week


@dataclass(frozen=True)
class Standing:
    """A case with its meetings and the weeks that lack one."""

    case: HardCase
    meetings: int
    latest: date | None
    missed: list[Week]


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
    """Cases in the library or closed, each with its weeks; two queries."""
    cases = list(cases.select_related("project__unit"))
    held = defaultdict(list)
    rows = SiteMeeting.objects.filter(project__hard_case__in=[case.pk for case in cases])
    for project, held_on in rows.order_by("held_on").values_list("project_id", "held_on"):
        held[project].append(held_on)
    return [_standing(case, held[case.project_id], day) for case in cases]


def _standing(case: HardCase, held: list[date], day: date) -> Standing:
    entered = case.entered_on
    missed = missed_weeks(entered, case.closed_on, held, day) if entered else []
    return Standing(case, len(held), held[-1] if held else None, missed)
