"""The sheets of the ledger workbook, in the order they are read and written.

An app above this one adds its own sheet with `register`, so that nothing here knows of it.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from projects.choices.areas import Area
from projects.excel.guarantees import GUARANTEES, VISITS
from projects.excel.hard_cases import MEETINGS_SHEET, QUESTIONS_SHEET
from projects.excel.ledger import LedgerSheet
from projects.excel.months import MonthsSheet
from projects.excel.needs import NEEDS_SHEET
from projects.excel.permits import PERMITS_SHEET
from projects.excel.plan import Context, SheetPlan
from projects.excel.planning import EVENTS_SHEET, PLANNING_SHEET
from projects.excel.resources import SheetResource
from projects.excel.signing import SHEETS as SIGNING_SHEETS
from projects.excel.starts import starts_sheet
from projects.excel.statistics import SHEETS as STATISTICS_SHEETS
from projects.excel.table import Table
from projects.models import User
from projects.permissions import fills_sheet

if TYPE_CHECKING:
    from projects.permissions import Person


class Sheet(Protocol):
    """A sheet: its columns and key, its check, its export.

    `area` is its subject, None for the ledger itself; `county_only` is not the units' to fill.
    """

    @property
    def name(self) -> str: ...

    @property
    def key(self) -> tuple[str, ...]: ...

    @property
    def area(self) -> Area | None: ...

    @property
    def county_only(self) -> bool: ...

    def resource(self) -> SheetResource: ...

    def check(self, table: Table, context: Context) -> SheetPlan: ...

    def export(self, user: User, year: int | None) -> Iterator[Mapping[str, Any]]: ...


_SHEETS: dict[str, Sheet] = {}


def register(sheet: Sheet) -> None:
    """Add a sheet after those already there; the same name again replaces it."""
    _SHEETS[sheet.name] = sheet


def sheets() -> list[Sheet]:
    return list(_SHEETS.values())


def fillable(user: User | None) -> list[Sheet]:
    """The sheets that the person may import; None is the command without a user."""
    return [
        sheet for sheet in sheets() if fills_sheet(user, sheet.area, county_only=sheet.county_only)
    ]


def imports(user: "Person") -> bool:
    """Sends workbooks in: there is a sheet that the person may fill."""
    return bool(fillable(user))  # type: ignore[arg-type]


for _sheet in (
    LedgerSheet(),
    MonthsSheet(),
    PLANNING_SHEET,
    EVENTS_SHEET,
    *SIGNING_SHEETS,
    starts_sheet(),
    PERMITS_SHEET,
    MEETINGS_SHEET,
    QUESTIONS_SHEET,
    *STATISTICS_SHEETS,
    GUARANTEES,
    VISITS,
    NEEDS_SHEET,
):
    register(_sheet)
