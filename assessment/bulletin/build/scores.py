"""附表9 计分考核, 三（五）: the month's scores as published, and how each came about."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.bulletin.build.source import Source
from assessment.bulletin.data import Bulletin, Column, Kind, Passage, Row, RowKind, Table, Value
from assessment.choices.scores import LineKind
from assessment.models import ScorePublication
from assessment.scores.default import NOTE
from assessment.scores.facts import Witness
from assessment.scores.rules import Line
from assessment.scores.schemes import Scheme
from assessment.scores.sheet import ScoreSheet
from assessment.scores.showing import Shown
from assessment.scores.standings import Entry, LayerTable, published
from assessment.scores.vetoes import Remark, published_remark
from assessment.scores.words import number
from projects.choices import Layer
from projects.periods import Month

NUMBER, SHORT = "附表9", "计分考核"
Remarks = Mapping[int, Remark]
_UNPUBLISHED = "本月计分尚未公布"
_HEAD = (
    Column("序号", Kind.COUNT, 6),
    Column("责任单位", Kind.NAME, 22),
    Column("类别", Kind.NAME, 11),
)
_TAIL = (
    Column("扣分", Kind.RATE, 9),
    Column("得分", Kind.RATE, 10),
    Column("位次", Kind.COUNT, 7),
    Column("上月位次", Kind.COUNT, 7),
    Column("备注", Kind.TEXT, 24),
)


def table(source: Source) -> Table:
    """The month's last publication with the vetoes of its day; without one the table says so."""
    found = ScorePublication.objects.filter(year=source.month.year, month=source.month.month)
    publication = found.first()
    if publication is None:
        return _table(source.month, (), {}, ())
    notes = (f"公布日期：{publication.day}，第{publication.number}次公布，公布后不再重算。",)
    tables = list(published(publication).values())
    remarks = {
        entry.unit.pk: published_remark(entry.vetoes) for one in tables for entry in one.entries
    }
    return _table(source.month, tables, remarks, notes)


def is_published(month: Month) -> bool:
    """Whether the bulletin has this sheet."""
    return ScorePublication.objects.filter(year=month.year, month=month.month).exists()


def _table(
    month: Month, tables: Sequence[LayerTable], remarks: Remarks, notes: Sequence[str]
) -> Table:
    items = _items(tables)
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{month.label}重点项目专项计分考核情况",
        unit="单位：分",
        columns=(*_HEAD, *(Column(name, Kind.RATE, 11, "计分项") for name in items), *_TAIL),
        rows=_rows(tables, items, remarks),
        notes=(
            *notes,
            "得分＝各计分项得分之和－扣分，按原始数计算，仅显示时四舍五入到两位小数；"
            "“—”为本单位不涉及的项，其权重按比例分到其余各项。",
            "位次在镇街园区、部门企业两个层面内分别排列，得分相同的并列。",
            *(f"{one.layer.label}：{_source(one.scheme)}。" for one in tables),
        ),
        empty=_UNPUBLISHED,
    )


def _source(scheme: Scheme) -> str:
    return f"{scheme.label}（{NOTE}）" if scheme.is_proposal else scheme.label


def _items(tables: Sequence[LayerTable]) -> dict[str, str]:
    """The items of both layers, each once: name → measure."""
    return {line.name: line.measure for one in tables for line in one.items}


def _rows(
    tables: Sequence[LayerTable], items: Mapping[str, str], remarks: Remarks
) -> tuple[Row, ...]:
    rows: list[Row] = []
    for one in tables:
        rows.append(Row((f"{one.layer.label}（{len(one.entries)}个）",), RowKind.SECTION))
        rows += [_row(one, entry, items, remarks) for entry in one.entries]
        if one.layer is Layer.TOWN_PARK and len(tables) > 1:
            rows[-1] = Row(rows[-1].values, page_break=True)
    return tuple(rows)


def _row(one: LayerTable, entry: Entry, items: Mapping[str, str], remarks: Remarks) -> Row:
    unit = entry.unit
    points: list[Value] = [entry.points.get(measure) for measure in items.values()]
    return Row(
        (
            unit.number,
            unit.name,
            unit.get_kind_display(),
            *points,
            entry.sum_of(one.deductions),
            entry.total,
            entry.rank,
            entry.before,
            remarks[unit.pk].full,
        )
    )


def workbook_of(
    shown: Shown, sheets: Sequence[tuple[Entry, ScoreSheet]], remarks: Remarks, day: date
) -> Bulletin:
    """The scores of a month as a workbook of their own: tables, how each came about, schemes."""
    publication, month = shown.publication, shown.month
    if publication is None:
        state = "未公布的暂定结果"
    else:
        state = f"公布日期：{publication.day}，第{publication.number}次公布，公布后不再重算。"
    return Bulletin(
        month=month,
        day=day,
        title=f"宁阳县{month.label}重点项目专项计分考核{'' if publication else '（未公布）'}",
        figures=(),
        passages=(
            Passage("一、状态", (state,)),
            *(_passage(one) for one in shown.layers),
        ),
        tables=(_table(month, shown.layers, remarks, (state,)), _details(month, sheets)),
    )


def _passage(one: LayerTable) -> Passage:
    lines = [_line(line) for line in one.scheme.lines]
    return Passage(f"{one.layer.label}：{_source(one.scheme)}", tuple(lines))


def _line(line: Line) -> str:
    if line.kind is LineKind.VETO:
        return f"否决项　{line.name}：取消当年评优评先资格（{line.clause}）"
    if line.kind is LineKind.DEDUCTION:
        most = "" if line.cap is None else f"，最多扣{number(line.cap)}分"
        return f"扣分项　{line.name}：每次{number(line.points)}分{most}（{line.clause}）"
    cap = "" if line.cap is None else f"，最多计到{number(line.cap)}%"
    floor = "" if line.floor is None else f"，低于{number(line.floor)}%不得分"
    basis = "按序时计" if line.elapsed else "按全年计"
    return f"计分项　{line.name}：权重{number(line.points)}，{basis}{cap}{floor}（{line.clause}）"


def _details(month: Month, sheets: Sequence[tuple[Entry, ScoreSheet]]) -> Table:
    rows: list[Row] = []
    for entry, sheet in sheets:
        total = "不计分" if sheet.total is None else f"得分{number(sheet.total)}"
        rows.append(Row((f"{entry.unit.name}　{total}",), RowKind.SECTION))
        rows += [
            Row((line.name, line.formula, line.points, line.clause, _behind(line.witnesses)))
            for line in sheet.lines
            if line.points or line.kind is LineKind.ITEM
        ]
    return Table(
        number=f"{NUMBER}附",
        short="计分依据",
        title=f"宁阳县{month.label}重点项目专项计分考核依据",
        unit="单位：分",
        columns=(
            Column("项目", Kind.NAME, 22),
            Column("计算", Kind.TEXT, 60),
            Column("得分", Kind.RATE, 9),
            Column("依据", Kind.NAME, 11),
            Column("所依据的项目和报送", Kind.TEXT, 50),
        ),
        rows=tuple(rows),
        empty=_UNPUBLISHED,
    )


def _behind(witnesses: Sequence[Witness]) -> str:
    return "；".join(f"{one.code or one.name} {one.words}" for one in witnesses)
