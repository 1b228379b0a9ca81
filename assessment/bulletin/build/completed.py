"""附表5 竣工投产: what was completed or went into production this year, and what is overdue."""

from datetime import date

from django.db.models import Q, QuerySet

from assessment.bulletin.build.source import Source, standing_still
from assessment.bulletin.data import Column, Kind, Row, RowKind, Table, long_date
from projects.enrolment import lines
from projects.models import Project
from projects.periods import whole_months

NUMBER, SHORT = "附表5", "竣工投产"
COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("项目编号", Kind.NAME, 14),
    Column("项目名称", Kind.TEXT, 36),
    Column("责任单位", Kind.NAME, 22),
    Column("项目类型", Kind.NAME, 9),
    Column("总投资", Kind.MONEY, 13),
    Column("实际开工", Kind.DATE, 11),
    Column("计划竣工", Kind.DATE, 11),
    Column("实际竣工", Kind.DATE, 11),
    Column("投产", Kind.DATE, 11),
    Column("情况", Kind.TEXT, 28),
)


def table(source: Source) -> Table:
    day = source.day
    finished, overdue = list(_finished(day)), list(_overdue(day))
    evidence = {line.project.pk: line.evidence for line in lines(finished, day)}
    rows = (
        Row((f"一、本年竣工投产（{len(finished)}个）",), RowKind.SECTION),
        *(
            _row(number, project, day, evidence[project.pk])
            for number, project in enumerate(finished, 1)
        ),
        Row((f"二、逾期未竣工（{len(overdue)}个）",), RowKind.SECTION),
        *(_row(number, project, day) for number, project in enumerate(overdue, 1)),
    )
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}重点项目竣工投产情况",
        unit="单位：万元",
        columns=COLUMNS,
        rows=rows,
        notes=(
            f"本年竣工投产：{day.year}年1月1日至{long_date(day)}竣工或投产的项目。",
            "“缺凭证”指责任单位登记了竣工、投产日期而没有上传照片或验收、投产材料。",
            f"逾期未竣工：计划竣工日期早于{long_date(day)}、至该日尚未竣工的项目（含未开工的），"
            "停建、终止的不计。",
        ),
    )


def _ordered(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.select_related("unit", "project_type").order_by("unit__number", "code")


def _finished(day: date) -> QuerySet[Project]:
    year = (date(day.year, 1, 1), day)
    return _ordered(
        Project.objects.filter(Q(completed_on__range=year) | Q(in_production_on__range=year))
    )


def _overdue(day: date) -> QuerySet[Project]:
    open_on = Q(completed_on__isnull=True) | Q(completed_on__gt=day)
    return _ordered(Project.objects.filter(open_on, ~standing_still(day), completion_due__lt=day))


def _row(number: int, project: Project, day: date, evidence: str = "") -> Row:
    return Row(
        (
            number,
            project.code,
            project.name,
            project.unit.name,
            project.project_type.name,
            project.total_investment,
            _by(project.started_on, day),
            project.completion_due,
            _by(project.completed_on, day),
            _by(project.in_production_on, day),
            "；".join(part for part in (_state(project, day), evidence) if part),
        )
    )


def _by(on: date | None, day: date) -> date | None:
    """A milestone only if it was reached by `day`."""
    return on if on is not None and on <= day else None


def _state(project: Project, day: date) -> str:
    due, completed = project.completion_due, _by(project.completed_on, day)
    if _by(project.in_production_on, day):
        return "已投产" if completed else "已投产，未登记竣工"
    if completed is None and due:
        started = "" if _by(project.started_on, day) else "未开工，"
        return f"{started}{_late(due, day)}未竣工"
    if due and completed and completed > due:
        return f"已竣工，{_late(due, completed)}"
    return "已竣工"


def _late(due: date, until: date) -> str:
    months = whole_months(due, until)
    whole = f"（满{months}个月）" if months else ""
    return f"逾期{(until - due).days}天{whole}"
