"""Writing who guarantees a project, and who was there, 三（二）."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError, create_row, remove_row, update_row
from projects.choices.areas import Area
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.files.content import CleanFile
from projects.models import Attachment, Guarantee, Project, User, Visit
from projects.permissions import changes_visit, keeps_area, records_visit, visits_in_person


@dataclass(frozen=True)
class Duty:
    """One guarantee: what, by whom, in which post and as what."""

    kind: GuaranteeKind
    person: str
    post: str
    role: Guarantor


@dataclass(frozen=True)
class Seen:
    """One visit; a blank `person` is whoever the ledger names for the project."""

    visited_on: date
    kind: Guarantor
    person: str
    found: str


@transaction.atomic
def add_guarantee(*, project: Project, duty: Duty, by: User) -> Guarantee:
    """Note who gives one of the four guarantees; RefusedError for who does not keep them."""
    _require_keeper(by)
    return create_row(Guarantee(project=project, **vars(duty)), by=by)


@transaction.atomic
def change_guarantee(*, row: Guarantee, duty: Duty, version: int, by: User) -> Guarantee:
    """Change it; StaleError if it was changed since `version`."""
    _require_keeper(by)
    return update_row(row, version=version, by=by, **vars(duty))


@transaction.atomic
def remove_guarantee(*, row: Guarantee, version: int, by: User) -> None:
    """Take it away; StaleError if it was changed since `version`."""
    _require_keeper(by)
    remove_row(row, version=version, by=by)


@transaction.atomic
def record_visit(
    *, project: Project, seen: Seen, photo: CleanFile | None, today: date, by: User
) -> Visit:
    """Write one visit. A leader records its own only, under its own name."""
    if not records_visit(by, project):
        raise RefusedError("无权记录该项目的走访")
    values = _values(project, seen, today, by)
    return create_row(Visit(project=project, photo=_stored(project, photo, by), **values), by=by)


@transaction.atomic
def change_visit(
    *,
    row: Visit,
    seen: Seen,
    photo: CleanFile | None,
    drop_photo: bool,
    version: int,
    today: date,
    by: User,
) -> Visit:
    """Change a visit; StaleError if it was changed.

    Without a new photo the old one stays, unless `drop_photo` takes it off; the file itself is
    kept with the visit's history.
    """
    if not changes_visit(by, row):
        raise RefusedError("无权修改这条走访记录")
    values = _values(row.project, seen, today, by)
    if photo or drop_photo:
        values["photo"] = _stored(row.project, photo, by)
    return update_row(row, version=version, by=by, **values)


@transaction.atomic
def remove_visit(*, row: Visit, version: int, by: User) -> None:
    """Take a visit away; StaleError if it was changed since `version`."""
    if not changes_visit(by, row):
        raise RefusedError("无权删除这条走访记录")
    remove_row(row, version=version, by=by)


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.GUARANTEES):
        raise RefusedError("四包责任由组织部和发改局维护")


def _values(project: Project, seen: Seen, today: date, by: User) -> dict[str, object]:
    if seen.visited_on > today:
        raise RefusedError(f"走访日期{seen.visited_on}还没有到，请填今天或以前的日期")
    values = dict(vars(seen))
    if visits_in_person(by):
        values |= {"kind": Guarantor.LEADER, "person": by.name}
    elif not seen.person:
        leader = seen.kind == Guarantor.LEADER
        values["person"] = project.county_leader if leader else project.cadre
    if not values["person"]:
        raise RefusedError("台账没有登记该项目的这类包保人，请填写走访人")
    return values


def _stored(project: Project, photo: CleanFile | None, by: User) -> Attachment | None:
    if photo is None:
        return None
    return store_files(files=[photo], unit=project.unit, area=Area.GUARANTEES, by=by)[0]
