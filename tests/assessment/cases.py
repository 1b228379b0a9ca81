"""Supervision's rows for tests: cases brought as far as a test wants them, by the actions."""

from datetime import date, timedelta
from typing import Any

from assessment.actions import circulars, extensions, interviews, notices, proposals
from assessment.actions.paper_templates import upload_template
from assessment.choices.notices import PaperKind
from assessment.documents.official import default_template
from assessment.models import Circular, Interview, InterviewProposal, SupervisionNotice
from projects.choices import Role
from projects.models import Project, Unit, User
from tests.factories import make_user

DAY = date(2023, 4, 3)
EVIDENCE = {
    "code": "P-1",
    "name": "示例项目",
    "rule": "开工牌",
    "clause": "二（三）3",
    "months": [
        {"month": "2023年2月", "figures": "逾期满2个月"},
        {"month": "2023年3月", "figures": "逾期满3个月"},
    ],
}


def clerk_of(unit: Unit) -> User:
    return unit.users.filter(role=Role.UNIT).first() or make_user(Role.UNIT, unit)


def drafted(unit: Unit, by: User, *, on: date = DAY, days: int = 10, **values: Any):
    said = {
        "subject": "推进项目", "matter": "项目滞后", "demands": "立即整改\n报送进展", "attached": "",
        "due_on": on + timedelta(days=days), **values,
    }  # fmt: skip
    return notices.draw_up(unit=unit, values=said, cards=[], on=on, by=by)


def issued(unit: Unit, by: User, *, on: date = DAY, days: int = 10) -> SupervisionNotice:
    row = drafted(unit, by, on=on, days=days)
    return notices.issue(notice=row, version=row.version, on=on, by=by)


def received(unit: Unit, by: User, *, on: date = DAY, days: int = 10) -> SupervisionNotice:
    row = issued(unit, by, on=on, days=days)
    return notices.receive(notice=row, version=row.version, on=on, by=clerk_of(unit))


def replied(unit: Unit, by: User, *, on: date = DAY, days: int = 10) -> SupervisionNotice:
    row = received(unit, by, on=on, days=days)
    return notices.reply(notice=row, version=row.version, text="已整改", on=on, by=clerk_of(unit))


def proposed(project: Project, *, first: int = 24277, last: int = 24278) -> InterviewProposal:
    """A red run of the project's, first and last month as ordinals (2023-02 and 2023-03)."""
    evidence = EVIDENCE | {"code": project.code, "name": project.name}
    return InterviewProposal.objects.create(
        unit=project.unit, project=project, rule=1, first=first, last=last, evidence=evidence,
        proposed_on=DAY,
    )  # fmt: skip


def confirmed(project: Project, by: User, on: date = DAY) -> Interview:
    row = proposed(project)
    return proposals.confirm_proposals(
        proposals=[row], versions={row.pk: row.version}, on=on, by=by
    )


PLANNED = {
    "meet_on": DAY + timedelta(days=2), "meet_at": "上午9:30", "place": "二楼会议室",
    "talker": "张局长", "asked": "李镇长",
}  # fmt: skip


def dated(project: Project, by: User) -> Interview:
    row = confirmed(project, by)
    return interviews.set_date(interview=row, version=row.version, values=PLANNED, on=DAY, by=by)


def held(project: Project, by: User, *, promise: str = "四月底开工") -> Interview:
    row = dated(project, by)
    due = date(2023, 4, 30) if promise else None
    said = {"held_on": DAY, "minutes": "谈了", "promise": promise, "promise_due": due}
    return interviews.hold(interview=row, version=row.version, values=said, on=DAY, by=by)


def circulated(row: SupervisionNotice, by: User, on: date) -> Circular:
    draft = circulars.draw_up_circular(notices=[row], demands="立即整改", on=on, by=by)
    return circulars.issue_circular(circular=draft, version=draft.version, on=on, by=by)


def add_cases(project: Project, other: Project, by: User) -> None:
    """A row of every table; of the first project's unit all, of the other's some."""
    drafted(project.unit, by)
    row = received(project.unit, by, on=date(2023, 3, 1), days=5)
    extensions.ask_extension(
        notice=row, new_due=date(2023, 4, 1), reason="雨季", on=date(2023, 3, 2),
        by=clerk_of(project.unit),
    )  # fmt: skip
    circulated(row, by, on=date(2023, 4, 3))
    for each in (project, other):
        dated(each, by)
    issued(other.unit, by)
    upload_template(
        kind=PaperKind.CIRCULAR, name="通报.docx", content=default_template(PaperKind.CIRCULAR),
        by=by,
    )  # fmt: skip
