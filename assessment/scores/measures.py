"""Everything that a scheme can measure, by its code: what it is called, what it means. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from assessment.choices import ANNEX_BANDS, Annex, Colour, QuotaBand, Rule
from assessment.choices.scores import LineKind
from assessment.deadlines import Timeliness
from assessment.scores import rules
from assessment.scores.facts import Reading, UnitFacts
from assessment.scores.rules import Line, Score, score

DEFAULT_MONTHS = 2


@dataclass(frozen=True)
class Measure:
    """One thing that can be measured of a unit.

    `part` and `whole` name the two numbers of an item; `yearly` may be held against the elapsed
    share of the year; `parameter` names the number that a line may set, if there is one.
    """

    code: str
    label: str
    kind: LineKind
    unit: str
    clause: str
    says: str
    read: Callable[[UnitFacts, int], Reading]
    part: str = ""
    whole: str = ""
    yearly: bool = False
    parameter: str = ""


def _quotas() -> Iterable[Measure]:
    clauses = {Annex.PLANNING: "二（一）2", Annex.START: "二（三）1"}
    words = {Annex.PLANNING: "策划", Annex.START: "开工"}
    for annex in (Annex.PLANNING, Annex.START):
        for band in ANNEX_BANDS[annex]:
            name = "" if band is QuotaBand.TOTAL else f"（{band.label}）"
            yield Measure(
                code=f"{annex.value}_{band.value}",
                label=f"{words[annex]}任务完成率{name}",
                kind=LineKind.ITEM,
                unit="个",
                clause=clauses[annex],
                says=f"本年{words[annex]}的项目数÷{annex.label}核定的全年任务；没有任务的单位不计此项。",
                read=_ignoring(partial(rules.quota, annex=annex, band=band)),
                part="完成",
                whole="任务",
                yearly=True,
            )


def _ignoring(read: Callable[[UnitFacts], Reading]) -> Callable[[UnitFacts, int], Reading]:
    """For a measure that takes no parameter."""
    return lambda facts, _parameter: read(facts)


_SHARES = (
    Measure(
        "signing", "策划项目签约率", LineKind.ITEM, "个", "二（二）3",
        "本年签约的策划项目÷（本年签约的＋已策划通过尚未签约、未开工的）。文件没有下达签约任务。",
        _ignoring(rules.signing), part="签约", whole="应签",
    ),
    Measure(
        "punctual_starts", "按期开工率", LineKind.ITEM, "个", "二（三）3",
        "在计划开工日期当天或以前开工的÷本年到期应开工的；停建、终止的不计。",
        _ignoring(rules.punctual_starts), part="按期", whole="到期",
    ),
    Measure(
        "investment", "投资计划完成率", LineKind.ITEM, "万元", "二（四）1",
        "已报送的累计完成投资÷年度计划投资；没有年度计划的项目不计；在建而全无计划的得0分。",
        _ignoring(rules.investment), part="完成", whole="计划", yearly=True,
    ),
    Measure(
        "completion", "竣工投产率", LineKind.ITEM, "个", "一、总体目标",
        "本年竣工或投产的÷（到期应竣工的＋提前竣工的），含以前年度拖欠的；停建、终止的不计。",
        _ignoring(rules.completion), part="竣工投产", whole="应竣工",
    ),
    Measure(
        "enrolment", "纳统率", LineKind.ITEM, "个", "二（五）2",
        "本年纳统的÷（开工满规定月数应纳统的＋提前纳统的）；不足500万元、以前年度竣工的不计。",
        rules.enrolment, part="纳统", whole="应纳统", parameter="开工后满几个月应纳统",
    ),
)  # fmt: skip


def _cards() -> Iterable[Measure]:
    for rule in Rule:
        for colour in (Colour.YELLOW, Colour.RED):
            yield Measure(
                code=f"{rule.code}_{colour.code}",
                label=f"{rule.label}{colour.label}",
                kind=LineKind.DEDUCTION,
                unit="张",
                clause=rule.clause,
                says=f"月末{rule.label}为{colour.label}的项目，每张扣分。",
                read=_ignoring(partial(rules.cards, rule=rule, colour=colour)),
            )


def _discipline() -> Iterable[Measure]:
    for code, weekly, name in (("monthly", False, "月报"), ("weekly", True, "周调度")):
        for suffix, timeliness in (("late", Timeliness.LATE), ("missing", Timeliness.MISSING)):
            yield Measure(
                code=f"{code}_{suffix}",
                label=f"{name}{timeliness.value}",
                kind=LineKind.DEDUCTION,
                unit="次",
                clause="三（一）",
                says=f"本年至本月{name}{timeliness.value}的次数，自本系统开始{name}起算，每次扣分。",
                read=_ignoring(partial(rules.periods, timeliness=timeliness, weekly=weekly)),
            )
    yield Measure(
        "missing_reports", "项目缺报", LineKind.DEDUCTION, "个", "三（一）",
        "本月在建而没有有效月报的项目，每个扣分。", _ignoring(rules.missing_reports),
    )  # fmt: skip


MEASURES = {measure.code: measure for measure in (*_quotas(), *_SHARES, *_cards(), *_discipline())}


def score_of(lines: Iterable[Line], facts: UnitFacts) -> Score:
    """The unit's score by these lines; a veto is no matter of points."""
    counted = [line for line in lines if line.kind is not LineKind.VETO]
    readings = {
        line.measure: MEASURES[line.measure].read(facts, line.parameter) for line in counted
    }
    return score(counted, readings, facts.elapsed)
