"""The sentence behind a card: figures, average, months, rule version and clause."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from assessment.choices import CARRIED_AVERAGE, Colour, Reason, Rule
from assessment.models import Card
from assessment.models.averages import AVERAGE_PLACES
from assessment.rules import RULES_VERSION
from projects.periods import Month

_NO_CARD = {
    Reason.NO_START_DUE: "未定开工时限，无法评定，未亮牌；请补填计划开工日期",
    Reason.SUSPENDED: "项目停建，停建期间不亮牌，责任单位任务数不减",
    Reason.ENDED: "项目已终止，自终止之日起不亮牌，责任单位任务数不减",
    Reason.NOT_STARTED: "项目未开工，不评进度牌",
    Reason.COMPLETED: "项目已于此前月份竣工，不再评进度牌",
    Reason.ENTERED_AFTER_LOCK: "项目在本月锁定后才录入，本月不再评定，未亮牌",
}


def explain(card: Card, type_name: str) -> str:
    """Why `card` is what it is, as one paragraph for a reader; `type_name` is the 项目类型."""
    body = _start(card) if card.rule == Rule.START else _progress(card, type_name)
    return f"{Month(card.year, card.month).label}：{body}。{_basis(card)}{_remarks(card)}"


def figures(card: Card) -> str:
    """The figures of a red or yellow card alone, for lists."""
    if card.rule == Rule.START:
        return f"计划开工{_day(card.start_due)}，{_late(card)}"
    places = _places(card.rate, card.average)
    average = f"{_percent(card.average, places)}%" if card.average is not None else "—"
    rate = f"{_percent(card.rate, places)}%" if card.rate is not None else "—"
    return f"{_done(card)}，进度 {rate}，全市均值 {average}，连续{card.run or 0}个月低于均值"


def _basis(card: Card) -> str:
    policy = f"{card.year}年政策第{card.policy_version}版" if card.policy_version else "默认政策"
    return f"依据{Rule(card.rule).clause}，规则 {RULES_VERSION}，{policy}。"


def _remarks(card: Card) -> str:
    judged = card.colour is not None or card.reason in {Reason.NO_AVERAGE, Reason.NO_PLAN}
    missing = "本月缺报，按累计不变计算。" if card.missing_report and judged else ""
    return missing + ("本月已锁定，为最终结果。" if card.final else "本月未锁定，为暂定结果。")


def _start(card: Card) -> str:
    reason = Reason(card.reason)
    if reason in _NO_CARD:
        return _NO_CARD[reason] + _first(card)
    due = f"计划开工{_day(card.start_due)}"
    if reason is Reason.NOT_DUE:
        return f"{due}，尚未到期，未亮牌{_first(card)}"
    if reason is Reason.ON_TIME:
        return f"{due}，实际开工{_day(card.started_on)}，如期或提前开工，亮绿牌{_first(card)}"
    return f"{due}，{_late(card)}，{_limit(card)}{_first(card)}"


def _late(card: Card) -> str:
    days = card.late_days or 0
    months = f"满{card.late_months}个月（共{days}天）" if card.late_months else f"{days}天"
    if card.started_on:
        return f"实际开工{_day(card.started_on)}，逾期{months}"
    judged = _day(card.start_due + timedelta(days=days)) if card.start_due else ""
    return f"至{judged}仍未开工，逾期{months}"


def _limit(card: Card) -> str:
    under = "未达到黄牌时限，"
    return {
        Reason.LATE_YELLOW: "达到黄牌时限，亮黄牌",
        Reason.AT_RED_LIMIT: "正好满红牌时限，按该版政策的读法亮黄牌",
        Reason.LATE_RED: "达到红牌时限，亮红牌",
    }.get(Reason(card.reason)) or {
        None: f"{under}未亮牌，予以预警",
        Colour.YELLOW: f"{under}按该版政策的读法亮黄牌",
        Colour.GREEN: f"{under}按该版政策的读法亮绿牌",
    }[Colour(card.colour) if card.colour else None]


def _first(card: Card) -> str:
    if card.first_start_due is None or card.first_start_due == card.start_due:
        return ""
    first = f"亮{Colour(card.first_colour).label}" if card.first_colour else "未亮牌"
    return f"；开工时限经批准调整，原定{_day(card.first_start_due)}，按原时限为{first}"


def _progress(card: Card, type_name: str) -> str:
    reason = Reason(card.reason)
    if reason in _NO_CARD:
        return _NO_CARD[reason]
    if reason is Reason.NO_PLAN:
        return f"{_done(card)}，缺年度计划，无法计算进度，未亮牌"
    share = f"{_done(card)}，占年度计划 {_money(card.plan)} 万元的 "
    rate = card.rate
    if card.average is None:
        shown = f"{_percent(rate)}%" if rate is not None else "—"
        plan = f"{share}{shown}" if card.plan else _done(card)
        kept = f"，不中断连续（已连续{card.run}个月低于均值）" if card.run else ""
        return f"{plan}；缺全市{type_name}类平均进度，未亮牌{kept}"
    return share + _against(card, rate or Decimal(0), card.average, type_name)


def _against(card: Card, rate: Decimal, average: Decimal, type_name: str) -> str:
    places = _places(rate, average)
    shown, held = _percent(rate, places), _percent(average, places)
    gap = _percent(abs(rate - average), places)
    carried = "（本月未公布，沿用本年上一次公布的）" if card.reason in CARRIED_AVERAGE else ""
    verb = {Colour.GREEN: "高于"}.get(Colour(card.colour or Colour.RED), "低于")
    if rate == average:
        verb = "等于"
    difference = "" if rate == average else f"（差 {gap} 个百分点）"
    if shown == held and rate != average:
        difference = "（四舍五入后相同，按精确数值比较）"
    verdict = _run(card)
    return f"{shown}%，{verb}全市{type_name}类平均进度 {held}%{carried}{difference}，{verdict}"


def _places(rate: Decimal | None, average: Decimal | None) -> int:
    """As many digits as it takes to tell rate and average apart, 12 at most."""
    if rate is None or average is None or rate == average:
        return 2
    for places in (2, 6):
        shown = abs(rate - average) * 2 >= Decimal(1).scaleb(-places)
        if shown and _percent(rate, places) != _percent(average, places):
            return places
    return AVERAGE_PLACES


def _run(card: Card) -> str:
    colour = Colour(card.colour or Colour.RED)
    run = card.run or 0
    if run < 2:
        return f"亮{colour.label}"
    if card.reason == Reason.BELOW_AVERAGE_ACROSS:
        return f"上一个有均值的月份也低于均值，连续{run}个月，亮{colour.label}"
    return f"{card.month - 1}月也低于均值，连续{run}个月，亮{colour.label}"


def _done(card: Card) -> str:
    months = "1月" if card.month == 1 else f"1—{card.month}月累计"
    return f"{months}完成 {_money(card.done)} 万元"


def _money(amount: Decimal | None) -> str:
    return f"{amount or Decimal(0):,.2f}"


def _percent(value: Decimal, places: int = 2) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def _day(value: date | None) -> str:
    return f" {value.year}年{value.month}月{value.day}日" if value else "（空）"
