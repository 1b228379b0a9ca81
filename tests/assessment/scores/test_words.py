"""The formula of each kind of line, as it stands on the page."""

from fractions import Fraction

import pytest

from assessment.scores.measures import score_of
from assessment.scores.words import formula, number, points, two
from tests.assessment.scores.test_rules import facts_of
from tests.data.score_cases import CASES

BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize(
    ("case", "line", "words"),
    [
        ("start-five-of-eight", 0, "完成 5 ÷ 任务 8 = 62.50%；30 × 62.50% = 18.75 分"),
        ("start-over-cap", 0,
         "完成 13 ÷ 任务 10 = 130.00%，最多计120.00%；30 × 120.00% = 36.00 分"),
        ("floor-below", 0,
         "完成 4 ÷ 任务 10 = 40.00%，低于起分线50.00%不得分；30 × 0.00% = 0.00 分"),
        ("money-half-a-year", 0,
         "完成 100 万元 ÷ （计划 300 万元 × 序时 49.59%） = 67.22%；25 × 67.22% = 16.80 分"),
        ("spread-over-one", 0,
         "完成 5 ÷ 任务 8 = 62.50%；权重（30 × 45 ÷ 30 = 45.00） × 62.50% = 28.13 分"),
        ("spread-over-one", 1,
         "不计此项：本单位没有这项任务；其权重15按比例分到其余各项"),
        ("money-unknown-keeps-its-weight", 0,
         "有在建项目，但没有年度计划，不知道的不得分：25 × 0% = 0 分"),
        ("three-yellow", 1, "3 张 × 0.5 分 = 1.5 分"),
        ("deduction-over-cap", 1, "9 张 × 1 分 = 9 分，最多扣 6 分"),
    ],
)  # fmt: skip
def test_formula(case, line, words):
    chosen = BY_NAME[case]
    facts = facts_of(chosen)
    score = score_of(chosen.lines, facts)
    assert formula(score.lines[line], score.lines, facts.elapsed) == words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 8), "0.13"),
        (Fraction(-1, 8), "-0.13"),
        (Fraction(1, 200), "0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(200, 3), "66.67"),
        (Fraction(0), "0.00"),
    ],
)
def test_half_is_rounded_away_from_zero(value, expected):
    assert str(two(value)) == expected


def test_numbers_without_empty_decimals():
    assert [number(Fraction(value)) for value in ("12", "0.5", "1234.56", "100")] == [
        "12", "0.5", "1,234.56", "100",
    ]  # fmt: skip
    assert [points(Fraction(-3, 2)), points(None)] == ["−1.50", "—"]
