"""Corrections of the printed annexes, as remarks on a unit's row and as the list in 说明."""

from collections import defaultdict
from collections.abc import Iterable

from assessment.choices import Annex
from assessment.models import Quota


def corrected_units(corrections: Iterable[Quota], annex: Annex) -> dict[int, str]:
    """The remark on each corrected unit's row of one annex, by unit key."""
    parts: dict[int, list[str]] = defaultdict(list)
    for quota in corrections:
        if quota.annex == annex:
            parts[quota.unit_id].append(change_of(quota))
    return {unit: "任务更正：" + "、".join(changes) for unit, changes in parts.items()}


def change_of(quota: Quota) -> str:
    """500万元以上5→2: the column, what is printed, what holds."""
    printed = "空白" if quota.printed is None else quota.printed
    return f"{quota.get_band_display()}{printed}→{quota.correction}"
