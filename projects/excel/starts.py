"""开工确认: the starts with their confirmation, to read; an import changes none."""

from collections.abc import Iterable

from projects.choices.areas import Area
from projects.choices.starts import StartState
from projects.excel.columns import ChoiceWidget, CodeWidget, Column, DateWidget, TextWidget
from projects.excel.names import files_column, files_of
from projects.excel.plan import Context
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource
from projects.models import StartConfirmation

STATES = {label: value for value, label in StartState.choices}


class StartsResource(SheetResource):
    """开工确认: one row a project."""

    code = Column("项目编号", "code", CodeWidget(), starred=True, note="本表供查阅，请勿改动")
    started_on = Column("实际开工日期", "started_on", DateWidget())
    note = Column("开工情况", "note", TextWidget(300))
    state = Column("状态", "state", ChoiceWidget("状态", STATES))
    asked_on = Column("报送日期", "asked_on", DateWidget())
    answered_on = Column("确认或退回日期", "answered_on", DateWidget())
    answer = Column("退回原因", "answer", TextWidget(200))
    files = files_column("佐证材料")


def _nothing_changes(old: Values, new: Values, _context: Context) -> Iterable[Problem]:
    """Evidence does not fit into a workbook, so a start is reported and confirmed on its page."""
    if any(old[name] != value for name, value in new.items() if name != "code"):
        yield "code", "本表只供查阅：开工须附佐证，请在“开工”页面报送、确认，并从工作簿中删去这一行"


def starts_sheet() -> RecordsSheet:
    return RecordsSheet(
        name="开工确认",
        model=StartConfirmation,
        columns=StartsResource,
        key=("code",),
        area=Area.STARTS,
        check_row=_nothing_changes,
        names=(files_of(StartConfirmation),),
    )
