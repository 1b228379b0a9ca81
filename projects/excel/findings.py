"""What was found wrong or remarkable in a workbook, each with its place."""

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter


@dataclass(frozen=True)
class Finding:
    """`place` is 工作表!单元格; `text` says what was read there and what to fill in.

    A `whole` one concerns the sheet or its columns, so that no row of it can be told right;
    `twin` is the row that has the same key.
    """

    place: str
    text: str
    row: int = 0
    column: int = 0
    whole: bool = False
    twin: int = 0

    @property
    def sheet(self) -> str:
        return self.place.partition("!")[0]

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass
class Findings:
    """Errors stop the import; remarks are shown and do not."""

    errors: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)


def finding(
    sheet: str, row: int, column: int, header: str, text: str, *, whole: bool = False, twin: int = 0
) -> Finding:
    """One finding at a cell; `column` counts from 0."""
    letter = get_column_letter(column + 1)
    told = f"第{row}行 {letter}列「{header}」：{text}"
    return Finding(f"{sheet}!{letter}{row}", told, row, column, whole, twin)
