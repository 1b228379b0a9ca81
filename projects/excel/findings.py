"""What was found wrong or remarkable in a workbook, each with its place."""

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter


@dataclass(frozen=True)
class Finding:
    """`place` is 工作表!单元格; `text` says what was read there and what to fill in."""

    place: str
    text: str
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass
class Findings:
    """Errors stop the import; remarks are shown and do not."""

    errors: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)


def finding(sheet: str, row: int, column: int, header: str, text: str) -> Finding:
    """One finding at a cell; `column` counts from 0."""
    letter = get_column_letter(column + 1)
    return Finding(
        f"{sheet}!{letter}{row}", f"第{row}行 {letter}列「{header}」：{text}", row, column
    )
