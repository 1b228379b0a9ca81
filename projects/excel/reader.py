"""The cells of a workbook, read by a child process with limits (see `child.py`)."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from projects.excel.guard import SAVE_AS, WorkbookError, guard

CHILD = Path(__file__).with_name("child.py")
TIMEOUT_SECONDS = 90


@dataclass(frozen=True)
class Odd:
    """A cell that holds no value to read: an error, a percentage, an uncalculated formula."""

    kind: str
    value: Any

    def __str__(self) -> str:
        if self.kind == "percent":
            return f"{self.value * 100:.10g}%"
        return str(self.value)


@dataclass(frozen=True)
class RawSheet:
    """Rows that hold something, as (row number from 1, values from column A)."""

    name: str
    hidden: bool
    rows: list[tuple[int, list[Any]]]
    merged: list[str]
    far: list[tuple[int, int]]


@dataclass(frozen=True)
class RawBook:
    sheets: dict[str, RawSheet]
    names: list[str]


def _value(pair: list[Any]) -> Any:
    kind, value = pair
    return datetime.fromisoformat(value) if kind == "date" else Odd(kind, value)


def _rows(rows: list[Any]) -> list[tuple[int, list[Any]]]:
    for _, values in rows:
        for index, value in enumerate(values):
            if type(value) is list:
                values[index] = _value(value)
    return rows


def _run(path: Path, wanted: Iterable[str]) -> dict[str, Any]:
    command = [sys.executable, "-I", "-B", str(CHILD), str(path.resolve()), *wanted]
    try:
        done = subprocess.run(  # noqa: S603 - own program, the path is one argument
            command, capture_output=True, timeout=TIMEOUT_SECONDS, check=True
        )
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise WorkbookError("文件太大或太复杂，无法在限定时间内读完，请分成几个文件上传") from None
    except Exception:  # whatever a broken file did to the child
        raise WorkbookError(f"文件已损坏或内容异常，无法读取，{SAVE_AS}") from None


def read_book(path: Path, wanted: Iterable[str]) -> RawBook:
    """The sheets named in `wanted`; raises `WorkbookError` for any file that cannot be taken."""
    guard(path)
    answer = _run(path, wanted)
    if "problem" in answer:
        raise WorkbookError(answer["problem"])
    sheets = [
        RawSheet(
            sheet["name"], sheet["hidden"], _rows(sheet["rows"]), sheet["merged"], sheet["far"]
        )
        for sheet in answer["sheets"]
    ]
    return RawBook({sheet.name: sheet for sheet in sheets}, answer["names"])
