"""Reads the printed annexes and base lists from the CSV files under `fixtures/`.

`fixtures/annexes/<year>/` holds one year: start.csv and planning.csv with the annex's own rows
and its 合计, goals.csv and policy.csv. What stands there is what the document prints.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db.models import TextChoices

from assessment.choices import ANNEX_BANDS, Annex, GoalKey, QuotaBand
from projects.choices import Layer, UnitKind

TOTAL_NAME = "合计"


class AnnexFileError(Exception):
    """A file cannot be read as an annex; the message names file and line, in Chinese."""


class UnitLine(NamedTuple):
    number: int
    name: str
    layer: Layer
    kind: UnitKind
    group: str
    aliases: tuple[str, ...]


class TypeLine(NamedTuple):
    name: str
    order: int


class PermitLine(NamedTuple):
    """A permit that projects of a type need; `lead_days` days before the committed start."""

    project_type: str
    order: int
    name: str
    lead_days: int | None


class BaseLists(NamedTuple):
    units: list[UnitLine]
    types: list[TypeLine]
    permits: list[PermitLine]


class AnnexLine(NamedTuple):
    """One printed row; `number` is 0 on the 合计 row. Blank figures are None."""

    number: int
    name: str
    figures: dict[QuotaBand, int | None]
    remark: str


class GoalLine(NamedTuple):
    annex: Annex
    key: GoalKey
    target: int
    clause: str


class YearFiles(NamedTuple):
    year: int
    rows: dict[Annex, list[AnnexLine]]
    totals: dict[Annex, dict[QuotaBand, int | None]]
    goals: list[GoalLine]
    policy: dict[str, int | bool]


POLICY_COLUMNS = {
    "开工黄牌时限(月)": "yellow_after_months",
    "开工红牌时限(月)": "red_after_months",
    "持续红牌月数": "persistent_red_months",
}
CARRY_COLUMN = "高档次超额可抵低档次"


class _Line:
    """One line of a CSV file, by column name; complains with file and line."""

    def __init__(self, path: Path, number: int, cells: dict[str, str]) -> None:
        self.place = f"{path.name} 第{number}行"
        self.cells = cells

    def text(self, column: str) -> str:
        return self.cells[column].strip()

    def count(self, column: str) -> int | None:
        """A whole number of 0 or more, None if blank."""
        text = self.text(column)
        if text and not (text.isascii() and text.isdigit()):
            raise AnnexFileError(f"{self.place}「{column}」：“{text}”不是整数，请填如 3 或留空")
        return int(text) if text else None

    def number(self, column: str) -> int:
        value = self.count(column)
        if value is None:
            raise AnnexFileError(f"{self.place}「{column}」：为空，请填整数")
        return value

    def choice(self, column: str, choices: type[TextChoices]) -> str:
        by_label = {str(choice.label): choice for choice in choices}
        text = self.text(column)
        if text not in by_label:
            allowed = "、".join(by_label)
            raise AnnexFileError(f"{self.place}「{column}」：“{text}”应为以下之一：{allowed}")
        return by_label[text]


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[_Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnexFileError(f"{path.name}：无法读取，请放入 UTF-8 编码的 CSV 文件") from error
    reader = csv.DictReader(text.splitlines(), restval="")
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise AnnexFileError(f"{path.name} 第1行：缺少列“{'、'.join(missing)}”")
    for cells in reader:
        yield _Line(path, reader.line_num, cells)


def read_base(folder: Path) -> BaseLists:
    """The responsible units, the project types and the permits that each type needs."""
    return BaseLists(
        [
            UnitLine(
                line.number("序号"),
                line.text("名称"),
                Layer(line.choice("层面", Layer)),
                UnitKind(line.choice("类别", UnitKind)),
                line.text("备注"),
                tuple(line.text("别名").split()),
            )
            for line in _lines(
                folder / "units.csv", ("序号", "名称", "层面", "类别", "备注", "别名")
            )
        ],
        [
            TypeLine(line.text("名称"), line.number("排序"))
            for line in _lines(folder / "project_types.csv", ("名称", "排序"))
        ],
        [
            PermitLine(
                line.text("项目类型"),
                line.number("序号"),
                line.text("手续名称"),
                line.count("开工前天数"),
            )
            for line in _lines(
                folder / "permit_templates.csv", ("项目类型", "序号", "手续名称", "开工前天数")
            )
        ],
    )


def read_years(folder: Path) -> list[YearFiles]:
    """Every year found in `folder`/annexes, earliest first."""
    years = sorted(path for path in (folder / "annexes").iterdir() if path.name.isdigit())
    return [_read_year(path) for path in years]


def _read_year(path: Path) -> YearFiles:
    rows, totals = {}, {}
    for annex in Annex:
        lines = list(_annex_lines(path / f"{annex.value}.csv", annex))
        rows[annex] = [line for line in lines if line.number]
        totals[annex] = next((line.figures for line in lines if not line.number), {})
    return YearFiles(int(path.name), rows, totals, _goals(path), _policy(path))


def _annex_lines(path: Path, annex: Annex) -> Iterator[AnnexLine]:
    bands = ANNEX_BANDS[annex]
    columns = ("序号", "责任单位", *(str(band.label) for band in bands), "备注")
    for line in _lines(path, columns):
        name = line.text("责任单位")
        yield AnnexLine(
            0 if name == TOTAL_NAME else line.number("序号"),
            name,
            {band: line.count(str(band.label)) for band in bands},
            line.text("备注"),
        )


def _goals(path: Path) -> list[GoalLine]:
    return [
        GoalLine(
            Annex(line.choice("附件", Annex)),
            GoalKey(line.choice("口径", GoalKey)),
            line.number("目标"),
            line.text("依据"),
        )
        for line in _lines(path / "goals.csv", ("附件", "口径", "目标", "依据"))
    ]


def _policy(path: Path) -> dict[str, int | bool]:
    line = next(_lines(path / "policy.csv", (*POLICY_COLUMNS, CARRY_COLUMN)), None)
    if line is None:
        raise AnnexFileError("policy.csv：没有内容，请填一行政策")
    limits = {field: line.number(column) for column, field in POLICY_COLUMNS.items()}
    return {**limits, "carry_surplus_down": line.text(CARRY_COLUMN) == "是"}
