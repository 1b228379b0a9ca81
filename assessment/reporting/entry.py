"""What is typed into a cell, and how a stored value is written back into it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from assessment.reporting.rows import MONEY_FIELDS
from projects.actions.reporting import FIELDS
from projects.parsing import parse_amount, parse_text, plain

CENT = Decimal("0.01")
LABELS = {
    "plan": "本月计划(万元)",
    "done": "本月完成(万元)",
    "visible_progress": "形象进度",
    "problems": "存在问题",
    "zero_reason": "零完成原因",
    "remark": "情况说明",
}
# Characters, by field.
LONGEST: dict[str, int] = {
    field: getattr(model._meta.get_field(column), "max_length")  # noqa: B009 - money has none
    for field, (model, column) in FIELDS.items()
}


def read(field: str, typed: str) -> Any:
    """The value of a cell: 万元 or text, blank where nothing stands; ParseError in Chinese."""
    if field in MONEY_FIELDS:
        return parse_amount(typed).quantize(CENT, ROUND_HALF_UP) if plain(typed) else None
    return parse_text(typed, LONGEST[field])


def written(value: Any) -> str:
    """A stored value as the cell shows it; `read` takes it back unchanged."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return "" if value is None else value
