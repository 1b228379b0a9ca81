"""手续清单: the permits of the projects."""

from collections.abc import Iterable

from projects.choices.areas import Area
from projects.choices.permits import PermitState
from projects.excel.columns import ChoiceWidget, CodeWidget, Column, DateWidget, TextWidget
from projects.excel.plan import Context
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource
from projects.excel.states import lawful
from projects.lifecycles.permits import PERMIT
from projects.models import Permit
from projects.rules.permits import problems, put_off


class PermitsResource(SheetResource):
    code = Column("项目编号", "code", CodeWidget(), starred=True)
    name = Column("手续名称", "name", TextWidget(60), starred=True, note="同一项目不重复")
    state = Column(
        "办理状态",
        "state",
        ChoiceWidget("办理状态", {label: value for value, label in PermitState.choices}),
        starred=True,
        note="待办、办理中、容缺办理、办结",
    )
    planned_on = Column("计划办结日期", "planned_on", DateWidget(), note="单位填定后由发改局更改")
    done_on = Column("实际办结日期", "done_on", DateWidget(), note="办结的必填")
    missing = Column("所缺材料", "missing", TextWidget(500), note="容缺办理的必填")
    promised_on = Column(
        "承诺补齐日期", "promised_on", DateWidget(), note="容缺办理的必填，单位填定后由发改局更改"
    )
    remark = Column("备注", "remark", TextWidget(200))


def check_permit(old: Values, new: Values, context: Context) -> Iterable[Problem]:
    yield from lawful(PERMIT, old["state"], new["state"], context)
    yield from problems(new)
    if context.unit_id is not None:
        yield from put_off(old, new)


PERMITS_SHEET = RecordsSheet(
    name="手续清单",
    model=Permit,
    columns=PermitsResource,
    key=("code", "name"),
    area=Area.PERMITS,
    check_row=check_permit,
)
