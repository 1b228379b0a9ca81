"""The one path by which a workbook reaches the ledger: guard, read, check, plan, write."""

from collections.abc import Mapping
from pathlib import Path

from django.db import IntegrityError, transaction

from projects.actions.bulk import Stamp
from projects.actions.ledger import hold_months_open, write_ledger
from projects.clock import real_today
from projects.excel.findings import Finding
from projects.excel.guard import WorkbookError
from projects.excel.parting import leave_out, rows_of, twins
from projects.excel.plan import Context, Plan, Progress
from projects.excel.reader import RawBook, read_book
from projects.excel.registry import Sheet, fillable, sheets
from projects.excel.table import Table, read_table
from projects.models import ReportingMonth, User
from projects.permissions import fills_sheet, reports


class ConflictError(Exception):
    """Somebody else wrote the same rows meanwhile; nothing was written."""


def read_workbook(path: Path) -> RawBook:
    """The workbook's known sheets; `WorkbookError` if it cannot be taken or has none of them."""
    names = [sheet.name for sheet in sheets()]
    book = read_book(path, names)
    if not book.sheets:
        wanted = "、".join(f"“{name}”" for name in names)
        raise WorkbookError(f"没有可导入的工作表，须有 {wanted} 中的至少一个，请按模板填写")
    return book


def make_plan(
    book: RawBook, user: User | None, *, locking: bool = False, progress: Progress | None = None
) -> Plan:
    """What importing `book` would do for `user` (None: full rights). Writes nothing."""
    return _planned(book, _context(user, locking, progress), {})[0]


def plan_right_rows(
    book: RawBook, user: User | None, *, locking: bool = False, progress: Progress | None = None
) -> Plan:
    """What importing the right rows alone would do; the whole plan if not only rows are wrong.

    A row that is wrong, or that has another's key, is left out, and with a project its months.
    """
    plan = make_plan(book, user, progress=progress)
    left_out: list[Finding] = []
    held_back: list[Finding] = []
    while plan.partible:
        left_out += plan.findings.errors
        plan, held_back = _planned(book, _context(user, locking, progress), rows_of(left_out))
    plan.left_out, plan.held_back = left_out, [*twins(left_out), *held_back]
    return plan


def _context(user: User | None, locking: bool, progress: Progress | None) -> Context:
    locked = frozenset(ReportingMonth.objects.order_by().values_list("year", "month"))
    return Context(user, real_today(), locking=locking, locked_months=locked, progress=progress)


def _planned(
    book: RawBook, context: Context, left_out: Mapping[str, set[int]]
) -> tuple[Plan, list[Finding]]:
    """The plan without the rows `left_out`, and what is held back with them."""
    present = [
        (sheet, _table(book, sheet, context)) for sheet in sheets() if sheet.name in book.sheets
    ]
    findings = context.findings
    held_back = leave_out([table for _, table in present], left_out)
    context.total = sum(len(table.rows) for _, table in present)
    plans = [
        sheet.check(table, context)
        for sheet, table in present
        if table.usable and _may_fill(sheet, table, context)
    ]
    findings.errors.sort(key=_place)
    findings.remarks.sort(key=_place)
    return Plan(plans, findings, context.changes), held_back


def _place(finding: Finding) -> tuple[int, int, int]:
    """In the order of the sheets, then as the eye goes."""
    names = [sheet.name for sheet in sheets()]
    return names.index(finding.sheet), finding.row, finding.column


def _table(book: RawBook, sheet: Sheet, context: Context) -> Table:
    return read_table(
        book.sheets[sheet.name], sheet.resource().columns, sheet.key, context.findings
    )


def _may_fill(sheet: Sheet, table: Table, context: Context) -> bool:
    if not table.rows or fills_sheet(context.user, sheet.area, county_only=sheet.county_only):
        return True
    text = f"「{sheet.name}」{_whose(context.user)}"
    table.error(table.rows[0].number, sheet.key[0], text, whole=True)
    return False


def _whose(user: User | None) -> str:
    if user is None or reports(user):
        return "由发改局填写，请删去这个工作表的内容"
    own = "".join(f"「{sheet.name}」" for sheet in fillable(user))
    return f"不由{user.get_role_display()}填写，请删去这个工作表的内容；本部门可导入{own}"


@transaction.atomic
def write_workbook(
    *,
    book: RawBook,
    by: User | None,
    name: str,
    amendment_reason: str,
    expected: str | None = None,
    right_rows_only: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Plan again inside the transaction and write all of it, or nothing if there are errors.

    `name` is the file's name, for the history. A plan whose fingerprint is not the `expected`
    one is not written, nor are new committed start dates without a reason. With
    `right_rows_only` the wrong rows are left out. `Plan.written` says whether it was. Raises
    `ConflictError` if another writer came in between.
    """
    hold_months_open()
    make = plan_right_rows if right_rows_only else make_plan
    plan = make(book, by, locking=True, progress=progress)
    missing_reason = plan.changes.amendments and not amendment_reason
    moved_on = expected is not None and plan.fingerprint != expected
    mended = right_rows_only and not plan.left_out
    if plan.findings.errors or missing_reason or moved_on or mended:
        transaction.set_rollback(True)  # a return that was begun for it
        return plan
    stamp = Stamp(by, f"工作簿导入 {name}")
    try:
        with transaction.atomic():
            write_ledger(changes=plan.changes, amendment_reason=amendment_reason, stamp=stamp)
            for sheet in plan.sheets:
                if sheet.write:
                    sheet.write(stamp)
    except IntegrityError as error:
        raise ConflictError("台账刚被他人修改，没有写入任何内容，请重新导入") from error
    plan.written = True
    return plan
