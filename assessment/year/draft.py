"""The read workbook carried from the preview to the confirm, signed for the person it was for.

Nothing is kept on the server until it is confirmed.
"""

from typing import Any

from django.core import signing

from assessment.choices import ANNEX_BANDS, Annex
from assessment.year.sheets import ReadAnnex, ReadRow, ReadYear
from projects.excel.findings import Findings
from projects.models import User

MAX_AGE_SECONDS = 24 * 3600


class DraftError(Exception):
    """The draft is not this person's, was altered, or is too old."""

    def __init__(self) -> None:
        super().__init__("预览已失效，请重新上传工作簿")


def pack(year: int, read: ReadYear, state: str, by: User) -> str:
    """A read year without errors, and the state of the stored one it was compared with."""
    content = {
        "year": year,
        "state": state,
        "annexes": {annex.value: _packed(one) for annex, one in read.annexes.items()},
    }
    return signing.dumps(content, salt=_salt(by), compress=True)


def unpack(draft: str, by: User) -> tuple[int, ReadYear, str]:
    """(year, what was read, state); DraftError if it cannot be trusted."""
    try:
        content = signing.loads(draft, salt=_salt(by), max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        raise DraftError from None
    annexes = {Annex(key): _unpacked(Annex(key), one) for key, one in content["annexes"].items()}
    return content["year"], ReadYear(annexes, Findings()), content["state"]


def _salt(by: User) -> str:
    return f"assessment.year.{by.pk}"


def _packed(annex: ReadAnnex) -> dict[str, Any]:
    bands = ANNEX_BANDS[annex.annex]
    return {
        "sheet": annex.sheet,
        "column": annex.name_column,
        "rows": [
            [row.line, row.number, row.name, [row.figures[band] for band in bands], row.remark]
            for row in annex.rows
        ],
        "totals": [annex.totals[band] for band in bands] if annex.totals else [],
    }


def _unpacked(annex: Annex, content: dict[str, Any]) -> ReadAnnex:
    bands = ANNEX_BANDS[annex]
    rows = [
        ReadRow(line, number, name, dict(zip(bands, figures, strict=True)), remark)
        for line, number, name, figures, remark in content["rows"]
    ]
    totals = dict(zip(bands, content["totals"], strict=True)) if content["totals"] else {}
    return ReadAnnex(annex, content["sheet"], rows, totals, content["column"])
