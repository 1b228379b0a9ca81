"""四包 and visits of the demonstration: most leaders and cadres in time, a few behind, 三（二）."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from assessment.demo import vocabulary as words
from assessment.demo.papers import papers
from projects.choices.areas import Area
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.models import Guarantee, Project, Unit, Visit
from projects.visit_rules import span_before, span_of

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

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
    stage.write(visits)


def _guarantees(project: Project) -> Iterator[Guarantee]:
    for kind in GuaranteeKind:
        leads = kind in {GuaranteeKind.LANDING, GuaranteeKind.PROGRESS}
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
