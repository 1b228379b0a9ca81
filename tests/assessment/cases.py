"""Supervision's rows for tests: cases brought as far as a test wants them, by the actions."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from assessment.actions import circulars, interviews, notices, proposals
from assessment.models import (
    Circular,
    Interview,
    InterviewProposal,
    NoticeExtension,
    Paper,
    PaperCounter,
    PaperTemplate,
    SupervisionNotice,
)
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
    return notices.reply(
        notice=row, version=row.version, text="已整改", no_papers="口头说明", on=on,
        by=clerk_of(unit),
    )  # fmt: skip


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
    """A row of every table, written without rendering any paper: of the first project's unit all,
    of the other's some."""
    PaperTemplate.objects.create(kind="circular", number=1, name="通报.docx", file=_file(), by=by)
    PaperCounter.objects.create(kind="notice", year=2023, last=2)
    notice = _notice(project.unit, 1, by)
    _notice(other.unit, 2, by)
    drafted(project.unit, by)
    days = {"old_due": DAY, "new_due": date(2023, 5, 1), "asked_on": DAY}
    NoticeExtension.objects.create(notice=notice, reason="雨季", asked_by=by, **days)
    paper = _paper("circular", 1, None, by)
    circular = Circular.objects.create(
        demands="立即整改", state="issued", paper=paper, issued_on=DAY
    )
    circular.notices.set(SupervisionNotice.objects.filter(paper__isnull=False))
    for number, each in enumerate((project, other), 1):
        Interview.objects.create(
            unit=each.unit, state="dated", confirmed_on=DAY, **PLANNED,
            paper=_paper("interview", number, each.unit, by),
        )  # fmt: skip
        proposed(each)


def _file() -> ContentFile:
    return ContentFile(b"PK", name="x.docx")


def _paper(kind: str, number: int, unit: Unit | None, by: User) -> Paper:
    return Paper.objects.create(
        kind=kind, year=2023, number=number, unit=unit, title="关于推进项目的通知", issued_on=DAY,
        signed_by=by, file=_file(), sha256="0" * 64,
    )  # fmt: skip


def _notice(unit: Unit, number: int, by: User) -> SupervisionNotice:
    return SupervisionNotice.objects.create(
        unit=unit, state="issued", subject="推进项目", demands="立即整改", due_on=date(2023, 4, 20),
        issued_on=DAY, paper=_paper("notice", number, unit, by),
    )  # fmt: skip
