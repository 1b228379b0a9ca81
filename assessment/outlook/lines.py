"""What is to be done for a green card, project by project, in order of date and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assessment.choices import Colour, Rule
from assessment.outlook.reading import ProjectOutlook
from assessment.outlook.rules import Basis, Scenario, StartOutlook
from projects.models import Project

SOON = 30  # days
_FAR = date.max


@dataclass(frozen=True)
class Line:
    """One card of one project ahead.

    `act_by` is the last day to do what `action` says for a green card, None where green is out of
    reach; `amount` what the month's report must add for it, 万元. `now` is the start card today,
    or the progress card of the month as it stands.
    """

    project: Project
    rule: Rule
    now: Colour | None
    action: str
    basis: str
    act_by: date | None
    yellow_on: date | None
    red_on: date | None
    amount: Decimal | None = None
    is_gap: bool = False

    @property
    def turns_on(self) -> date | None:
        """The next day on which the card turns yellow or red."""
        return min((on for on in (self.yellow_on, self.red_on) if on), default=None)

    @property
    def turns_to(self) -> Colour | None:
        on = self.turns_on
        if on is None:
            return None
        return Colour.YELLOW if on == self.yellow_on else Colour.RED

    def turns_within(self, day: date, days: int) -> bool:
        return self.turns_on is not None and self.turns_on <= day + timedelta(days=days)

    @property
    def order(self) -> tuple[date, date, int, str, int]:
        """The next date to act by or to be hit by, gaps last."""
        dates = [on for on in (self.act_by, self.turns_on) if on]
        unit = self.project.unit.number
        return min(dates, default=_FAR), self.turns_on or _FAR, unit, self.project.code, self.rule


def lines_of(outlooks: Iterable[ProjectOutlook]) -> list[Line]:
    """The lines in order of date; a card that nothing can change has none."""
    lines = (
        line
        for one in outlooks
        for line in (start_line(one.project, one.day, one.start), _progress(one))
        if line
    )
    return sorted(lines, key=lambda line: line.order)


def start_line(project: Project, day: date, start: StartOutlook) -> Line | None:
    """The line of the start card; None where no start is owed."""
    if start.is_gap:
        action = "未定开工时限：请补填计划开工日期，报发改局"
        basis = "没有时限，开工牌无法评定"
        return Line(project, Rule.START, None, action, basis, None, None, None, is_gap=True)
    if not start.is_open or start.due is None:
        return None
    act_by = start.green_until if start.green_until and start.green_until >= day else None
    return Line(
        project,
        Rule.START,
        start.verdict.colour,
        _start_action(start, act_by, day),
        f"计划开工 {start.due}",
        act_by,
        start.yellow_on,
        start.red_on,
    )


def _start_action(start: StartOutlook, act_by: date | None, day: date) -> str:
    if act_by:
        left = (act_by - day).days
        return f"最迟 {act_by} 开工，{f'还有 {left} 天' if left else '就是今天'}"
    late = -(start.days_left or 0)
    return f"已逾期 {late} 天，绿牌已不可能，尽快开工，保留开工当天的牌"


def _progress(one: ProjectOutlook) -> Line | None:
    outlook, scenario = one.progress, one.progress.scenario
    if scenario is None:
        return None
    return Line(
        one.project,
        Rule.PROGRESS,
        scenario.if_silent,
        _report_action(outlook.month.month, scenario, outlook.amount),
        basis_words(one, scenario),
        _report_by(one) if scenario.more and scenario.possible else None,
        scenario.yellow_on,
        scenario.red_on,
        scenario.more,
    )


def _report_by(one: ProjectOutlook) -> date:
    """The month's end; once it is past, the last day to report it."""
    month_end = one.progress.month.last
    return month_end if month_end >= one.day else one.report_due


def _report_action(month: int, scenario: Scenario, amount: Decimal | None) -> str:
    if not scenario.possible:
        return f"{month}月已不可能亮绿牌：须完成 {scenario.least:,.2f} 万元，超过一次报送的上限"
    if not scenario.more:
        return f"{month}月已够亮绿牌" if amount is not None else f"{month}月不再完成也亮绿牌"
    added = "再增" if amount is not None else "完成"
    over = "，须超出年度计划" if scenario.over_plan else ""
    return f"{month}月至少{added} {scenario.more:,.2f} 万元{over}"


def basis_words(one: ProjectOutlook, scenario: Scenario) -> str:
    """What average the amount stands on, and whether that is an assumption."""
    outlook, rate = one.progress, f"{scenario.average.normalize():f}%"
    month = outlook.month.month
    if outlook.known:
        return f"{month}月全市均值 {rate}（已公布）"
    if scenario.basis is Basis.TREND:
        return f"{month}月均值未公布，按走势测算为 {rate}"
    latest = f"{outlook.latest.month}月" if outlook.latest else "上次"
    return f"{month}月均值未公布，按{latest}均值 {rate} 不变测算"
