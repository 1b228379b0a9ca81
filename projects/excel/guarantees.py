"""四包责任 and 走访记录: the sheets of who guarantees a project and who was there, 三（二）."""

from collections.abc import Iterable

from projects.choices.areas import Area
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.excel.columns import ChoiceWidget, CodeWidget, Column, DateWidget, TextWidget
from projects.excel.plan import Context
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource
from projects.models import Guarantee, Visit


def _role_widget() -> ChoiceWidget:
    return ChoiceWidget("身份", {label: value for value, label in Guarantor.choices})


def _kind_widget() -> ChoiceWidget:
    return ChoiceWidget("四包", {label: value for value, label in GuaranteeKind.choices})


class GuaranteesResource(SheetResource):
    """One of the four guarantees of a project."""

    choices = {"kind": _kind_widget, "role": _role_widget}

    code = Column("项目编号", "code", CodeWidget(), starred=True)
    kind = Column(
        "四包",
        "kind",
        TextWidget(10),
        starred=True,
        note="包策划、包落地、包问题、包进度、包开工、包争取 或 包服务",
    )
    person = Column("姓名", "person", TextWidget(50), starred=True)
    role = Column("身份", "role", TextWidget(10), starred=True, note="包保县领导 或 挂职干部")
    post = Column("职务", "post", TextWidget(100))


class VisitsResource(SheetResource):
    """One visit."""

    choices = {"kind": _role_widget}

    code = Column("项目编号", "code", CodeWidget(), starred=True)
    visited_on = Column("走访日期", "visited_on", DateWidget(), starred=True)
    kind = Column("身份", "kind", TextWidget(10), starred=True, note="包保县领导 或 挂职干部")
    person = Column("走访人", "person", TextWidget(50), starred=True)
    found = Column("了解和解决的问题", "found", TextWidget(1000))


def _not_to_come(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    if new["visited_on"] > context.today:
        yield "visited_on", f"走访日期{new['visited_on']}还没有到，请填今天或以前的日期"


GUARANTEES = RecordsSheet(
    name="四包责任",
    model=Guarantee,
    columns=GuaranteesResource,
    key=("code", "kind", "person"),
    area=Area.GUARANTEES,
    county_only=True,
)
VISITS = RecordsSheet(
    name="走访记录",
    model=Visit,
    columns=VisitsResource,
    key=("code", "visited_on", "kind", "person"),
    area=Area.GUARANTEES,
    check_row=_not_to_come,
)
