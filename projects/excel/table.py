"""One sheet's cells made into values by its columns, with every error at its cell."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from openpyxl.utils import range_boundaries

from projects.excel.columns import CLEAR_WORD, Column, NumberWidget, Rounded
from projects.excel.findings import Finding, Findings, finding
from projects.excel.reader import Odd, RawSheet
from projects.parsing import ParseError, plain, quoted

HEADER_SEARCH_ROWS = 5
# The column that a marked-up workbook adds; nobody need take it off again.
NOTE_HEADER = "错误说明"
TOTAL_WORDS = frozenset({"合计", "小计", "总计"})


class Mark:
    """A value that is not one: the word that empties, or a cell that could not be read."""


CLEAR: Final = Mark()
BAD: Final = Mark()


class Row(NamedTuple):
    """`values` follow the resource's columns; None where the cell is blank or has no column."""

    number: int
    values: list[Any]


@dataclass
class Table:
    """The readable rows of a sheet, and where each attribute's column stands."""

    name: str
    columns: Sequence[Column]
    key: tuple[str, ...]
    findings: Findings
    header_row: int = 1
    places: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """The key columns are there, so that rows can be told apart."""
        return all(attribute in self.places for attribute in self.key)

    def at(
        self, row: int, attribute: str, text: str, *, whole: bool = False, twin: int = 0
    ) -> Finding:
        """A finding at the attribute's cell, or at the row's key where it has no column."""
        attribute = attribute if attribute in self.places else self.key[0]
        header = next(c.column_name for c in self.columns if c.attribute == attribute)
        place = self.places.get(attribute, 0)
        return finding(self.name, row, place, header, text, whole=whole, twin=twin)

    def error(
        self, row: int, attribute: str, text: str, *, whole: bool = False, twin: int = 0
    ) -> None:
        self.findings.errors.append(self.at(row, attribute, text, whole=whole, twin=twin))

    def remark(self, row: int, attribute: str, text: str) -> None:
        self.findings.remarks.append(self.at(row, attribute, text))


def read_table(
    raw: RawSheet, columns: Sequence[Column], key: tuple[str, ...], findings: Findings
) -> Table:
    """Find the header, read every row below it; all errors go to `findings`."""
    table = Table(raw.name, columns, key, findings)
    if not raw.rows:
        _missing_columns(table)
        return table
    start = header_index(raw, columns)
    table.header_row, header = raw.rows[start]
    _drop_notes(raw, start)
    _place_columns(table, header)
    _missing_columns(table)
    below = [row for row in raw.rows[start + 1 :] if not _is_passed_over(row[1], table)]
    _check_strays(table, raw, below)
    _check_merged(table, raw, below)
    readers = [Reader(table, at, column) for at, column in enumerate(columns)]
    present = [reader for reader in readers if reader.place is not None]
    table.rows = [_read_row(row, present, len(columns)) for row in below]
    if raw.hidden:
        findings.remarks.append(Finding(f"{raw.name}!A1", "工作表是隐藏的，其中内容也会导入"))
    return table


def folded_header(value: Any) -> str:
    """A header without star, blanks and full-width signs, to compare by."""
    return "" if value is None else "".join(plain(str(value)).split()).strip("*")


def _known(columns: Sequence[Column]) -> dict[str, str]:
    return {folded_header(column.column_name): column.attribute for column in columns}


def _drop_notes(raw: RawSheet, start: int) -> None:
    for place, cell in enumerate(raw.rows[start][1]):
        if folded_header(cell) == NOTE_HEADER:
            for _, cells in raw.rows[start:]:
                cells[place : place + 1] = [None] * len(cells[place : place + 1])


def header_index(raw: RawSheet, columns: Sequence[Column]) -> int:
    """The row with most known headers among the first few: a title may stand above it."""
    known = _known(columns)
    counts = [
        sum(folded_header(cell) in known for cell in cells)
        for _, cells in raw.rows[:HEADER_SEARCH_ROWS]
    ]
    return counts.index(max(counts))


def _place_columns(table: Table, header: Sequence[Any]) -> None:
    known = _known(table.columns)
    for place, cell in enumerate(header):
        name = folded_header(cell)
        attribute = known.get(name)
        problem = ""
        if not name:
            continue
        if attribute is None:
            problem = f"没有这一列，请删去，或改为模板中的列名：{_names(table.columns)}"
        elif attribute in table.places:
            problem = "这一列出现了两次，请只留一列"
        else:
            table.places[attribute] = place
        if problem:
            shown = quoted(cell)[1:-1]
            table.findings.errors.append(
                finding(table.name, table.header_row, place, shown, problem, whole=True)
            )


def _names(columns: Sequence[Column]) -> str:
    return "、".join(column.column_name for column in columns)


def _missing_columns(table: Table) -> None:
    for column in table.columns:
        if column.starred and column.attribute not in table.places:
            row = table.header_row
            text = f"第{row}行：缺少必填的列「{column.header}」，请按模板补上"
            table.findings.errors.append(Finding(f"{table.name}!A{row}", text, row, whole=True))


def _is_blank(value: Any) -> bool:
    return value is None or (type(value) is str and not value.strip())


def _is_total(value: Any) -> bool:
    return type(value) is str and "".join(value.split()).rstrip(":：") in TOTAL_WORDS


def _is_passed_over(cells: Sequence[Any], table: Table) -> bool:
    """A blank row, or a 合计 row: no key of its own and a total word somewhere."""
    for attribute in table.key:
        place = table.places.get(attribute)
        cell = cells[place] if place is not None and place < len(cells) else None
        if not (_is_blank(cell) or _is_total(cell)):
            return False
    return any(map(_is_total, cells)) or all(map(_is_blank, cells))


def _check_strays(table: Table, raw: RawSheet, rows: Sequence[tuple[int, list[Any]]]) -> None:
    """Cells in columns without a header; one error a column."""
    headed = {place for place, cell in enumerate(_header(table, raw)) if folded_header(cell)}
    strays: dict[int, int] = {}
    widest = max(headed, default=-1) + 1
    gaps = [place for place in range(widest) if place not in headed]
    for number, cells in rows:
        for place in (*gaps, *range(widest, len(cells))):
            if place < len(cells) and not _is_blank(cells[place]):
                strays.setdefault(place, number)
    for number, place in raw.far:
        if number > table.header_row:
            strays.setdefault(place, number)
    for place, number in sorted(strays.items()):
        text = "这一列没有表头，请补上表头或删去内容"
        table.findings.errors.append(finding(table.name, number, place, "", text, whole=True))


def _header(table: Table, raw: RawSheet) -> Sequence[Any]:
    return next(cells for number, cells in raw.rows if number == table.header_row)


def _check_merged(table: Table, raw: RawSheet, rows: Sequence[tuple[int, list[Any]]]) -> None:
    numbers = [number for number, _ in rows]
    places = {place: attribute for attribute, place in table.places.items()}
    widest = max(places, default=-1) + 1
    for reference in raw.merged:
        left, top, right, bottom = range_boundaries(reference)
        at = bisect_left(numbers, max(top, table.header_row + 1))
        place = next((at for at in range(left - 1, min(right, widest)) if at in places), None)
        if place is not None and at < len(numbers) and numbers[at] <= bottom:
            text = f"{reference} 是合并单元格，请取消合并，每格各填各的内容"
            table.error(numbers[at], places[place], text, whole=True)


def _read_row(row: tuple[int, list[Any]], readers: Sequence["Reader"], width: int) -> Row:
    number, cells = row
    values: list[Any] = [None] * width
    length = len(cells)
    for reader in readers:
        cell = cells[reader.place] if reader.place < length else None
        if cell is not None:
            values[reader.index] = reader.read(number, cell)
        elif reader.starred:
            values[reader.index] = reader.missing(number)
    return Row(number, values)


class Reader:
    """Reads the cells of one column; remembers texts, most columns hold few different ones."""

    def __init__(self, table: Table, index: int, column: Column) -> None:
        self.table, self.index, self.column = table, index, column
        self.place: Any = table.places.get(column.attribute)
        self.starred = column.starred
        self.clean = column.widget.clean
        self.known: dict[str, Any] = {}

    def read(self, row: int, cell: Any) -> Any:
        if type(cell) is str:
            value = self.known.get(cell)
            if value is None:
                value = self._read_text(row, cell)
                if type(value) is not Rounded and value is not BAD:
                    self.known[cell] = value
        else:
            value = self._parsed(row, cell)
        return self._kept(row, cell, value) if type(value) is Rounded else value

    def _read_text(self, row: int, cell: str) -> Any:
        text = cell.strip()
        if not text:
            return self.missing(row) if self.starred else None
        if text == CLEAR_WORD:
            return self._cleared(row)
        return self._parsed(row, cell)

    def _parsed(self, row: int, cell: Any) -> Any:
        try:
            if type(cell) is Odd:
                raise ParseError(odd_text(cell, isinstance(self.column.widget, NumberWidget)))
            return self.clean(cell)
        except ParseError as error:
            self.table.error(row, self.column.attribute, str(error))
            return BAD

    def _cleared(self, row: int) -> Any:
        if self.column.clearable:
            return CLEAR
        remedy = "请填值" if self.starred else "请填值，或留空不改"
        self.table.error(row, self.column.attribute, f"这一列不能{CLEAR_WORD}，{remedy}")
        return BAD

    def _kept(self, row: int, cell: Any, value: Decimal) -> Decimal:
        kept = Decimal(value)
        text = f"{quoted(cell)}小数位数过多，按 {kept:f} 导入"
        self.table.remark(row, self.column.attribute, text)
        return kept

    def missing(self, row: int) -> Mark:
        self.table.error(row, self.column.attribute, "必填，不能留空，请填写")
        return BAD


def odd_text(cell: Odd, is_number: bool) -> str:
    if cell.kind == "formula":
        return "公式没有保存计算结果，请在表格软件中打开并保存一次，或直接填写结果"
    if cell.kind == "percent":
        shown = f"{cell.value * 100:.10g}"
        if is_number:
            return f"“{shown}%”是百分比格式，请把单元格改为常规格式，填如 {shown}"
        return f"“{shown}%”是百分比格式，请把单元格改为文本格式后重填"
    return f"{quoted(cell)}是表格的错误值，请改正公式或直接填写结果"


def unique_rows(table: Table) -> Iterator[Row]:
    """The rows whose key is readable and new in this sheet; a key that comes twice is an error."""
    at = [index for index, column in enumerate(table.columns) if column.attribute in table.key]
    names = "与".join(c.column_name for c in table.columns if c.attribute in table.key)
    seen: dict[tuple[Any, ...], int] = {}
    for row in table.rows:
        key = tuple(row.values[index] for index in at)
        if BAD in key:
            continue
        first = seen.setdefault(key, row.number)
        if first == row.number:
            yield row
        else:
            text = f"{names}与第{first}行重复，请只留一行"
            table.error(row.number, table.key[0], text, twin=first)
