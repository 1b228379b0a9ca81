"""The hard-case library: taking a project in and out of it, its meetings and its questions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from projects.actions.attachments import store_files
from projects.actions.messages import settle, tell, tell_returned
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.choices.hard_cases import CaseState, QuestionState
from projects.files.content import CleanFile
from projects.lifecycles.hard_cases import HARD_CASE, QUESTION
from projects.models import HardCase, HardQuestion, Project, SiteMeeting, User
from projects.permissions import keeps_area, may_edit, role_of

# What a unit is told of a decision.
DECIDED = {
    CaseState.LISTED: "已列入攻坚项目库，请配合专班，每周召开现场会并记录纪要",
    CaseState.DECLINED: "不列入攻坚项目库",
    CaseState.CLOSED: "已从攻坚项目库销号",
}


@transaction.atomic
def propose_case(*, project: Project, reason: str, by: User) -> HardCase:
    """A unit asks 发改局 to take its project in."""
    _require(by, project)
    if not reason:
        raise RefusedError("请填写提请入库的理由")
    return create_row(HardCase(project=project, reason=reason), by=by)


@transaction.atomic
def decide_case(
    *,
    project: Project,
    version: int,
    values: Mapping[str, Any],
    move: str = "",
    on: date,
    by: User,
) -> HardCase:
    """Write leader, task force and reason, and move the case `on` that day if a move is named.

    `version` is 0 where there is no case yet. The ledger's 攻坚项目 follows, with its history.
    RefusedError for anybody but 发改局, and for a closing while questions are open.
    """
    if not keeps_area(by, Area.HARD_CASES):
        raise RefusedError("由发改局决定入库和销号")
    case = HardCase.objects.filter(project=project).first()
    if case is None:
        if not move:
            raise RefusedError("该项目还没有入库，请选择“入库”或“不入库”")
        case = create_row(HardCase(project=project), by=by)
        version = version or case.version
    if case.version != version:
        raise StaleError(case)
    new = dict(values) | (_moved(case, move, on, by) if move else {})
    case = update_row(case, version=version, by=by, **new)
    if move:
        _mark(project, case.state == CaseState.LISTED, by)
        tell(row=case, words=_decided(case), page="hard-case")
    return case


def _decided(case: HardCase) -> str:
    said = f"：{case.reason}" if case.reason and case.state != CaseState.LISTED else ""
    return f"{DECIDED[CaseState(case.state)]}{said}"


@transaction.atomic
def save_meeting(
    *,
    project: Project,
    meeting: SiteMeeting | None,
    version: int,
    values: Mapping[str, Any],
    files: Sequence[CleanFile] = (),
    today: date,
    by: User,
) -> SiteMeeting:
    """Write a meeting, a new one without `meeting`, and add its files."""
    _require(by, project)
    _require_listed(project)
    if values["held_on"] > today:
        raise RefusedError("会议日期不能晚于今天")
    if meeting is None:
        meeting = create_row(SiteMeeting(project=project, **values), by=by)
    else:
        meeting = update_row(meeting, version=version, by=by, **values)
    if files:
        stored = store_files(files=files, unit=project.unit, area=Area.HARD_CASES, by=by)
        meeting.files.add(*stored)
    return meeting


@transaction.atomic
def add_question(*, project: Project, values: Mapping[str, Any], by: User) -> HardQuestion:
    """A new question, numbered after the last one."""
    _require(by, project)
    _require_listed(project)
    last = project.hard_questions.order_by("-number").values_list("number", flat=True).first() or 0
    return create_row(HardQuestion(project=project, number=last + 1, **values), by=by)


@transaction.atomic
def save_question(
    *, question: HardQuestion, version: int, values: Mapping[str, Any], move: str = "", by: User
) -> HardQuestion:
    """Write a question, and make the move if one is named; only 发改局 changes its limit."""
    _require(by, question.project)
    if question.version != version:
        raise StaleError(question)
    new = dict(values)
    if not keeps_area(by, Area.HARD_CASES) and new["due_on"] != question.due_on:
        raise RefusedError(f"解决时限填定后由发改局更改，原为{question.due_on}")
    if move:
        new["state"] = QUESTION.after(move, question.state, role_of(by))
    row = update_row(question, version=version, by=by, **new)
    _tell_of(row, move)
    return row


def _tell_of(row: HardQuestion, move: str) -> None:
    if move == "send_back":
        tell_returned(row=row, words=f"的攻坚问题被退回：{row.text}", page="hard-case")
    elif move:
        settle(row=row)


def _moved(case: HardCase, move: str, on: date, by: User) -> dict[str, Any]:
    state = HARD_CASE.after(move, case.state, role_of(by))
    if state is CaseState.LISTED:
        return {"state": state, "entered_on": on, "closed_on": None}
    if state is CaseState.CLOSED:
        _require_closed_questions(case.project)
        return {"state": state, "closed_on": on}
    return {"state": state}


def _require_closed_questions(project: Project) -> None:
    number = project.hard_questions.exclude(state=QuestionState.CLOSED).count()
    if number:
        raise RefusedError(f"还有 {number} 个问题没有销号，项目不能销号")


def _mark(project: Project, hard: bool, by: User) -> None:
    stored = Project.objects.select_for_update().get(pk=project.pk)
    if stored.is_hard_case is not hard:
        stored.is_hard_case = hard
        stored._history_user = by  # type: ignore[attr-defined]
        stored.save(update_fields=["is_hard_case"])


def _require(by: User, project: Project) -> None:
    if not may_edit(by, project):
        raise RefusedError("无权填写该项目的攻坚记录")


def _require_listed(project: Project) -> None:
    if not HardCase.objects.filter(project=project, state=CaseState.LISTED).exists():
        raise RefusedError("该项目不在攻坚项目库中")
