"""策划研判 and 三个一活动 in the workbook, 二（一）3 and 4.

A pass is 发改局's word on the page, or its date in 项目台账; this sheet shows it and adds none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from projects.actions.bulk import chunks
from projects.choices.areas import Area
from projects.choices.planning import PlanningStep, ThreeOne
from projects.excel.columns import (
    ChoiceWidget,
    CodeWidget,
    Column,
    DateWidget,
    NumberWidget,
    TextWidget,
)
from projects.excel.names import LONGEST, Names, NamesWidget, files_column, files_of
from projects.excel.plan import Context, Kind, PlannedRow, SheetPlan
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource, chain_widget
from projects.excel.table import Table
from projects.lifecycles.planning import PLANNING
from projects.models import (
    PlanningAttendance,
    PlanningEvent,
    PlanningRecord,
    Project,
    Unit,
    UnitAlias,
)
from projects.models.planning import RECORDED


def edition_widget() -> NumberWidget:
    return NumberWidget(places=0, largest=Decimal(999), example="2")


def step_widget() -> ChoiceWidget:
    return ChoiceWidget("环节", {label: value for value, label in RECORDED})


def kind_widget() -> ChoiceWidget:
    return ChoiceWidget("类别", {label: value for value, label in ThreeOne.choices})


def units_widget() -> NamesWidget:
    """Units by name or alias, several of them; two queries."""
    return NamesWidget(
        "责任单位",
        dict(Unit.objects.order_by("number").values_list("name", "pk")),
        dict(UnitAlias.objects.values_list("name", "unit_id")),
    )


class PlanningResource(SheetResource):
    """策划研判: one step of one project on one day."""

    choices = {"step": step_widget}

    code = Column(
        "项目编号", "code", CodeWidget(), starred=True, note="台账中已有或本工作簿新增的编号"
    )
    step = Column("环节", "step", TextWidget(8), starred=True, note="起草、提升、定型 或 评审")
    on = Column("日期", "on", DateWidget(), starred=True)
    edition = Column("策划稿版本号", "edition", edition_widget(), note="第几稿，如 2")
    experts = Column("专家", "experts", TextWidget(200))
    opinion = Column("意见", "opinion", TextWidget(2000))
    files = files_column()


class EventsResource(SheetResource):
    """三个一活动: one event of the county, with the units that took part."""

    choices = {"kind": kind_widget, "chain_id": chain_widget, "unit_names": units_widget}

    kind = Column("类别", "kind", TextWidget(8), starred=True)
    on = Column("日期", "on", DateWidget(), starred=True)
    title = Column("主题", "title", TextWidget(100), starred=True)
    chain = Column("产业链", "chain_id", TextWidget(30))
    place = Column("地点", "place", TextWidget(100))
    people = Column("参加人员", "people", TextWidget(1000))
    units = Column(
        "参加单位", "unit_names", TextWidget(LONGEST), note="几个单位之间用顿号隔开，如 甲镇、乙镇"
    )
    files = files_column("纪要附件")


class Taken(NamedTuple):
    """A step of one project, in the order in which it was taken; `row` of the workbook or 0."""

    on: date
    row: int
    pk: int
    step: str


def check_step(old: Values, new: Values, context: Context) -> Iterable[Problem]:
    """What one row says by itself."""
    if new["on"] > context.today:
        yield "on", f"{new['on']:%Y-%m-%d} 还没有到，请填今天或以前的日期"
    if new["edition"] is not None and new["edition"] < 1:
        yield "edition", "策划稿版本号从 1 起，请填如 2"
    if new["step"] == PlanningStep.PASS and dict(old) != dict(new):
        yield "step", "策划通过由发改局在“策划”页面记录，这里只填起草、提升、定型、评审"


class PlanningSheet(RecordsSheet):
    """Steps follow one another as on the page."""

    def check(self, table: Table, context: Context) -> SheetPlan:
        plan = super().check(table, context)
        changed = [row for row in plan.rows if row.kind is not Kind.UNCHANGED]
        codes = {row.new[0] for row in changed}
        passed, stored = _stored(codes)
        for row in changed:
            if context.unit_id is not None and row.new[0] in passed:
                table.error(row.number, "step", "项目已通过策划评审，研判记录不再增改")
        _check_order(table, changed, stored)
        return plan

    def rows(self) -> QuerySet:
        """Passes that were taken back stay out: another pass of the same day may stand."""
        return PlanningRecord.objects.standing()


def _stored(codes: Iterable[str]) -> tuple[set[str], dict[str, list[Taken]]]:
    """Of these projects: who has passed, and the steps that are on record."""
    passed: set[str] = set()
    steps: dict[str, list[Taken]] = defaultdict(list)
    for chunk in chunks(codes):
        dated = Project.objects.filter(code__in=chunk, planned_on__isnull=False)
        passed.update(dated.values_list("code", flat=True))
        rows = PlanningRecord.objects.filter(project__code__in=chunk).steps()
        for code, on, pk, step in rows.values_list("project__code", "on", "pk", "step"):
            steps[code].append(Taken(on, 0, pk, step))
    return passed, steps


def _check_order(
    table: Table, rows: Iterable[PlannedRow], stored: Mapping[str, list[Taken]]
) -> None:
    """Each new step must be one that the lifecycle allows after the step before it."""
    new: dict[str, list[Taken]] = defaultdict(list)
    for row in rows:
        if row.kind is Kind.NEW and row.new[1] != PlanningStep.PASS:
            new[row.new[0]].append(Taken(row.new[2], row.number, 0, row.new[1]))
    for code, added in new.items():
        state = PlanningStep.IDEA
        for taken in sorted([*stored.get(code, ()), *added]):
            if not _follows(state, taken.step):
                _say(table, taken, added, state)
                break
            state = PlanningStep(taken.step)


def _follows(state: PlanningStep, step: str) -> bool:
    return any(move.steps.get(state) == step for move in PLANNING.moves.values())


def _say(table: Table, taken: Taken, added: Iterable[Taken], state: PlanningStep) -> None:
    """The fault stands at the row itself, or at the last row that came in before it."""
    row = taken.row or max(one for one in added if one < taken).row
    step = PlanningStep(taken.step).label
    text = f"{taken.on:%Y-%m-%d} 的“{step}”不能接在“{state.label}”之后，请按起草、提升、定型、评审"
    table.error(row, "step", f"{text}的顺序填写")


PLANNING_SHEET = PlanningSheet(
    name="策划研判",
    model=PlanningRecord,
    columns=PlanningResource,
    key=("code", "step", "on"),
    area=Area.PLANNING,
    check_row=check_step,
    fixed=(("withdrawn_because", ""),),
    names=(files_of(PlanningRecord),),
)
EVENTS_SHEET = RecordsSheet(
    name="三个一活动",
    model=PlanningEvent,
    columns=EventsResource,
    key=("kind", "on", "title"),
    area=Area.PLANNING,
    county_only=True,
    names=(
        Names(
            "unit_names",
            PlanningAttendance,
            "event_id",
            "unit_id",
            "unit__name",
            "unit__number",
            written=True,
        ),
        files_of(PlanningEvent),
    ),
)
