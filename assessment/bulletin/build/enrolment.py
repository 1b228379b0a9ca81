"""附表6 纳统, 二（五）: started projects, enrolled or not, with reminders at one and two months."""

from datetime import date

from django.db.models import Q, QuerySet

from assessment.bulletin.build.source import Source, stop_labels
from assessment.bulletin.data import Column, Kind, Row, RowKind, Table, long_date
from projects.choices import Band
from projects.enrolment import Line, lines
from projects.models import Project
from projects.rules.enrolment import REMIND_MONTHS, URGE_MONTHS

NUMBER, SHORT = "附表6", "纳统"
COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("项目编号", Kind.NAME, 14),
    Column("项目名称", Kind.TEXT, 34),
    Column("责任单位", Kind.NAME, 20),
    Column("项目类型", Kind.NAME, 10),
    Column("总投资", Kind.MONEY, 14),
    Column("实际开工", Kind.DATE, 11),
    Column("纳统日期", Kind.DATE, 11),
    Column("开工满月数", Kind.COUNT, 8),
    Column("提醒", Kind.NAME, 16),
    Column("备注", Kind.TEXT, 30),
)


def table(source: Source) -> Table:
    day, stops = source.day, stop_labels(source.day)
    enrolled, waiting = lines(_enrolled(day), day), lines(_waiting(day), day)
    rows = (
        Row((f"一、已开工未纳统（{len(waiting)}个）",), RowKind.SECTION),
        *(_row(number, line, day, stops) for number, line in enumerate(waiting, 1)),
        Row((f"二、本年纳统（{len(enrolled)}个）",), RowKind.SECTION),
        *(_row(number, line, day, stops) for number, line in enumerate(enrolled, 1)),
    )
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}重点项目纳统情况",
        unit="单位：万元、月",
        columns=COLUMNS,
        rows=rows,
        notes=(
            f"已开工未纳统：至{long_date(day)}已开工、尚未纳统的全部项目（含以前年度开工的）；"
            f"本年纳统：{day.year}年1月1日以来纳统的项目。",
            f"开工满{REMIND_MONTHS}个月提醒，满{URGE_MONTHS}个月催办，按开工日期对应的日计算整月；"
            "停建、终止的不提醒。",
            "备注写明入库前的下一环节和单位填报的尚缺内容。",
        ),
    )


def _started(day: date) -> QuerySet[Project]:
    projects = Project.objects.filter(started_on__lte=day)
    return projects.select_related("unit", "project_type").order_by("unit__number", "code")


def _enrolled(day: date) -> QuerySet[Project]:
    return _started(day).filter(enrolled_on__range=(date(day.year, 1, 1), day))


def _waiting(day: date) -> QuerySet[Project]:
    return _started(day).filter(Q(enrolled_on__isnull=True) | Q(enrolled_on__gt=day))


def _row(number: int, line: Line, day: date, stops: dict[int, str]) -> Row:
    project = line.project
    enrolled = project.enrolled_on if project.enrolled_on and project.enrolled_on <= day else None
    small = "不足500万元" if project.band == Band.BELOW else ""
    stop = stops.get(project.pk, "")
    standing = "、".join(part for part in (stop, small) if part)
    parts = (standing, "" if enrolled or stop else line.outstanding)
    return Row(
        (
            number,
            project.code,
            project.name,
            project.unit.name,
            project.project_type.name,
            project.total_investment,
            project.started_on,
            enrolled,
            line.standing.months,
            line.standing.reminder,
            "；".join(part for part in parts if part),
        )
    )
