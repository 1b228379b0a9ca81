"""Interviews, notices and a circular of the demonstration: some case in every state, 三（五）.

They go through the actions that the pages use, on days before the demonstration's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from assessment.actions import circulars, extensions, interviews, notices, proposals
from assessment.choices import Colour, Rule
from assessment.demo.returns import CLERKS
from assessment.explain import figures
from assessment.interviews import ended_month
from assessment.models import (
    Card,
    CaseEvent,
    Circular,
    CityAverage,
    Interview,
    InterviewProposal,
    NoticeExtension,
    Paper,
    PaperCounter,
    PaperTemplate,
    SupervisionNotice,
)
from assessment.queries import policy_for
from projects.files.content import CleanFile
from projects.models import AnnualPlan, MonthlyReport, Project, Unit, User
from projects.models.attachments import FileKind
from projects.periods import Month, add_months, whole_months
from projects.queries import cents

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

# Children first.
TABLES = (
    CaseEvent.files.through,
    CaseEvent,
    InterviewProposal,
    Circular.notices.through,
    Circular,
    NoticeExtension,
    SupervisionNotice.projects.through,
    SupervisionNotice,
    Interview,
    Paper,
    PaperTemplate,
    PaperCounter,
)
SUBJECT = "加快推进示例滞后项目"
DEMANDS = "示例：倒排工期，明确责任人。\n示例：每周五报送进展。"
DONE = "示例：已与自然资源部门对接，用地手续办结，施工单位进场。"
PROMISE = "示例：一个月内完成土地平整并开工。"
PROOF = CleanFile("示例佐证.pdf", FileKind.PDF, b"%PDF-1.4\n%%EOF\n")


@dataclass(frozen=True)
class Case:
    """A unit with a project that lags, the card that says so, and who acts for either side."""

    stage: "Stage"
    card: Card

    @property
    def project(self) -> Project:
        return self.card.project

    @property
    def unit(self) -> Unit:
        return self.project.unit

    @property
    def clerk(self) -> User:
        return self.stage.clerk(self.unit)

    @property
    def by(self) -> User:
        return self.stage.by

    def ago(self, days: int) -> date:
        return self.stage.day - timedelta(days=days)


def write(stage: "Stage") -> None:
    """As many of the cases as there are units with a project that lags."""
    if stage.day.timetuple().tm_yday < 60:
        return  # too early in the year for a case to have got anywhere
    found = list(zip(STORIES, _cases(stage), strict=False))
    for (tell, _), case in sorted(found, key=lambda pair: -pair[0][1]):
        tell(case)


def _cases(stage: "Stage") -> Iterator[Case]:
    """One project a unit, the units that can sign in first."""
    lagging = [*_late(stage), *_slow(stage)]
    lagging.sort(key=lambda case: (case.unit.name not in CLERKS, case.unit.number))
    for _, own in groupby(lagging, key=lambda case: case.unit.pk):
        yield next(own)


def _late(stage: "Stage") -> Iterator[Case]:
    """Red for not having started at two month-ends and more."""
    ended = ended_month(stage.day)
    red_after = policy_for(stage.day.year).red_after_months
    for row in stage.projects:
        due = row.start_due
        if row.started_on or not due or add_months(due, red_after) > ended.plus(-1).last:
            continue
        late = {"late_months": whole_months(due, ended.last), "late_days": (ended.last - due).days}
        yield Case(stage, _card(row, Rule.START, ended, start_due=due, **late))


def _slow(stage: "Stage") -> Iterator[Case]:
    """Those under way that are the furthest behind their year's plan."""
    ended = ended_month(stage.day)
    plans = dict(AnnualPlan.objects.filter(year=ended.year).values_list("project", "amount"))
    reports = MonthlyReport.objects.counted().filter(year=ended.year, month__lte=ended.month)
    done = dict(reports.order_by().values_list("project").annotate(sum=Sum(cents("amount"))))
    under_way = [
        row
        for row in stage.projects
        if row.started_on and row.completed_on is None and plans.get(row.pk)
    ]
    under_way.sort(key=lambda row: ((done.get(row.pk) or 0) / plans[row.pk], row.code))
    averages = dict(
        CityAverage.objects.filter(year=ended.year, month=ended.month).values_list(
            "project_type", "rate"
        )
    )
    for row in under_way[: len(under_way) // 3]:
        average = averages.get(row.project_type_id)
        money = {"done_cents": done.get(row.pk) or 0, "plan_cents": int(plans[row.pk] * 100)}
        picos = int(average * 10**12) if average is not None else None
        yield Case(stage, _card(row, Rule.PROGRESS, ended, average_picos=picos, run=3, **money))


def _card(project: Project, rule: Rule, month: Month, **values: Any) -> Card:
    """The card as the assessment will judge it; it is only read here."""
    return Card(project=project, rule=rule, year=month.year, month=month.month,
                colour=Colour.RED, **values)  # fmt: skip


def _notice(case: Case, days: int, limit: int, *, received: bool = True) -> SupervisionNotice:
    """Issued `days` ago with a limit of `limit` days."""
    row = notices.draw_up(
        unit=case.unit,
        values={
            "subject": SUBJECT, "matter": "", "demands": DEMANDS, "attached": "",
            "due_on": case.ago(days) + timedelta(days=limit),
        },
        cards=[case.card],
        on=case.ago(days),
        by=case.by,
    )  # fmt: skip
    row = notices.issue(notice=row, version=row.version, on=case.ago(days), by=case.by)
    if received:
        on = case.ago(days - 1)
        row = notices.receive(notice=row, version=row.version, on=on, by=case.clerk)
    return row


def _drafted(case: Case) -> None:
    values: dict[str, Any] = {"subject": SUBJECT, "matter": "", "demands": DEMANDS}
    values |= {"attached": "", "due_on": case.ago(-15)}
    notices.draw_up(unit=case.unit, values=values, cards=[case.card], on=case.stage.day, by=case.by)


def _issued(case: Case) -> None:
    _notice(case, 1, 15, received=False)


def _running(case: Case) -> None:
    _notice(case, 10, 15)


def _asks(case: Case) -> None:
    row = _notice(case, 12, 14)
    new: dict[str, Any] = {"new_due": case.ago(-20), "reason": "示例：用地预审尚在报批"}
    extensions.ask_extension(notice=row, on=case.ago(1), by=case.clerk, **new)


def _overdue(case: Case) -> None:
    _notice(case, 25, 15)


def _replied(case: Case) -> SupervisionNotice:
    row = _notice(case, 16, 14)
    return _reply(case, row, 4)


def _reply(case: Case, row: SupervisionNotice, days: int) -> SupervisionNotice:
    given: dict[str, Any] = {"text": DONE, "files": [PROOF], "on": case.ago(days)}
    return notices.reply(notice=row, version=row.version, by=case.clerk, **given)


def _returned(case: Case) -> None:
    row = _replied(case)
    notices.send_back(
        notice=row, version=row.version, text="示例：没有施工单位进场的照片，请补报",
        due_on=case.ago(-10), on=case.ago(2), by=case.by,
    )  # fmt: skip


def _closed(case: Case) -> None:
    row = _replied(case)
    text = "示例：现场核查属实，已进场施工"
    notices.close(notice=row, version=row.version, text=text, on=case.ago(1), by=case.by)


def _withdrawn(case: Case) -> None:
    row = _notice(case, 8, 15, received=False)
    text = "示例：项目已于下达前开工，台账补登"
    notices.withdraw(notice=row, version=row.version, text=text, on=case.ago(6), by=case.by)


def _circulated(case: Case) -> None:
    row = _notice(case, 40, 20)
    demands = "示例：被通报单位立即整改并书面回复。"
    given: dict[str, Any] = {"on": case.ago(5), "by": case.by}
    draft = circulars.draw_up_circular(notices=[row], demands=demands, **given)
    circulars.issue_circular(circular=draft, version=draft.version, **given)


def _proposed(case: Case, days: int) -> InterviewProposal:
    """The project's red run of two months, as a night of so many days ago would propose it."""
    last, rule = ended_month(case.ago(days)), Rule(case.card.rule)
    first = last.plus(-1)
    months = [{"month": month.label, "figures": figures(case.card)} for month in (first, last)]
    evidence = {"code": case.project.code, "name": case.project.name, "months": months}
    evidence |= {"rule": rule.label, "clause": rule.clause}
    run = {"rule": rule, "first": first.ordinal, "last": last.ordinal}
    (row,) = case.stage.write(
        [InterviewProposal(unit=case.unit, project=case.project, evidence=evidence,
                           proposed_on=case.ago(days), **run)]
    )  # fmt: skip
    return row


def _confirmed(case: Case, days: int = 3) -> Interview:
    row = _proposed(case, days + 1)
    return proposals.confirm_proposals(
        proposals=[row], versions={row.pk: row.version}, on=case.ago(days), by=case.by
    )


def _dismissed(case: Case) -> None:
    row = _proposed(case, 9)
    proposals.dismiss_proposals(
        proposals=[row], versions={row.pk: row.version}, reason="示例：开工时限已获批调整",
        on=case.ago(7), by=case.by,
    )  # fmt: skip


def _dated(case: Case, days: int = 2, ahead: int = 5) -> Interview:
    row = _confirmed(case, days + 1)
    values = {
        "meet_on": case.ago(days) + timedelta(days=ahead), "meet_at": "上午9:30",
        "place": "示例县政府第二会议室", "talker": "示例县领导甲",
        "asked": f"示例{case.unit}主要负责人",
    }  # fmt: skip
    return interviews.set_date(
        interview=row, version=row.version, values=values, on=case.ago(days), by=case.by
    )


def _held(case: Case, days: int = 12, promised: int = 22) -> Interview:
    row = _dated(case, days + 4, 4)
    values = {
        "held_on": case.ago(days), "minutes": "示例：听取滞后原因，要求倒排工期、专班推进。",
        "promise": PROMISE, "promise_due": case.ago(days) + timedelta(days=promised),
    }  # fmt: skip
    return interviews.hold(
        interview=row, version=row.version, values=values, files=[PROOF], on=case.ago(days),
        by=case.by,
    )  # fmt: skip


def _checked(case: Case, *, kept: bool, text: str) -> Interview:
    row = _held(case, 30, 20)
    row = interviews.report(
        interview=row, version=row.version, text=DONE, files=[PROOF], on=case.ago(11),
        by=case.clerk,
    )  # fmt: skip
    given: dict[str, Any] = {"text": text, "on": case.ago(8), "by": case.by}
    if kept:
        return interviews.find_kept(interview=row, version=row.version, **given)
    due = case.ago(-12)
    return interviews.find_broken(interview=row, version=row.version, due=due, **given)


def _kept_only(case: Case) -> None:
    _checked(case, kept=True, text="示例：已开工，承诺兑现，待办结")


def _kept(case: Case) -> None:
    row = _checked(case, kept=True, text="示例：已开工，承诺兑现")
    interviews.close(interview=row, version=row.version, on=case.ago(7), by=case.by)


def _broken(case: Case) -> None:
    _checked(case, kept=False, text="示例：到期仍未开工，承诺没有兑现")


def _cancelled(case: Case) -> None:
    row = _dated(case)
    text = "示例：月报更正后不再是红牌"
    interviews.cancel(interview=row, version=row.version, text=text, on=case.ago(1), by=case.by)


# What happens to each unit's case in turn, and how many days ago its paper was issued: they are
# written in that order, so that numbers follow the days.
STORIES: tuple[tuple[Callable[[Case], object], int], ...] = (
    (_running, 10),
    (_held, 16),
    (_asks, 12),
    (_overdue, 25),
    (_replied, 16),
    (_returned, 16),
    (_closed, 16),
    (_dated, 2),
    (_drafted, 0),
    (_kept, 34),
    (_broken, 34),
    (_kept_only, 34),
    (_issued, 1),
    (_circulated, 40),
    (_withdrawn, 8),
    (_cancelled, 2),
    (_confirmed, 3),
    (_dismissed, 7),
)
