"""四包 and visits of the demonstration: most leaders and cadres in time, a few behind, 三（二）."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from assessment.demo import vocabulary as words
from assessment.demo.papers import papers
from assessment.demo.returns import at
from projects.choices.areas import Area
from projects.choices.guarantees import GuaranteeKind, Guarantor, ProblemState
from projects.models import Guarantee, Project, Unit, Visit, VisitProblem
from projects.rules.visits import span_before, span_of

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (VisitProblem.files.through, VisitProblem, Visit, Guarantee)
PROBLEMS = 10
EVERY = 23  # visits between two that found a problem
LATE_SHARE = 0.15
SPANS, PHOTO_EVERY = 3, 3


def write(stage: "Stage") -> None:
    """The four guarantees and the last visits of every project with a leader or a cadre."""
    chance = stage.random("guarantees")
    units = Unit.objects.filter(pk__in={project.unit_id for project in stage.projects})
    photos = papers(stage, Area.GUARANTEES, units, "示例现场照片.png")
    stage.write([row for project in stage.projects for row in _guarantees(project)])
    visits = [row for project in stage.projects for row in _visits(project, stage.day, chance)]
    for row in visits[::PHOTO_EVERY]:
        row.photo = photos.of(row.project.unit_id)
    found = stage.write(visits)[::EVERY][:PROBLEMS]
    stage.write([_problem(number, visit, stage) for number, visit in enumerate(found)])


def _problem(number: int, visit: Visit, stage: "Stage") -> VisitProblem:
    """Every state in turn, some over their limit."""
    state = ProblemState.values[number % len(ProblemState.values)]
    row = VisitProblem(
        project=visit.project, visit=visit, text=f"示例：{words.PROBLEMS[number % 7]}", state=state
    )
    if state != ProblemState.FOUND:
        row.unit = visit.project.unit
        row.limit_on = stage.day + timedelta(days=number * 3 - 6)
    if state in {ProblemState.SOLVED, ProblemState.CONFIRMED}:
        row.solution, row.solved_on = "示例：已协调办结，企业恢复施工", stage.day
    if state == ProblemState.CONFIRMED:
        row.contact, row.phone, row.opinion = "示例企业联系人", "13800000000", "示例：满意"
        row.confirmed_on, row.confirmed_by = stage.day, stage.by
    row._history_date = at(visit.visited_on, 17)  # type: ignore[attr-defined]
    return row


def _guarantees(project: Project) -> Iterator[Guarantee]:
    for kind in GuaranteeKind:
        leads = kind in {GuaranteeKind.LANDING, GuaranteeKind.PROGRESS, GuaranteeKind.START}
        person = project.county_leader if leads else project.cadre
        if person:
            yield Guarantee(
                project=project,
                kind=kind,
                person=person,
                post=_post(person) if leads else f"示例{project.unit.name}挂职干部",
                role=Guarantor.LEADER if leads else Guarantor.CADRE,
            )


def _post(leader: str) -> str:
    return words.POSTS[words.LEADERS.index(leader) % len(words.POSTS)]


def _visits(project: Project, day: date, chance: Random) -> Iterator[Visit]:
    named = {Guarantor.LEADER: project.county_leader, Guarantor.CADRE: project.cadre}
    for kind, person in named.items():
        for first, last in _spans(kind, day) if person else ():
            on = first + timedelta(days=chance.randrange((last - first).days + 1))
            if chance.random() >= LATE_SHARE and on <= day:
                yield Visit(
                    project=project,
                    visited_on=on,
                    kind=kind,
                    person=person,
                    found=chance.choice(words.FOUND),
                )


def _spans(kind: Guarantor, day: date) -> Iterator[tuple[date, date]]:
    """The span around the day and those before it."""
    span = span_of(kind, day)
    for _ in range(SPANS):
        yield span
        span = span_before(kind, span.first)
