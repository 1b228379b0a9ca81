"""Reads 附件1 and 附件2 from a workbook in the annex's own columns, every error at its cell.

Arithmetic is not checked here: an annex that contradicts itself is read as printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.utils import range_boundaries

from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.models.quotas import QUOTA_MAX
from projects import parsing
from projects.excel.findings import Finding, Findings, finding
from projects.excel.guard import WorkbookError
from projects.excel.reader import Odd, RawSheet, read_book
from projects.excel.table import folded_header, odd_text

SHEET_NAMES = {Annex.START: "附件1", Annex.PLANNING: "附件2"}
MARKS = {Annex.START: ("附件1", "附件一", "开工"), Annex.PLANNING: ("附件2", "附件二", "策划")}
NUMBER, NAME, REMARK = "序号", "责任单位", "备注"
TOTAL_WORD = "合计"
HEADER_SEARCH_ROWS = 10
NUMBER_MAX = 999
NAME_LENGTH, REMARK_LENGTH = 50, 20
_BLANKS = frozenset({"", "—", "——", "-", "–"})


@dataclass(frozen=True)
class ReadRow:
    """A unit's row as printed; `line` is its row in the sheet. Blank figures are None."""

    line: int
    number: int
    name: str
    figures: dict[QuotaBand, int | None]
    remark: str


@dataclass
class ReadAnnex:
    """One sheet; `totals` is the printed 合计 row, empty where there is none."""

    annex: Annex
    sheet: str
    rows: list[ReadRow] = field(default_factory=list)
    totals: dict[QuotaBand, int | None] = field(default_factory=dict)
    name_column: int = 1

    def at_name(self, row: ReadRow, text: str) -> Finding:
        return finding(self.sheet, row.line, self.name_column, NAME, text)


@dataclass
class ReadYear:
    annexes: dict[Annex, ReadAnnex]
    findings: Findings


def column_title(band: QuotaBand) -> str:
    """A figure column as the annex prints it: 投资1亿元以上项目."""
    if band in {QuotaBand.TOTAL, QuotaBand.INDUSTRIAL}:
        return str(band.label)
    return f"投资{band.label}项目"


def read_year(path: Path) -> ReadYear:
    """Both annexes of the workbook; WorkbookError if it cannot be taken or lacks a sheet."""
    names = [name.strip() for name in read_book(path, []).names]
    chosen = {annex: _sheet_name(annex, names) for annex in Annex}
    if len(set(chosen.values())) < len(chosen):
        both = "、".join(f"“{name}”" for name in set(chosen.values()))
        raise WorkbookError(f"分不清工作表{both}是哪个附件，请把两个工作表命名为“附件1”和“附件2”")
    book = read_book(path, chosen.values())
    findings = Findings()
    return ReadYear(
        {
            annex: _Reader(annex, book.sheets[name], findings).read()
            for annex, name in chosen.items()
        },
        findings,
    )


def _sheet_name(annex: Annex, names: Sequence[str]) -> str:
    found = [name for name in names if any(mark in folded_header(name) for mark in MARKS[annex])]
    own = SHEET_NAMES[annex]
    if not found:
        raise WorkbookError(
            f"没有名为“{own}”的工作表（名称含“{MARKS[annex][-1]}”也可以），请按模板补上"
        )
    if len(found) > 1:
        listed = "、".join(f"“{name}”" for name in found)
        raise WorkbookError(f"工作表{listed}都像“{own}”，请只留一个")
    return found[0]


def parse_count(value: Any) -> int | None:
    """A number of projects, None for a blank or a dash; ParseError otherwise."""
    if value is None or (isinstance(value, str) and parsing.plain(value) in _BLANKS):
        return None
    number = parsing.parse_number(value, largest=Decimal(QUOTA_MAX), example="3")
    if number != number.to_integral_value():
        raise parsing.ParseError(f"{parsing.quoted(value)}不是整数，请填如 3，没有任务的留空")
    return int(number)


class _Reader:
    """Goes down one sheet: header, rows of units, the 合计 row."""

    def __init__(self, annex: Annex, raw: RawSheet, findings: Findings) -> None:
        self.annex, self.raw, self.findings = annex, raw, findings
        self.places: dict[str, int] = {}
        self.header_row = 1
        self.known = _known(annex)
        self.result = ReadAnnex(annex, raw.name)

    def read(self) -> ReadAnnex:
        if not self.raw.rows:
            raise WorkbookError(f"工作表“{self.raw.name}”是空的，请按模板填写")
        below = self._header()
        if not self._complete():
            return self.result
        self.result.name_column = self.places[NAME]
        self._check_strays(below)
        self._check_merged(below)
        for line, cells in below:
            self._row(line, cells)
        self._check_rows()
        return self.result

    def error(self, line: int, column: str, text: str) -> None:
        place = self.places.get(column, 0)
        self.findings.errors.append(finding(self.raw.name, line, place, column, text))

    def _header(self) -> list[tuple[int, list[Any]]]:
        """Place the columns; the rows below the header."""
        head = self.raw.rows[:HEADER_SEARCH_ROWS]
        counts = [sum(folded_header(cell) in self.known for cell in cells) for _, cells in head]
        start = counts.index(max(counts))
        self.header_row, cells = head[start]
        for place, cell in enumerate(cells):
            self._place(place, cell)
        return self.raw.rows[start + 1 :]

    def _place(self, place: int, cell: Any) -> None:
        header = folded_header(cell)
        if not header:
            return
        title = self.known.get(header)
        if title is not None and title not in self.places:
            self.places[title] = place
            return
        allowed = "、".join(dict.fromkeys(self.known.values()))
        text = f"没有这一列，请删去，或改为：{allowed}"
        if title is not None:
            text = "这一列出现了两次，请只留一列"
        shown = parsing.quoted(cell)[1:-1]
        self.findings.errors.append(finding(self.raw.name, self.header_row, place, shown, text))

    def _complete(self) -> bool:
        missing = [
            title
            for title in dict.fromkeys(self.known.values())
            if title not in self.places and title != REMARK
        ]
        row = self.header_row
        for title in missing:
            text = f"第{row}行：缺少列「{title}」，请按模板补上"
            self.findings.errors.append(Finding(f"{self.raw.name}!A{row}", text, row))
        return not missing

    def _check_strays(self, below: Sequence[tuple[int, list[Any]]]) -> None:
        """Cells beside the table; one error a column."""
        headed = set(self.places.values())
        strays: dict[int, int] = {}
        for line, cells in below:
            for place, cell in enumerate(cells):
                if place not in headed and not _is_blank(cell):
                    strays.setdefault(place, line)
        for line, place in self.raw.far:
            strays.setdefault(place, line)
        for place, line in sorted(strays.items()):
            text = "这一列没有表头，请补上表头或删去内容"
            self.findings.errors.append(finding(self.raw.name, line, place, "", text))

    def _check_merged(self, below: Sequence[tuple[int, list[Any]]]) -> None:
        """Merged figures would be read for the first unit only."""
        lines = {line for line, cells in below if not self._is_total(cells)}
        titles = {place: title for title, place in self.places.items()}
        for reference in self.raw.merged:
            left, top, right, bottom = range_boundaries(reference)
            line = next((line for line in range(top, bottom + 1) if line in lines), None)
            title = next((titles[at] for at in range(left - 1, right) if at in titles), None)
            if line is not None and title is not None:
                text = f"{reference} 是合并单元格，请取消合并，每格各填各的内容"
                self.error(line, title, text)

    def _cell(self, cells: Sequence[Any], title: str) -> Any:
        place = self.places.get(title)
        return cells[place] if place is not None and place < len(cells) else None

    def _is_total(self, cells: Sequence[Any]) -> bool:
        return any(
            folded_header(self._cell(cells, title)) == TOTAL_WORD for title in (NUMBER, NAME)
        )

    def _row(self, line: int, cells: Sequence[Any]) -> None:
        if all(map(_is_blank, cells)):
            return
        if self._is_total(cells):
            if self.result.totals:
                self.error(line, NAME, "合计行出现了两次，请只留一行")
            self.result.totals = self._figures(line, cells)
            return
        if self.result.totals and self._is_note(cells):
            return
        number = self._number(line, cells)
        name = self._text(line, cells, NAME, NAME_LENGTH)
        figures = self._figures(line, cells)
        remark = self._text(line, cells, REMARK, REMARK_LENGTH, required=False)
        if number is not None and name is not None:
            self.result.rows.append(ReadRow(line, number, name, figures, remark or ""))

    def _is_note(self, cells: Sequence[Any]) -> bool:
        """Words below the table: no figure in the row."""
        titles = [column_title(band) for band in ANNEX_BANDS[self.annex]]
        return all(_is_blank(self._cell(cells, title)) for title in titles)

    def _figures(self, line: int, cells: Sequence[Any]) -> dict[QuotaBand, int | None]:
        return {
            band: self._count(line, cells, column_title(band)) for band in ANNEX_BANDS[self.annex]
        }

    def _count(self, line: int, cells: Sequence[Any], title: str) -> int | None:
        cell = self._cell(cells, title)
        try:
            if isinstance(cell, Odd):
                raise parsing.ParseError(odd_text(cell, is_number=True))
            return parse_count(cell)
        except parsing.ParseError as error:
            self.error(line, title, str(error))
            return None

    def _number(self, line: int, cells: Sequence[Any]) -> int | None:
        errors = len(self.findings.errors)
        number = self._count(line, cells, NUMBER)
        if len(self.findings.errors) > errors:
            return None
        if number is None or not 1 <= number <= NUMBER_MAX:
            self.error(line, NUMBER, f"必填，请填 1 至 {NUMBER_MAX} 的整数")
            return None
        return number

    def _text(
        self, line: int, cells: Sequence[Any], title: str, longest: int, *, required: bool = True
    ) -> str | None:
        cell = self._cell(cells, title)
        try:
            if isinstance(cell, Odd):
                raise parsing.ParseError(odd_text(cell, is_number=False))
            text = "" if cell is None else parsing.parse_text(cell, longest)
            if required and not text:
                raise parsing.ParseError("必填，请填单位名称")
        except parsing.ParseError as error:
            self.error(line, title, str(error))
            return None
        return text

    def _check_rows(self) -> None:
        seen: dict[int, int] = {}
        for row in self.result.rows:
            first = seen.setdefault(row.number, row.line)
            if first != row.line:
                self.error(row.line, NUMBER, f"序号与第{first}行重复，请改正")
        if not self.result.rows and not self.findings.errors:
            raise WorkbookError(f"工作表“{self.raw.name}”没有单位行，请按模板填写")
        if not self.result.totals:
            text = "没有合计行，不能与各行相加核对"
            self.findings.remarks.append(Finding(f"{self.raw.name}!A{self.header_row}", text))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _known(annex: Annex) -> dict[str, str]:
    """Folded headers that are taken, and the column's title."""
    known = {NUMBER: NUMBER, NAME: NAME}
    for band in ANNEX_BANDS[annex]:
        known |= dict.fromkeys(_variants(band), column_title(band))
    return known | {REMARK: REMARK}


def _variants(band: QuotaBand) -> Iterator[str]:
    label, title = str(band.label), column_title(band)
    for name in (title, label, title.removesuffix("项目"), title.removeprefix("投资")):
        if name:
            yield folded_header(name)
            yield folded_header(f"{name}(个)")
