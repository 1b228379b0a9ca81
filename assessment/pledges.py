"""What a unit's responsibility letter says, 二（三）1: its quotas and projects as of a day.

The letter is data from top to bottom, so that it can be kept and written again word for word.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from assessment.choices import ANNEX_BANDS, Annex
from assessment.models import Quota
from assessment.queries import policy_for
from projects.choices import SuspensionKind
from projects.choices.starts import PledgeState
from projects.models import Pledge, Project, Suspension, Unit
from projects.permissions import leads, reads_county

BUREAU = "宁阳县发展和改革局"
BASIS = "宁政办字〔2023〕6号"
NOTHING, OPEN_DATE = "—", "待定"
Content = dict[str, Any]


def visible_pledges(user: Any) -> QuerySet[Pledge]:
    """A unit sees its letter once it was handed out; drafts are 发改局's own."""
    rows = Pledge.objects.visible_to(user)
    return rows if leads(user) or reads_county(user) else rows.exclude(state=PledgeState.DRAFT)


def pledging_units(year: int) -> QuerySet[Unit]:
    """Units that have a quota of `year`, in annex order."""
    quotas = Quota.objects.filter(year=year).with_effective().filter(effective__isnull=False)
    return Unit.objects.filter(pk__in=quotas.values("unit"))


def content_of(pledge: Pledge, day: date) -> Content:
    """The letter as it was kept; for a draft as it would be handed out on `day`."""
    if pledge.state == PledgeState.DRAFT:
        return letter(pledge.unit, pledge.year, day)
    return pledge.content


def letter(unit: Unit, year: int, day: date) -> Content:
    """The whole letter of `unit` for `year` as of `day`: words and figures, ready to be written."""
    return {
        "title": f"宁阳县{year}年重点项目开工责任状",
        "lead": [
            f"责任单位：{unit.name}",
            f"为落实项目开工责任，根据{BASIS}文件二（三）1，{BUREAU}与{unit.name}签订本责任状。"
            f"本责任状所列任务和时限为{_long(day)}的数据。",
        ],
        "sections": [
            _quota_section(unit, year),
            _project_section(unit, year, day),
            _duties_section(year),
        ],
        "signatures": [
            [f"{BUREAU}（盖章）", "负责人（签字）：", "年　　月　　日"],
            [f"{unit.name}（盖章）", "主要负责人（签字）：", "年　　月　　日"],
        ],
    }


def _quota_section(unit: Unit, year: int) -> Content:
    rows = Quota.objects.filter(unit=unit, year=year).with_effective()
    found = {
        (annex, band): number
        for annex, band, number in rows.values_list("annex", "band", "effective")
    }
    tables = []
    for annex, bands in ANNEX_BANDS.items():
        numbers = [found.get((annex.value, band.value)) for band in bands]
        if any(number is not None for number in numbers):
            head = ["任务", *(band.label for band in bands)]
            label = "新开工（个）" if annex is Annex.START else "策划（个）"
            shown = [NOTHING if number is None else str(number) for number in numbers]
            tables.append({"caption": annex.label, "head": head, "rows": [[label, *shown]]})
    words = "各档次按总投资划分，“以上”含本数；“—”为未下达任务。"
    return {
        "heading": "一、年度任务",
        "paragraphs": [words if tables else "本年度未下达任务。"],
        "tables": tables,
    }


def pledged_projects(unit: Unit, year: int) -> QuerySet[Project]:
    """Projects to be started or completed in `year`, and those still to start; none that ended."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    waiting = Q(started_on__isnull=True) | Q(started_on__gte=first)
    to_start = waiting & (Q(start_due__isnull=True) | Q(start_due__lte=last))
    to_complete = Q(completion_due__range=(first, last)) & (
        Q(completed_on__isnull=True) | Q(completed_on__gte=first)
    )
    ended = Suspension.objects.filter(kind=SuspensionKind.ENDED)
    return (
        Project.objects.filter(to_start | to_complete, unit=unit)
        .exclude(pk__in=ended.values("project"))
        .order_by("start_due", "code")
    )


def _project_section(unit: Unit, year: int, day: date) -> Content:
    projects = list(pledged_projects(unit, year))
    head = ["序号", "项目编号", "项目名称", "总投资(万元)", "开工时限", "竣工时限", "备注"]
    rows = [
        [
            str(number),
            project.code,
            project.name,
            f"{project.total_investment:,.2f}",
            _short(project.start_due),
            _short(project.completion_due),
            _remark(project, day),
        ]
        for number, project in enumerate(projects, start=1)
    ]
    words = (
        f"共{len(rows)}个项目。开工时限“待定”的，确定后报县发展和改革局。"
        if rows
        else "本年度暂无列入项目，项目确定后补充签订。"
    )
    tables = [{"caption": "项目及时限", "head": head, "rows": rows}] if rows else []
    return {"heading": "二、项目和时限", "paragraphs": [words], "tables": tables}


def _remark(project: Project, day: date) -> str:
    if project.started_on is None or project.started_on > day:
        return ""
    return f"{_short(project.started_on)}已开工"


def _duties_section(year: int) -> Content:
    policy = policy_for(year)
    return {
        "heading": "三、责任要求",
        "paragraphs": _numbered(
            (
                "倒排工期，逐个项目明确责任人和手续办理时间，确保按上列时限开工、竣工。",
                "开工时限确需调整的，由责任单位说明原因提出申请，经县发展和改革局批准后执行；"
                "原时限和调整后的时限一并记录。",
                "开工以永久性工程首次施工为准，责任单位报送注明日期的现场照片、施工许可等佐证，"
                "由县发展和改革局确认。",
                f"如期或提前开工的亮绿牌，延期满{policy.yellow_after_months}个月的亮黄牌，"
                f"延期满{policy.red_after_months}个月的亮红牌；持续红牌的，"
                "约谈责任单位负责人。",
                "本责任状一式两份，双方各执一份。",
            )
        ),
        "tables": [],
    }


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{number}．{line}" for number, line in enumerate(lines, start=1)]


def _short(day: date | None) -> str:
    return day.isoformat() if day else OPEN_DATE


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
