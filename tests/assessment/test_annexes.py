import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessment.actions.quotas import correct_quota, withdraw_correction
from assessment.annexes import Status, annex_years, read_annexes
from assessment.contradictions import Kind
from assessment.models import Quota
from projects.models import UnitAlias
from tests.factories import make_user

pytestmark = pytest.mark.django_db
YEAR = 2023
HINT = "第25、26行「500万元以上」若为2，两行与合计均相符"


@pytest.fixture
def loaded():
    call_command("load_annexes", stdout=StringIO())


def correct(row: int, value: int) -> Quota:
    quota = Quota.objects.get(year=YEAR, annex="start", unit__number=row, band="over_5m")
    return correct_quota(quota=quota, value=value, reason="与合计相符", by=make_user())


def statuses() -> dict[tuple, Status]:
    return {
        (one.finding.kind, one.finding.rows, one.finding.band): one.status
        for one in read_annexes(YEAR).contradictions
    }


def listed() -> list[tuple]:
    return [
        (f.kind.value, f.annex and f.annex.value, f.band and f.band.value, f.rows, f.printed, f.computed)
        for f in (one.finding for one in read_annexes(YEAR).contradictions)
    ]  # fmt: skip


def test_exactly_the_known_contradictions_are_found(loaded):
    assert listed() == [
        ("column_sum", "start", "over_5m", (), 243, 249),
        ("row_sum", "start", "total", (25,), 3, 6),
        ("row_sum", "start", "total", (26,), 3, 6),
        ("unit_name", None, None, (23,), None, None),
        ("goal_surplus", "start", "total", (), 300, 315),
        ("goal_surplus", "start", "industrial", (), 200, 210),
        ("goal_surplus", "planning", "total", (), 500, 540),
        ("goal_surplus", "planning", "over_5b", (), 40, 43),
        ("goal_short", "planning", "over_1b", (), 90, 89),
    ]


def test_the_hint_names_the_rows_that_explain_the_column(loaded):
    contradictions = read_annexes(YEAR).contradictions
    assert [one.finding.hint for one in contradictions[:3]] == [HINT] * 3
    assert contradictions[-1].finding.hint == "若连同更高档次累计，为136个"


def test_corrections_resolve_what_they_set_right(loaded):
    quotas = [correct(25, 2), correct(26, 2)]
    now = statuses()
    assert now[Kind.COLUMN_SUM, (), "over_5m"] is Status.RESOLVED
    assert now[Kind.ROW_SUM, (25,), "total"] is Status.RESOLVED
    assert now[Kind.ROW_SUM, (26,), "total"] is Status.RESOLVED
    assert now[Kind.GOAL_SHORT, (), "over_1b"] is Status.OPEN
    withdraw_correction(quota=quotas[0], by=make_user())
    assert statuses()[Kind.COLUMN_SUM, (), "over_5m"] is Status.OPEN


def test_half_a_correction_shows_what_is_left(loaded):
    correct(25, 2)
    column = read_annexes(YEAR).contradictions[0]
    assert (column.status, column.finding.computed, column.computed_now) == (Status.OPEN, 249, 246)
    assert "各行相加246，多3" in str(column)


def test_a_correction_that_breaks_something_is_found(loaded):
    correct(1, 11)
    brought_in = read_annexes(YEAR).contradictions[-1]
    assert (brought_in.finding.kind, brought_in.finding.rows) == (Kind.ROW_SUM, (1,))
    assert "由更正引起" in str(brought_in)


def test_two_names_are_settled_when_both_are_known(loaded):
    assert statuses()[Kind.UNIT_NAME, (23,), None] is Status.RESOLVED
    UnitAlias.objects.all().delete()
    assert statuses()[Kind.UNIT_NAME, (23,), None] is Status.OPEN


def test_the_number_of_queries_is_fixed(loaded, django_assert_num_queries):
    with django_assert_num_queries(5):
        read_annexes(YEAR)


def check(*args) -> str:
    out = StringIO()
    call_command("check_annexes", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_one_line_each(loaded):
    lines = check().splitlines()
    assert len(lines) == 9
    assert lines[0] == (
        f"2023年 【待更正】附件1「500万元以上」列：印发合计243，各行相加249，多6。{HINT}"
    )


def test_the_command_gives_json(loaded):
    first = json.loads(check("--format", "json"))[0]
    assert first == {
        "year": 2023,
        "kind": "column_sum",
        "annex": "start",
        "band": "over_5m",
        "rows": [],
        "units": [],
        "printed": 243,
        "computed": 249,
        "computed_now": 249,
        "message": "附件1「500万元以上」列：印发合计243，各行相加249，多6",
        "hint": HINT,
        "status": "open",
    }


def test_without_annexes_the_command_says_what_to_do():
    assert annex_years() == []
    with pytest.raises(CommandError, match="load_annexes"):
        check()
