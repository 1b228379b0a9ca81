"""What an import would do, as its page shows it: made once, kept beside the upload."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from projects.excel.findings import Finding
from projects.excel.parting import rows_left_out
from projects.excel.plan import Kind, Plan, Shown

FOUND = ("errors", "remarks", "held_back")


class PreviewRow(NamedTuple):
    """A row of the workbook, with its values that are filled or differ, in words."""

    sheet: str
    number: int
    kind: str
    title: str
    values: Sequence[Shown]


@dataclass(frozen=True)
class Preview:
    """`rows` are those that can be imported: all, or with errors in single rows the right ones."""

    fingerprint: str
    counts: dict[str, int]
    errors: list[Finding]
    remarks: list[Finding]
    held_back: list[Finding]
    partible: bool
    amendments: int
    rows: list[PreviewRow]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        return cls(
            fingerprint=plan.fingerprint,
            counts={kind.value: plan.count(kind) for kind in Kind},
            errors=plan.findings.errors or plan.left_out,
            remarks=plan.findings.remarks,
            held_back=plan.held_back,
            partible=bool(plan.left_out) and not plan.findings.errors,
            amendments=len(plan.changes.amendments),
            rows=[
                PreviewRow(sheet.name, row.number, row.kind, sheet.title(row), sheet.shown(row))
                for sheet in plan.sheets
                for row in sheet.rows
            ],
        )

    @property
    def marks(self) -> list[Finding]:
        """What is wrong with single rows, and the rows that stay with them."""
        return [mark for mark in (*self.errors, *self.held_back) if not mark.whole]

    @property
    def wrong_rows(self) -> int:
        """How many rows an import of the right ones leaves out."""
        return rows_left_out(self.marks)

    @property
    def offers_right_rows(self) -> bool:
        """Some rows are wrong, and among the right ones is something to write."""
        return self.partible and self.counts[Kind.NEW] + self.counts[Kind.CHANGED] > 0

    def packed(self) -> bytes:
        kept = vars(self) | {name: [asdict(one) for one in vars(self)[name]] for name in FOUND}
        return gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), 5)

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Raises OSError, EOFError, ValueError, KeyError or TypeError for what is no preview."""
        kept: dict[str, Any] = json.loads(gzip.decompress(content))
        for name in FOUND:
            kept[name] = [Finding(**found) for found in kept[name]]
        kept["rows"] = [
            PreviewRow(sheet, number, kind, title, [Shown(*value) for value in values])
            for sheet, number, kind, title, values in kept["rows"]
        ]
        return cls(**kept)
