"""What a permit's values must be beside each other, and which dates its unit may still set. Pure.

Each problem is the attribute and what to write instead.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from projects.choices.permits import PermitState

# A unit sets these once; putting them off is 发改局's to allow, or no date would ever be missed.
COMMITTED = {"planned_on": "计划办结日期", "promised_on": "承诺补齐日期"}


def due_on(start_due: date | None, lead_days: int | None) -> date | None:
    """When a permit is due, `lead_days` days before the committed start; None without either."""
    if start_due is None or lead_days is None:
        return None
    return start_due - timedelta(days=lead_days)


def problems(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a permit's values as they would stand."""
    done = values["state"] == PermitState.DONE
    if done and values["done_on"] is None:
        yield "done_on", "办结的手续须填实际办结日期"
    if not done and values["done_on"] is not None:
        yield "done_on", "未办结的手续不能有实际办结日期，请改为“办结”或清空日期"
    if values["state"] == PermitState.LACKING:
        if not values["missing"]:
            yield "missing", "容缺办理须写明所缺材料"
        if values["promised_on"] is None:
            yield "promised_on", "容缺办理须填承诺补齐日期"


def put_off(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The committed dates that would change though they were set before."""
    for name, label in COMMITTED.items():
        if old[name] is not None and old[name] != new[name]:
            yield name, f"{label}填定后由发改局更改，原为{old[name]}"
