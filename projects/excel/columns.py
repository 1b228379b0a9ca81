"""The kinds of column a sheet has, as import-export fields and widgets over `projects.parsing`.

`clean` reads a cell or raises `ParseError`; `render` gives what the export writes. Both work on
the values as the tables keep them, so that an export read back changes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from import_export.fields import Field
from import_export.widgets import Widget

from projects import parsing
from projects.periods import Month

CLEAR_WORD = "清空"
SHOWN_CHOICES = 12


class Rounded(Decimal):
    """A number that had more decimals than are kept; the person is told."""


class Column(Field):
    """A column of a sheet. A starred one must be filled; only others can be emptied."""

    def __init__(
        self,
        header: str,
        attribute: str,
        widget: Widget,
        *,
        starred: bool = False,
        clearable: bool | None = None,
        note: str = "",
    ) -> None:
        super().__init__(attribute=attribute, column_name=header, widget=widget)
        self.starred = starred
        self.clearable = not starred if clearable is None else clearable
        self.note = note

    @property
    def header(self) -> str:
        """The header as the template writes it, a starred one with its star."""
        return f"{self.column_name}*" if self.starred else self.column_name


class CodeWidget(Widget):
    def clean(self, value: Any, *_: Any, **__: Any) -> str:
        return parsing.parse_code(value)


class TextWidget(Widget):
    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: Any, *_: Any, **__: Any) -> str:
        return parsing.parse_text(value, self.longest)

    def render(self, value: Any, *_: Any, **__: Any) -> str:
        text = parsing.tidy_text(value or "")
        return "" if text == CLEAR_WORD else text


class NumberWidget(Widget):
    """A number kept with `places` decimals, rounded half up; `Rounded` where that changed it."""

    def __init__(self, places: int, largest: Decimal, example: str) -> None:
        super().__init__()
        self.step = Decimal(1).scaleb(-places)
        self.parse = partial(parsing.parse_number, largest=largest, example=example)

    def clean(self, value: Any, *_: Any, **__: Any) -> Decimal:
        exact = self.parse(value)
        kept = exact.quantize(self.step, ROUND_HALF_UP)
        return kept if kept == exact else Rounded(kept)

    def render(self, value: Any, *_: Any, **__: Any) -> Decimal | None:
        return value


class CountWidget(Widget):
    """A whole number from 1 to `last`, such as a row's number within its project."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.parse = partial(parsing.parse_number, largest=Decimal(last), example="1")

    def clean(self, value: Any, *_: Any, **__: Any) -> int:
        number = self.parse(value)
        if number < 1 or number != number.to_integral_value():
            raise parsing.ParseError(f"{parsing.quoted(value)}不是从 1 起的整数，请填如 1")
        return int(number)

    def render(self, value: Any, *_: Any, **__: Any) -> int | None:
        return value


class DateWidget(Widget):
    def clean(self, value: Any, *_: Any, **__: Any) -> date:
        return parsing.parse_date(value)

    def render(self, value: Any, *_: Any, **__: Any) -> date | None:
        return value


class MonthWidget(Widget):
    def clean(self, value: Any, *_: Any, **__: Any) -> Month:
        return parsing.parse_month(value)


class YearWidget(Widget):
    def clean(self, value: Any, *_: Any, **__: Any) -> int:
        return parsing.parse_year(value)

    def render(self, value: Any, *_: Any, **__: Any) -> int | None:
        return value


class YesNoWidget(Widget):
    def clean(self, value: Any, *_: Any, **__: Any) -> bool:
        return parsing.parse_yes_no(value)

    def render(self, value: Any, *_: Any, **__: Any) -> str:
        return parsing.YES if value else parsing.NO


class ChoiceWidget(Widget):
    """One of the names that exist; keeps what the table keeps for it (an id, a code)."""

    def __init__(
        self, label: str, choices: Mapping[str, Any], aliases: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        self.label = label
        self.names = list(choices)
        self.by_value = {value: name for name, value in choices.items()}
        known = {**(aliases or {}), **choices}
        self.by_name = {_folded(name): value for name, value in known.items()}

    def clean(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            return self.by_name[_folded(str(value))]
        except KeyError:
            raise parsing.ParseError(
                f"{parsing.quoted(value)}不是已有的{self.label}，可填：{_listed(self.names)}"
            ) from None

    def render(self, value: Any, *_: Any, **__: Any) -> str:
        return self.by_value.get(value, "")


def _folded(name: str) -> str:
    return "".join(parsing.plain(name).split())


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    if not shown:
        return "（尚未设置，请联系发改局）"
    if len(shown) > SHOWN_CHOICES:
        return f"{'、'.join(shown[:SHOWN_CHOICES])} 等{len(shown)}个"
    return "、".join(shown)
