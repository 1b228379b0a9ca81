"""Whom to propose for praise or warning, 三（一）. Pure; the year's policy holds the limits.

The document names attitudes (重视, 敷衍); a system can only hold figures against them, so it
proposes and 发改局 decides.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class WarningLimits(NamedTuple):
    """Percentage points behind the elapsed share, red cards of the month, and how many of the
    four grounds make a warning; the defaults are this project's proposal."""

    behind_points: int = 20
    red_cards: int = 3
    grounds: int = 2


class Ground(NamedTuple):
    """One reason in words, with the clause it stands on."""

    text: str
    clause: str


@dataclass(frozen=True)
class UnitMonth:
    """One unit at the end of a month. Rates and leads in % and percentage points, None without
    a quota or plan; cards and projects as numbers.

    `persistent` are projects red for the policy's length or longer; `unreported` projects under
    construction without a report; `late` says that the month's return came after its due day,
    `absent` that it is due and not there.
    """

    start_rate: Fraction | None = None
    start_lead: Fraction | None = None
    invest_rate: Fraction | None = None
    invest_lead: Fraction | None = None
    red: int = 0
    persistent: int = 0
    unreported: int = 0
    late: bool = False
    absent: bool = False


def praise(unit: UnitMonth) -> tuple[Ground, ...]:
    """The grounds of a praise; none unless every figure there is keeps up and nothing is wrong."""
    leads = [lead for lead in (unit.start_lead, unit.invest_lead) if lead is not None]
    faulty = unit.red or unit.persistent or unit.unreported or unit.late or unit.absent
    if faulty or not leads or min(leads) < 0:
        return ()
    return (*_figures(unit), Ground("没有红牌，月报按时报送", "三（一）"))


def warning(unit: UnitMonth, limits: WarningLimits) -> tuple[Ground, ...]:
    """The grounds of a warning: as many as the limits ask for, or an overdue return; else none."""
    found = []
    if unit.persistent:
        found.append(Ground(f"持续红牌项目{unit.persistent}个", "二（三）3、二（四）2"))
    if unit.red >= limits.red_cards:
        found.append(Ground(f"本月红牌{unit.red}张", "二（三）3、二（四）2"))
    if _far_behind(unit.start_lead, limits):
        found.append(_figure("开工任务", unit.start_rate, unit.start_lead, "二（三）"))
    if _far_behind(unit.invest_lead, limits):
        found.append(_figure("年度投资", unit.invest_rate, unit.invest_lead, "二（四）"))
    if unit.absent:
        found.append(Ground("月报逾期未报", "三（一）"))
    return tuple(found) if unit.absent or len(found) >= limits.grounds else ()


def _far_behind(lead: Fraction | None, limits: WarningLimits) -> bool:
    return lead is not None and lead <= -limits.behind_points


def _figures(unit: UnitMonth) -> list[Ground]:
    pairs = (
        ("开工任务", unit.start_rate, unit.start_lead, "二（三）"),
        ("年度投资", unit.invest_rate, unit.invest_lead, "二（四）"),
    )
    return [_figure(*pair) for pair in pairs if pair[2] is not None]


def _figure(name: str, rate: Fraction | None, lead: Fraction | None, clause: str) -> Ground:
    points = float(lead or 0)
    word = "超" if points >= 0 else "落后"
    return Ground(f"{name}完成{float(rate or 0):.1f}%，{word}序时{abs(points):.1f}个百分点", clause)
