"""竣工投产纳统, 统计投资, 专班 and 奖励 of the demonstration."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import TYPE_CHECKING

from django.utils import timezone

from assessment.demo.papers import minutes, papers
from projects.choices.areas import Area
from projects.choices.enrolment import Step
from projects.models import (
    Blocker,
    EnrolmentStep,
    MonthlyReport,
    Project,
    Reward,
    RewardTier,
    StatisticsReport,
    TaskForceMeeting,
    Unit,
)
from projects.rules.enrolment import MILESTONES, NEEDS_EVIDENCE

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (
    EnrolmentStep.files.through,
    EnrolmentStep,
    StatisticsReport,
    TaskForceMeeting.files.through,
    TaskForceMeeting,
    Blocker,
    Reward,
    RewardTier,
)
BETWEEN = (Step.WORKS, Step.PAPERS, Step.SUBMITTED)
LACKING = ("示例：施工许可证复印件", "示例：项目备案证明", "示例：施工合同和首笔付款凭证")
EXPLAINED = "示例：统计只计已开票的设备款，台账按形象进度计"
TROUBLES = (
    "示例：建设单位尚未开设统计账号",
    "示例：施工合同未盖章，不能申报",
    "示例：土地证名称与备案不符",
)
SETTLED = "示例：通报入库进度，逐个研究未入库项目，明确责任人和时限。"
CENT = Decimal("0.01")
EVERY, ENROLLED_AFTER = 6, 70


def write(stage: "Stage") -> None:
    chance = stage.random("statistics")
    _enrol(stage)
    started = [p for p in stage.projects if p.started_on and p.started_on <= stage.day]
    steps = stage.write([row for project in started for row in _steps(project, stage, chance)])
    _prove(steps, stage)
    enrolled = [p for p in started if p.enrolled_on and p.enrolled_on <= stage.day]
    stage.write(_reports(enrolled, stage))
    waiting = [p for p in started if p not in enrolled]
    _task_force(waiting, stage)
    _date_back(stage)


def _enrol(stage: "Stage") -> None:
    """Some that are still being built stand in the register since some months."""
    building = [p for p in stage.projects if p.started_on and not p.completed_on]
    for project in building[::EVERY]:
        on: date = project.started_on + timedelta(days=ENROLLED_AFTER)  # type: ignore[assignment,operator]
        if on <= stage.day and project.enrolled_on is None:
            project.enrolled_on = on
            Project.objects.filter(pk=project.pk).update(enrolled_on=on)
            Project.history.filter(id=project.pk).update(enrolled_on=on)


def _steps(project: Project, stage: "Stage", chance: Random) -> list[EnrolmentStep]:
    """As many steps as time since the start allows; the next one says what is missing."""
    ended = [Step.COMPLETED, Step.IN_PRODUCTION, Step.ENROLLED]
    rows = [
        EnrolmentStep(project=project, step=step, done_on=reached)
        for step in ended
        if (reached := getattr(project, MILESTONES[step])) and reached <= stage.day
    ]
    until = project.enrolled_on or stage.day
    on: date = project.started_on  # type: ignore[assignment]
    for step in BETWEEN:
        on += timedelta(days=chance.randint(12, 30))
        if project.enrolled_on:
            on = min(on, until)
        if on > stage.day:
            lacking = LACKING[chance.randrange(len(LACKING))]
            rows.append(EnrolmentStep(project=project, step=step, lacking=lacking))
            break
        rows.append(EnrolmentStep(project=project, step=step, done_on=on))
        if not project.enrolled_on and chance.random() < 0.3:
            break
    return rows


def _prove(steps: list[EnrolmentStep], stage: "Stage") -> None:
    """Most of what ended has its evidence."""
    ended = [row for row in steps if row.step in NEEDS_EVIDENCE and row.done_on]
    proved = [row for number, row in enumerate(ended) if number % EVERY]
    units = Unit.objects.filter(pk__in={row.project.unit_id for row in proved})
    found = papers(stage, Area.STATISTICS, units, "示例竣工验收照片.png")
    through = EnrolmentStep.files.through
    through.objects.bulk_create(
        through(enrolmentstep=row, attachment=found.of(row.project.unit_id)) for row in proved
    )


def _reports(projects: list[Project], stage: "Stage") -> list[StatisticsReport]:
    """The months since a project is enrolled; some beside the ledger, a few explained."""
    done: dict[int, dict[int, Decimal]] = {}
    reports = MonthlyReport.objects.counted().filter(year=stage.day.year, project__in=projects)
    for project, month, amount in reports.values_list("project_id", "month", "amount"):
        done.setdefault(project, {})[month] = amount
    return [
        row
        for number, project in enumerate(projects)
        for row in _year(project, number, done.get(project.pk, {}), stage)
    ]


def _year(
    project: Project, number: int, done: dict[int, Decimal], stage: "Stage"
) -> list[StatisticsReport]:
    enrolled = project.enrolled_on
    first = enrolled.month if enrolled and enrolled.year == stage.day.year else 1
    share = (Decimal(1), Decimal("0.95"), Decimal("0.7"), Decimal(1))[number % 4]
    total, rows = Decimal(0), []
    for month in range(1, stage.day.month):
        total += done.get(month, Decimal(0))
        if month >= first:
            fell = number == 1 and month == stage.day.month - 1
            amount = (total * (share / 2 if fell else share)).quantize(CENT, ROUND_HALF_UP)
            words = EXPLAINED if number % 4 == 1 and amount != total else ""
            rows.append(
                StatisticsReport(
                    project=project,
                    year=stage.day.year,
                    month=month,
                    amount=amount,
                    explanation=words,
                )
            )
    return rows


def _task_force(projects: list[Project], stage: "Stage") -> None:
    day = stage.day
    meetings = stage.write(
        [
            TaskForceMeeting(
                held_on=day - timedelta(days=days),
                title=f"示例：固定资产投资专班第{number}次会议",
                summary=SETTLED,
            )
            for number, days in ((2, 5), (1, 36))
        ]
    )
    for row in meetings:
        row.files.add(minutes(stage, Area.STATISTICS, "示例专班会议纪要.docx", SETTLED))
    stage.write(
        [
            Blocker(
                project=project,
                raised_on=day - timedelta(days=36),
                text=text,
                owner="示例专班联络员",
                due_on=day + timedelta(days=10 * number - 10),
            )
            for number, (project, text) in enumerate(zip(projects, TROUBLES, strict=False))
        ]
    )


def _date_back(stage: "Stage") -> None:
    """Projects came before the year, a few this month; one has since grown a band."""
    trail = Project.history.filter(id__in=[project.pk for project in stage.projects])
    trail.update(history_date=_at(stage.day.replace(month=1, day=1) - timedelta(days=30)))
    newest = [p.pk for p in stage.projects if not p.started_on][-3:]
    trail.filter(id__in=newest).update(history_date=_at(stage.day.replace(day=1)))
    grown = next((p for p in stage.projects if 10_000 <= p.total_investment < 12_000), None)
    if grown and grown.pk not in newest:
        trail.filter(id=grown.pk).update(total_investment=Decimal(9_000))
        Project.history.bulk_history_create(
            [grown], update=True, default_user=stage.by, default_date=_at(stage.day.replace(day=1))
        )


def _at(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
