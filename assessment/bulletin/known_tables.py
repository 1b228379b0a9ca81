"""What was known then against now, as sheets of the bulletin's kind for a workbook."""

from collections.abc import Sequence

from assessment.bulletin.data import Bulletin, Column, Kind, Passage, Row, Table, long_date
from assessment.known.differences import Differences
from assessment.known.words import GROUPS, Line, cause_words

_COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("责任单位", Kind.NAME, 16),
    Column("项目或附件", Kind.TEXT, 30),
    Column("牌种或档次", Kind.NAME, 12),
    Column("当时", Kind.TEXT, 34),
    Column("现在", Kind.TEXT, 34),
    Column("变动", Kind.TEXT, 60),
)


def known_workbook(found: Differences, rows: Sequence[Line]) -> Bulletin:
    """All differences, a sheet a group, with the counts in front."""
    title = f"{found.month.label}数据：{long_date(found.asked)}所知与现在"
    tables = tuple(
        _table(place, group, [row for row in rows if row.group == group])
        for place, group in enumerate(GROUPS, 1)
    )
    counts = [f"{table.short}{len(table.rows)}处" for table in tables]
    kinds = [f"{kind.label}：涉及{number}处" for kind, number in found.kinds().most_common()]
    passages = (
        Passage("一、差异", ("，".join(counts) + "。",)),
        Passage("二、变动种类", tuple(kinds) or ("没有差异。",)),
    )
    standing = f"当时：{long_date(found.asked)}终了；现在：评定至{long_date(found.today)}"
    return Bulletin(found.month, found.then.day, title, (), passages, tables, standing)


def _table(place: int, group: str, rows: Sequence[Line]) -> Table:
    return Table(
        f"表{place}",
        group,
        group,
        "",
        _COLUMNS,
        tuple(Row((number, *_values(row))) for number, row in enumerate(rows, 1)),
        empty="没有差异",
    )


def _values(row: Line) -> tuple[str, ...]:
    causes = "；".join(map(cause_words, row.causes))
    return row.unit, row.subject, row.what, row.before, row.after, causes
