from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.completion import annex_band, completion, lead_of
from assessment.models import AnnexTotal, Policy, Quota
from projects.choices import Band, Layer, Role, SuspensionKind
from projects.models import Suspension
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
YEAR = 2023
START, PLANNING = Annex.START, Annex.PLANNING
TOTAL, INDUSTRIAL = QuotaBand.TOTAL, QuotaBand.INDUSTRIAL
JUNE = date(2023, 6, 30)


@pytest.fixture
def unit():
    return make_unit("甲镇", number=1)


def give(unit, annex=START, **bands):
    """Quotas by band value; None is a blank."""
    return [
        Quota.objects.create(year=YEAR, annex=annex, unit=unit, band=band, printed=number)
        for band, number in bands.items()
    ]


def done(unit, annex, day=JUNE) -> dict[str, int]:
    row = next(row for row in completion(YEAR, day).rows if row.unit == unit)
    return {band.value: row.cells[annex, band].done for band in ANNEX_BANDS[annex]}


@pytest.mark.parametrize(
    ("investment", "start", "planning"),
    [
        pytest.param("499.99", None, None, id="just-under-500"),
        pytest.param("500", "over_5m", "over_5m", id="exactly-500"),
        pytest.param("9999.99", "over_5m", "over_5m", id="just-under-100m"),
        pytest.param("10000", "over_100m", "over_100m", id="exactly-100m"),
        pytest.param("99999.99", "over_100m", "over_100m", id="just-under-1b"),
        pytest.param("100000", "over_100m", "over_1b", id="exactly-1b"),
        pytest.param("499999.99", "over_100m", "over_1b", id="just-under-5b"),
        pytest.param("500000", "over_100m", "over_5b", id="exactly-5b"),
        pytest.param("999999.99", "over_100m", "over_5b", id="just-under-10b"),
        pytest.param("1000000", "over_100m", "over_10b", id="exactly-10b"),
    ],
)
def test_a_project_counts_in_one_band_and_the_total(unit, investment, start, planning):
    make_project(
        unit=unit,
        total_investment=Decimal(investment),
        started_on=date(2023, 3, 1),
        planned_on=date(2023, 2, 1),
    )
    give(unit, total=1)
    for annex, band in ((START, start), (PLANNING, planning)):
        expected = {TOTAL.value, band} if band else set()
        assert {name for name, number in done(unit, annex).items() if number} == expected


@pytest.mark.parametrize("annex", list(Annex))
def test_every_investment_band_has_one_column(annex):
    for band in Band:
        assert (annex_band(annex, band) is None) == (band == Band.BELOW)


def test_industrial_projects_are_a_part_of_the_total(unit):
    for is_industrial in (True, True, False):
        make_project(unit=unit, started_on=date(2023, 1, 1), is_industrial=is_industrial)
    make_project(
        unit=unit,
        started_on=date(2023, 1, 1),
        is_industrial=True,
        total_investment=Decimal("499.99"),
    )
    assert done(unit, START)["total"] == 3
    assert done(unit, START)["industrial"] == 2


@pytest.mark.parametrize(
    ("on", "day", "counts"),
    [
        pytest.param("2022-12-31", "2023-06-30", 0, id="last-day-of-the-year-before"),
        pytest.param("2023-01-01", "2023-06-30", 1, id="first-day"),
        pytest.param("2023-06-30", "2023-06-30", 1, id="on-the-day"),
        pytest.param("2023-07-01", "2023-06-30", 0, id="the-day-after"),
        pytest.param("2023-12-31", "2023-12-31", 1, id="last-day"),
        pytest.param("2023-12-31", "2024-05-01", 1, id="asked-in-the-next-year"),
        pytest.param("2024-01-01", "2024-05-01", 0, id="first-day-of-the-next-year"),
        pytest.param("2023-01-01", "2022-12-31", 0, id="asked-before-the-year"),
    ],
)
@pytest.mark.parametrize(("annex", "field"), [(START, "started_on"), (PLANNING, "planned_on")])
def test_a_project_counts_from_its_day_in_its_year(unit, annex, field, on, day, counts):
    give(unit, annex, total=5)
    make_project(unit=unit, **{field: date.fromisoformat(on)})
    assert done(unit, annex, date.fromisoformat(day))["total"] == counts


def test_a_suspended_project_still_counts(unit):
    project = make_project(unit=unit, started_on=date(2023, 1, 1))
    Suspension.objects.create(
        project=project, kind=SuspensionKind.ENDED, from_on=date(2023, 2, 1), reason="终止"
    )
    assert done(unit, START)["total"] == 1


def test_a_blank_is_no_quota_and_has_no_rate(unit):
    give(unit, total=4, industrial=None)
    make_project(unit=unit, started_on=date(2023, 1, 1), is_industrial=True)
    table = completion(YEAR, JUNE)
    cells = table.rows[0].cells
    assert cells[START, TOTAL].rate == 25
    blank = cells[START, INDUSTRIAL]
    assert (blank.printed, blank.effective, blank.done, blank.rate) == (None, None, 1, None)
    assert table.total.cells[START, INDUSTRIAL].rate is None
    assert table.rows[0].lead[PLANNING] is None


def test_a_correction_is_the_effective_quota(unit):
    [quota] = give(unit, total=5)
    quota.correction, quota.correction_reason = 2, "与合计相符"
    quota.corrected_at, quota.corrected_by = "2023-04-01T00:00+08:00", make_user()
    quota.save()
    AnnexTotal.objects.create(year=YEAR, annex=START, band=TOTAL, printed=9)
    make_project(unit=unit, started_on=date(2023, 1, 1))
    table = completion(YEAR, JUNE)
    cell = table.rows[0].cells[START, TOTAL]
    assert (cell.printed, cell.effective, cell.rate) == (5, 2, 50)
    total = table.total.cells[START, TOTAL]
    assert (total.printed, total.effective) == (5, 2)
    assert table.printed_totals[START, TOTAL] == 9


def test_surplus_is_carried_down_only_where_the_policy_says_so(unit):
    give(unit, total=4, over_100m=1, over_5m=3)
    for _ in range(3):
        make_project(unit=unit, started_on=date(2023, 1, 1))
    band = START, QuotaBand.OVER_5M
    assert completion(YEAR, JUNE).rows[0].cells[band].rate == 0
    Policy.objects.create(year=YEAR, carry_surplus_down=True)
    cell = completion(YEAR, JUNE).rows[0].cells[band]
    assert (cell.done, cell.counted, cell.rate) == (0, 2, Fraction(200, 3))
    assert completion(YEAR, JUNE).total.cells[band].counted == 2


def test_ties_share_a_rank_and_stand_in_annex_order():
    rates = {3: 1, 1: 1, 2: 2, 4: None}
    for number, started in rates.items():
        unit = make_unit(f"单位{number}", number=number)
        give(unit, total=None if started is None else 4)
        for _ in range(started or 0):
            make_project(unit=unit, started_on=date(2023, 1, 1))
    other = make_unit("某局", number=17, layer=Layer.DEPARTMENT)
    give(other, total=9)
    table = completion(YEAR, JUNE)
    assert [(row.label, row.rank.get(START)) for row in table.rows] == [
        ("单位1", 2),
        ("单位2", 1),
        ("单位3", 2),
        ("单位4", None),
        ("某局", 1),
    ]
    assert table.layer_sizes == {Layer.TOWN_PARK: 4, Layer.DEPARTMENT: 1}


def test_subtotals_and_total_add_up():
    for number, layer in ((1, Layer.TOWN_PARK), (2, Layer.TOWN_PARK), (17, Layer.DEPARTMENT)):
        unit = make_unit(f"单位{number}", number=number, layer=layer)
        give(unit, total=10, industrial=3 if number == 1 else None)
        make_project(unit=unit, started_on=date(2023, 1, 1))
    table = completion(YEAR, JUNE)
    assert [(row.label, row.cells[START, TOTAL].done) for row in table.subtotals.values()] == [
        ("镇街园区小计", 2),
        ("部门企业小计", 1),
    ]
    assert (table.total.label, table.total.cells[START, TOTAL].printed) == ("合计", 30)
    assert table.total.cells[START, INDUSTRIAL].printed == 3
    assert table.subtotals[Layer.DEPARTMENT].cells[START, INDUSTRIAL].printed is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2023-12-31", Fraction(-50), id="year-end"),
        pytest.param("2023-03-14", Fraction(30), id="a-fifth-of-365-days"),
        pytest.param("2024-07-01", Fraction(0), id="leap-year-half"),
        pytest.param("2024-06-30", Fraction(100, 366), id="leap-year-day-before-half"),
    ],
)
def test_lead_is_held_against_the_days_gone(unit, day, expected):
    on = date.fromisoformat(day)
    Quota.objects.create(year=on.year, annex=START, unit=unit, band=TOTAL, printed=2)
    make_project(unit=unit, started_on=date(on.year, 1, 1))
    assert completion(on.year, on).rows[0].lead[START] == expected


def test_lead_without_a_rate_is_unknown():
    assert lead_of(None, 0.5) is None


def test_elapsed_stays_within_the_year(unit):
    give(unit, total=1)
    assert completion(YEAR, date(2022, 6, 1)).elapsed == 0
    later = completion(YEAR, date(2024, 6, 1))
    assert (later.elapsed, later.day) == (1, date(2023, 12, 31))


def test_a_unit_sees_its_own_row_and_its_place_among_all(unit):
    give(unit, total=10)
    better = make_unit("乙镇", number=2)
    give(better, total=1)
    make_project(unit=better, started_on=date(2023, 1, 1))
    table = completion(YEAR, JUNE, make_user(Role.UNIT, unit))
    assert [(row.label, row.rank[START]) for row in table.rows] == [("甲镇", 2)]
    assert table.layer_sizes[Layer.TOWN_PARK] == 2
    assert table.total.cells[START, TOTAL].printed == 10
    assert completion(YEAR, JUNE, make_user(Role.LEADER)).total.cells[START, TOTAL].printed == 11
    assert completion(YEAR, JUNE, make_user(Role.SYSADMIN)).rows == []


def test_a_project_of_a_unit_without_quotas_is_not_dropped(unit):
    give(unit, total=1)
    stray = make_unit("新单位", number=41)
    make_project(unit=stray, started_on=date(2023, 1, 1))
    assert completion(YEAR, JUNE).total.cells[START, TOTAL].done == 1


@pytest.mark.parametrize("projects", [3, 60])
def test_the_number_of_queries_is_fixed(unit, projects, django_assert_num_queries):
    give(unit, total=1)
    for _ in range(projects):
        make_project(unit=unit, started_on=date(2023, 1, 1))
    with django_assert_num_queries(4):
        completion(YEAR, JUNE)
