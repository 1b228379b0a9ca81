"""Columns of names: the rows of another table that a record points at, written 甲镇、乙镇."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from projects.actions.bulk import Stamp, TableChanges, write_changes
from projects.excel.columns import ChoiceWidget, Column, TextWidget

SEPARATOR = "、"
LONGEST = 4000
_BETWEEN = re.compile(r"[、，,；;\n]+")


class NamesWidget(ChoiceWidget):
    """Several of the names that exist, kept as text in their own order, each once."""

    def clean(self, value: Any, *_: Any, **__: Any) -> str:
        parts = filter(str.strip, _BETWEEN.split(str(value)))
        given = {super(NamesWidget, self).clean(part) for part in parts}
        return SEPARATOR.join(name for key, name in self.by_value.items() if key in given)

    def render(self, value: Any, *_: Any, **__: Any) -> str:
        return value or ""

    def keys(self, text: str) -> set[Any]:
        return {self.by_name[name] for name in text.split(SEPARATOR) if name}


@dataclass(frozen=True)
class Names:
    """One such column: `link` is the table between, `record` and `other` its two keys.

    `label` is the way from the link to the name. One that is not `written` is shown only.
    """

    attribute: str
    link: Any
    record: str
    other: str
    label: str
    order: str
    written: bool = False

    def of(self, records: QuerySet) -> dict[int, str]:
        """Record → its names in one text; one query."""
        found: dict[int, list[str]] = defaultdict(list)
        rows = self.link.objects.filter(**{f"{self.record}__in": records.order_by().values("pk")})
        for record, name in rows.order_by(self.order).values_list(self.record, self.label):
            found[record].append(name)
        return {record: SEPARATOR.join(names) for record, names in found.items()}

    def write(self, wanted: Mapping[int, set[int]], stamp: Stamp) -> None:
        """Make these records point at exactly these rows, with history."""
        rows = self.link.objects.filter(**{f"{self.record}__in": list(wanted)})
        stored = {(record, other): pk for record, other, pk in self._links(rows)}
        asked = {(record, other) for record, others in wanted.items() for other in others}
        changes = TableChanges(self.link, (self.record, self.other), ())
        changes.new = sorted(asked - stored.keys())
        changes.removed = [pk for pair, pk in stored.items() if pair not in asked]
        write_changes(changes, stamp)

    def _links(self, rows: QuerySet) -> Iterable[tuple[int, int, int]]:
        return rows.values_list(self.record, self.other, "pk")


def files_of(model: Any) -> Names:
    """The names of a record's files; they are uploaded on its page only."""
    return Names(
        attribute="file_names",
        link=model.files.through,
        record=f"{model._meta.model_name}_id",
        other="attachment_id",
        label="attachment__name",
        order="attachment_id",
    )


def files_column(header: str = "附件") -> Column:
    return Column(header, "file_names", TextWidget(LONGEST), note="供查阅，附件在页面上传")
