"""A problem found on a visit: handed to a unit, solved, confirmed by the enterprise, 三（二）."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from projects.actions.attachments import store_files
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.lifecycles.guarantees import PROBLEM
from projects.models import Unit, User, Visit, VisitProblem
from projects.permissions import answers_for, changes_visit, keeps_area, role_of


@transaction.atomic
def add_problem(*, visit: Visit, text: str, by: User) -> VisitProblem:
    """Note a problem that this visit found."""
    if not changes_visit(by, visit):
        raise RefusedError("无权登记该项目的走访问题")
    if not text:
        raise RefusedError("请写明要交办的问题")
    return create_row(VisitProblem(project=visit.project, visit=visit, text=text), by=by)


@transaction.atomic
def assign_problem(
    *, problem: VisitProblem, version: int, unit: Unit, limit_on: date, today: date, by: User
) -> VisitProblem:
    """Hand it to a unit with a limit."""
    _require_keeper(by)
    if limit_on < today:
        raise RefusedError("解决时限不能早于今天")
    return _moved(problem, "assign", version, by, unit=unit, limit_on=limit_on)


@transaction.atomic
def solve_problem(
    *,
    problem: VisitProblem,
    version: int,
    solution: str,
    files: Sequence[CleanFile] = (),
    today: date,
    by: User,
) -> VisitProblem:
    """The unit that it was handed to says how it was solved."""
    if not answers_for(by, problem.unit_id):
        raise RefusedError("由承办单位报送解决情况")
    problem = _moved(problem, "solve", version, by, solution=solution, solved_on=today)
    if files:
        stored = store_files(files=files, unit=problem.unit, area=Area.GUARANTEES, by=by)
        problem.files.add(*stored)
    return problem


@transaction.atomic
def confirm_problem(
    *,
    problem: VisitProblem,
    version: int,
    move: str,
    contact: str,
    phone: str,
    opinion: str,
    today: date,
    by: User,
) -> VisitProblem:
    """What the enterprise's contact said: solved (`confirm`), or not (`send_back`)."""
    _require_keeper(by)
    if not (contact and phone):
        raise RefusedError("请填写企业联系人和联系电话")
    if move == "send_back" and not opinion:
        raise RefusedError("请写明企业为什么不认可")
    values: dict[str, Any] = {"contact": contact, "phone": phone, "opinion": opinion}
    if move == "confirm":
        values |= {"confirmed_on": today, "confirmed_by": by}
    return _moved(problem, move, version, by, **values)


def _moved(problem: VisitProblem, move: str, version: int, by: User, **values: Any) -> VisitProblem:
    if problem.version != version:
        raise StaleError(problem)
    state = PROBLEM.after(move, problem.state, role_of(by))
    return update_row(problem, version=version, by=by, state=state, **values)


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.GUARANTEES):
        raise RefusedError("由组织部和发改局交办、登记企业确认")
