"""What is doubtful in a month, how much, and in which order the desk shows it."""

from decimal import Decimal

import pytest

from assessment.reporting.remarks import Doubt as Remark
from assessment.review.rules import WEIGHTS, Claim, desk_place, doubts, weigh
from projects.choices import SubmissionState

S = SubmissionState


def claim(done, **given) -> Claim:
    return Claim(
        expected=given.pop("expected", True),
        done=None if done is None else Decimal(done),
        last=Decimal(given.pop("last")) if "last" in given else None,
        **given,
    )


CASES = [
    pytest.param(claim(100), [], id="clean"),
    pytest.param(claim(None), ["在建项目缺报本月完成"], id="missing"),
    pytest.param(claim(None, expected=False), [], id="not-being-built"),
    pytest.param(claim(0), ["本月完成为0，没有写明原因"], id="zero"),
    pytest.param(claim(0, zero_reason="停电"), [], id="zero-with-its-reason"),
    pytest.param(claim(0, zero_reason="  "), ["本月完成为0，没有写明原因"], id="zero-blank-reason"),
    pytest.param(claim("899.99", last=300), [], id="just-below-three-times"),
    pytest.param(claim(900, last=300), ["本月完成是上月的 3.0 倍"], id="three-times"),
    pytest.param(claim("749.99", last=250), [], id="three-times-by-less-than-500"),
    pytest.param(claim(750, last=250), ["本月完成是上月的 3.0 倍"], id="three-times-by-500"),
    pytest.param(claim(750, last=250, remark="设备到货"),
                 ["本月完成是上月的 3.0 倍（已写说明）"], id="explained-jump-stays"),
    pytest.param(claim(9000, last=0), [], id="after-a-zero"),
    pytest.param(claim(9000), [], id="after-no-report"),
    pytest.param(claim(60, remarks=[Remark.OVER_PLAN]), ["本月完成超过本月计划"], id="over-plan"),
    pytest.param(claim(60, remarks=[Remark.OVER_PLAN], remark="赶工"), [], id="over-plan-explained"),
    pytest.param(claim(60, remarks=[Remark.OVER_ANNUAL_PLAN], remark="追加投资"),
                 ["累计完成超过年度计划（已写说明）"], id="over-annual-plan-explained-stays"),
    pytest.param(claim(0, remarks=[Remark.SAME_WORDS]),
                 ["本月完成为0，没有写明原因", "形象进度与上月完全相同"], id="worst-first"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_doubts(given, expected):
    assert [doubt.text for doubt in doubts(given)] == expected


def test_every_remark_of_the_unit_s_page_has_a_weight():
    assert set(WEIGHTS) == set(Remark)
    for remark in Remark:
        (doubt,) = doubts(claim(60, remarks=[remark]))
        assert doubt.weight == WEIGHTS[remark] > 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param(claim(None), "done", id="missing"),
        pytest.param(claim(0), "zero_reason", id="zero"),
        pytest.param(claim(5, remarks=[Remark.SAME_WORDS]), "visible_progress", id="same-words"),
        pytest.param(claim(5, remarks=[Remark.OVER_PLAN]), "done", id="over-plan"),
    ],
)
def test_a_doubt_knows_its_column(given, field):
    assert [doubt.field for doubt in doubts(given)] == [field]


def test_doubts_add_up():
    found = doubts(claim(0, remarks=[Remark.SAME_WORDS]))
    assert weigh(found) == 9
    assert weigh([]) == 0


def test_the_desk_s_order():
    places = [
        (S.SUBMITTED, 9),
        (S.IN_REVIEW, 3),
        (S.SUBMITTED, 0),
        (S.RETURNED, 0),
        (S.OPEN, 0),
        (None, 0),
        (S.ACCEPTED, 5),
        (S.ACCEPTED, 0),
    ]
    shuffled = places[::-1]
    assert sorted(shuffled, key=lambda place: desk_place(*place)) == places
    assert {state for state, _ in places} == {*S, None}
