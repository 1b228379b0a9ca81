"""The sentence of every reason."""

from datetime import date

import pytest

from assessment.choices import Colour, Reason, Rule
from assessment.explain import explain, figures
from assessment.models import Card

START_BASIS = "依据二（三）3，规则 2023.1，2023年政策第1版。本月未锁定，为暂定结果。"
PROGRESS_BASIS = "依据二（四）2，规则 2023.1，2023年政策第1版。"
OPEN = "本月未锁定，为暂定结果。"


def start(reason, colour=None, **fields) -> Card:
    fields.setdefault("start_due", date(2023, 2, 28))
    fields.setdefault("first_start_due", fields["start_due"])
    return Card(
        rule=Rule.START,
        year=2023,
        month=4,
        colour=colour,
        reason=reason,
        policy_version=1,
        **fields,
    )


def progress(reason, colour=None, **fields) -> Card:
    values = {
        "month": 4, "done_cents": 32000, "plan_cents": 100000, "average_picos": 33_500_000_000_000,
        "missing_report": False, "run": 0, "policy_version": 1,
    } | fields  # fmt: skip
    return Card(rule=Rule.PROGRESS, year=2023, colour=colour, reason=reason, **values)


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        pytest.param(
            start(Reason.ON_TIME, Colour.GREEN, started_on=date(2023, 2, 20)),
            "计划开工 2023年2月28日，实际开工 2023年2月20日，如期或提前开工，亮绿牌。",
            id="on-time",
        ),
        pytest.param(
            start(Reason.NOT_DUE, start_due=date(2023, 6, 1), late_days=0),
            "计划开工 2023年6月1日，尚未到期，未亮牌。",
            id="not-due",
        ),
        pytest.param(
            start(Reason.LATE_UNDER_LIMIT, late_months=0, late_days=12),
            "计划开工 2023年2月28日，至 2023年3月12日仍未开工，逾期12天，未达到黄牌时限，未亮牌，予以预警。",
            id="late-under-limit",
        ),
        pytest.param(
            start(Reason.LATE_YELLOW, Colour.YELLOW, late_months=1, late_days=28, started_on=date(2023, 3, 28)),
            "计划开工 2023年2月28日，实际开工 2023年3月28日，逾期满1个月（共28天），达到黄牌时限，亮黄牌。",
            id="late-yellow",
        ),
        pytest.param(
            start(Reason.LATE_RED, Colour.RED, late_months=2, late_days=61),
            "计划开工 2023年2月28日，至 2023年4月30日仍未开工，逾期满2个月（共61天），达到红牌时限，亮红牌。",
            id="late-red",
        ),
        pytest.param(
            start(
                Reason.ON_TIME, Colour.GREEN, started_on=date(2023, 2, 20),
                first_start_due=date(2022, 12, 1), first_colour=Colour.RED,
            ),
            "计划开工 2023年2月28日，实际开工 2023年2月20日，如期或提前开工，亮绿牌；"
            "开工时限经批准调整，原定 2022年12月1日，按原时限为亮红牌。",
            id="amended",
        ),
        pytest.param(
            start(Reason.NO_START_DUE, start_due=None),
            "未定开工时限，无法评定，未亮牌；请补填计划开工日期。",
            id="no-start-due",
        ),
        pytest.param(start(Reason.SUSPENDED), "项目停建，停建期间不亮牌，责任单位任务数不减。", id="suspended"),
        pytest.param(start(Reason.ENDED), "项目已终止，自终止之日起不亮牌，责任单位任务数不减。", id="ended"),
    ],
)  # fmt: skip
def test_start_sentence(card, sentence):
    assert explain(card, "产业") == f"2023年4月：{sentence}{START_BASIS}"


FIGURES = "1—4月累计完成 320.00 万元，占年度计划 1,000.00 万元的 "


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        pytest.param(
            progress(Reason.BELOW_AVERAGE_AGAIN, Colour.RED, run=2),
            FIGURES + "32.00%，低于全市产业类平均进度 33.50%（差 1.50 个百分点），3月也低于均值，连续2个月，亮红牌。",
            id="red",
        ),
        pytest.param(
            progress(Reason.BELOW_AVERAGE, Colour.YELLOW, run=1),
            FIGURES + "32.00%，低于全市产业类平均进度 33.50%（差 1.50 个百分点），亮黄牌。",
            id="yellow",
        ),
        pytest.param(
            progress(Reason.AT_OR_ABOVE_AVERAGE, Colour.GREEN, average_picos=30_000_000_000_000),
            FIGURES + "32.00%，高于全市产业类平均进度 30.00%（差 2.00 个百分点），亮绿牌。",
            id="green",
        ),
        pytest.param(
            progress(Reason.AT_OR_ABOVE_AVERAGE, Colour.GREEN, average_picos=32_000_000_000_000),
            FIGURES + "32.00%，等于全市产业类平均进度 32.00%，亮绿牌。",
            id="equal",
        ),
        pytest.param(
            progress(Reason.BELOW_AVERAGE, Colour.YELLOW, run=1, average_picos=32_000_100_000_000),
            FIGURES + "32.000000%，低于全市产业类平均进度 32.000100%（差 0.000100 个百分点），亮黄牌。",
            id="as-many-digits-as-it-takes",
        ),
        pytest.param(
            progress(Reason.NO_AVERAGE, average_picos=None),
            FIGURES + "32.00%；缺全市产业类平均进度，未亮牌。",
            id="no-average",
        ),
        pytest.param(
            progress(Reason.NO_AVERAGE, average_picos=None, plan_cents=None),
            "1—4月累计完成 320.00 万元；缺全市产业类平均进度，未亮牌。",
            id="no-average-no-plan",
        ),
        pytest.param(
            progress(Reason.NO_PLAN, plan_cents=0),
            "1—4月累计完成 320.00 万元，缺年度计划，无法计算进度，未亮牌。",
            id="no-plan",
        ),
        pytest.param(progress(Reason.NOT_STARTED), "项目未开工，不评进度牌。", id="not-started"),
        pytest.param(progress(Reason.COMPLETED), "项目已于此前月份竣工，不再评进度牌。", id="completed"),
        pytest.param(progress(Reason.SUSPENDED), "项目停建，停建期间不亮牌，责任单位任务数不减。", id="suspended"),
    ],
)  # fmt: skip
def test_progress_sentence(card, sentence):
    assert explain(card, "产业") == f"2023年4月：{sentence}{PROGRESS_BASIS}{OPEN}"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        pytest.param(
            start(Reason.AT_RED_LIMIT, Colour.YELLOW, late_months=2, late_days=59),
            "计划开工 2023年2月28日，至 2023年4月28日仍未开工，逾期满2个月（共59天），"
            "正好满红牌时限，按该版政策的读法亮黄牌。",
            id="exactly-at-the-red-limit-read-as-yellow",
        ),
        pytest.param(
            start(Reason.LATE_UNDER_LIMIT, Colour.YELLOW, late_months=0, late_days=12),
            "逾期12天，未达到黄牌时限，按该版政策的读法亮黄牌。",
            id="under-the-limit-read-as-yellow",
        ),
        pytest.param(
            start(
                Reason.LATE_UNDER_LIMIT,
                Colour.GREEN,
                late_months=0,
                late_days=1,
                started_on=date(2023, 3, 1),
            ),
            "逾期1天，未达到黄牌时限，按该版政策的读法亮绿牌。",
            id="under-the-limit-read-as-green",
        ),
        pytest.param(
            progress(Reason.BELOW_LAST_AVERAGE_AGAIN, Colour.RED, run=2),
            "低于全市产业类平均进度 33.50%（本月未公布，沿用本年上一次公布的）（差 1.50 个百分点），"
            "3月也低于均值，连续2个月，亮红牌。",
            id="by-the-last-average",
        ),
        pytest.param(
            progress(Reason.BELOW_AVERAGE_ACROSS, Colour.RED, run=2),
            "上一个有均值的月份也低于均值，连续2个月，亮红牌。",
            id="across-a-month-without-average",
        ),
        pytest.param(
            progress(Reason.NO_AVERAGE, average_picos=None, run=1),
            "缺全市产业类平均进度，未亮牌，不中断连续（已连续1个月低于均值）。",
            id="no-average-but-kept",
        ),
    ],
)
def test_a_reading_other_than_the_first_is_said(card, said):
    assert said in explain(card, "产业")


@pytest.mark.parametrize(
    ("done", "plan", "average", "said"),
    [
        pytest.param(
            200, 300, 66_666_666_666_667,
            "66.666666666667%，低于全市产业类平均进度 66.666666666667%（四舍五入后相同，按精确数值比较）",
            id="no-digits-tell-them-apart",
        ),
        pytest.param(
            100, 300, 33_333_333_340_000,
            "33.333333333333%，低于全市产业类平均进度 33.333333340000%（差 0.000000006667 个百分点）",
            id="in-the-eighth-place",
        ),
        pytest.param(
            33_499, 100_000, 33_501_000_000_000,
            "33.499000%，低于全市产业类平均进度 33.501000%（差 0.002000 个百分点）",
            id="the-difference-is-seen-too",
        ),
        pytest.param(
            1_200_000_000, 1, 500_000_000_000_000,
            "120,000,000,000.00%，低于全市产业类平均进度 500.00%（差 119,999,999,500.00 个百分点）",
            id="thousands",
        ),
    ],
)  # fmt: skip
def test_digits_as_many_as_it_takes(done, plan, average, said):
    card = progress(
        Reason.BELOW_AVERAGE, Colour.YELLOW, done_cents=done, plan_cents=plan,
        average_picos=average, run=1,
    )  # fmt: skip
    assert said in explain(card, "产业")


def test_a_list_shows_the_digits_too():
    card = progress(
        Reason.BELOW_AVERAGE, Colour.YELLOW, done_cents=100, plan_cents=300,
        average_picos=33_333_333_340_000, run=1,
    )  # fmt: skip
    assert "进度 33.333333333333%，全市均值 33.333333340000%" in figures(card)


@pytest.mark.parametrize("card", [start, progress])
def test_entered_after_the_lock(card):
    said = explain(card(Reason.ENTERED_AFTER_LOCK, final=True), "产业")
    assert said.startswith("2023年4月：项目在本月锁定后才录入，本月不再评定，未亮牌。依据")
    assert said.endswith("本月已锁定，为最终结果。")


def test_remarks():
    card = progress(Reason.BELOW_AVERAGE, Colour.YELLOW, run=1, missing_report=True, final=True)
    assert explain(card, "产业").endswith("本月缺报，按累计不变计算。本月已锁定，为最终结果。")
    card.policy_version = 0
    assert "规则 2023.1，默认政策。" in explain(card, "产业")


def test_january_is_not_cumulative():
    card = progress(Reason.BELOW_AVERAGE, Colour.YELLOW, run=1, month=1)
    assert explain(card, "产业").startswith("2023年1月：1月完成 320.00 万元")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason):
    rule_card = start(reason) if reason < Reason.AT_OR_ABOVE_AVERAGE else progress(reason)
    assert explain(rule_card, "产业").count("依据") == 1
