"""Looking ahead at its limits: amounts to the cent, days to the day, quotas to the project."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.choices import SPLIT_BANDS, Annex, Colour, QuotaBand, Reason
from assessment.choices.readings import AtRedLimit, UnderYellowLimit
from assessment.outlook.rules import (
    MOST,
    BandGiven,
    Basis,
    ProgressInputs,
    assumed,
    band_outlooks,
    least_done,
    progress_outlook,
    start_outlook,
)
from assessment.rules import Limits, ProgressMonth, Stop
from projects.choices import SuspensionKind
from projects.periods import Month

GREEN, YELLOW, RED = Colour.GREEN, Colour.YELLOW, Colour.RED
TODAY = date(2023, 4, 20)


@pytest.mark.parametrize(
    ("plan", "average", "least"),
    [
        pytest.param("1000", "10", "100", id="even"),
        pytest.param("1000", "0", "0", id="average-of-zero"),
        pytest.param("3", "33.333333", "1.00", id="a-third-rounded-up"),
        pytest.param("3", "33.33333334", "1.01", id="a-third-and-a-little"),
        pytest.param("0.01", "0.000000000001", "0.01", id="the-least-of-all"),
        pytest.param("1000", "10.001", "100.01", id="a-cent-exactly"),
        pytest.param("1000", "10.0010001", "100.02", id="just-over-a-cent"),
        pytest.param("99999999.99", "500", "499999999.95", id="the-most"),
    ],
)
def test_least_done(plan, average, least):
    assert least_done(Decimal(plan), Decimal(average)) == Decimal(least)


def year(amounts, averages) -> tuple[ProgressMonth, ...]:
    """2023, None beyond what is given."""
    texts = [[*given, *[None] * 12][:12] for given in (amounts, averages)]
    values = [[None if text is None else Decimal(text) for text in row] for row in texts]
    return tuple(
        ProgressMonth(Month(2023, number), amount, average)
        for number, (amount, average) in enumerate(zip(*values, strict=True), 1)
    )


def ahead(amounts, averages, month=4, planned=None, day=TODAY, **options):
    given = ProgressInputs(
        year(amounts, averages),
        Month(2023, month),
        options.pop("plan", Decimal(1000)),
        None if planned is None else Decimal(planned),
        options.pop("started", date(2022, 1, 1)),
        **options,
    )
    return progress_outlook(given, day)


@pytest.mark.parametrize(
    ("amounts", "least", "more"),
    [
        pytest.param(("50", "50", "50"), "150", "150", id="nothing-yet"),
        pytest.param(("50", "50", "50", "149.99"), "150", "0.01", id="a-cent-short"),
        pytest.param(("50", "50", "50", "150"), "150", "0", id="exactly-enough"),
        pytest.param(("500", "0", "0"), "0", "0", id="ahead-already"),
    ],
)
def test_the_least_investment(amounts, least, more):
    scenario = ahead(amounts, ("5", "10", "20", "30")).flat
    assert (scenario.least, scenario.more) == (Decimal(least), Decimal(more))


def test_a_published_average_is_known():
    outlook = ahead(("50", "50", "50"), ("5", "10", "20", "30"))
    assert (outlook.known, outlook.latest) == (True, Month(2023, 4))
    assert outlook.flat.least == outlook.trend.least == 150


def test_without_it_the_last_one_and_the_trend_are_said():
    outlook = ahead(("50", "50", "50"), ("5", "10", "20"))
    assert (outlook.known, outlook.latest) == (False, Month(2023, 3))
    assert (outlook.flat.average, outlook.flat.least) == (20, 50)
    assert (outlook.trend.average, outlook.trend.least) == (30, 150)


def test_a_single_average_has_no_trend():
    outlook = ahead(("50",), ("5",), month=2)
    assert outlook.trend is None
    assert outlook.scenario is outlook.flat


@pytest.mark.parametrize(
    ("averages", "months", "rates"),
    [
        pytest.param(("1", "3"), (3, 12), ("5", "23"), id="two-points-a-month"),
        pytest.param(("1", None, "2"), (4, 5), ("2.5", "3"), id="over-a-gap"),
        pytest.param(("0", "0.001"), (3, 4), ("0.01", "0.01"), id="rounded-up-to-a-hundredth"),
        pytest.param(("90", "10"), (3, 4), ("0", "0"), id="never-below-zero"),
        pytest.param(("0", "400"), (3, 4), ("500", "500"), id="never-above-the-most"),
    ],
)
def test_the_trend(averages, months, rates):
    found = assumed(year((), averages), Month(2023, min(months)), Basis.TREND)
    assert tuple(found[number - 1].average for number in months) == tuple(map(Decimal, rates))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        pytest.param({"started": None}, Reason.NOT_STARTED, id="not-started"),
        pytest.param({"started": date(2023, 5, 1)}, Reason.NOT_STARTED, id="starts-next-month"),
        pytest.param({"started": date(2023, 4, 30)}, None, id="starts-on-the-last-day"),
        pytest.param({"completed_on": date(2023, 3, 31)}, Reason.COMPLETED, id="completed"),
        pytest.param({"completed_on": date(2023, 4, 1)}, None, id="completed-this-month"),
        pytest.param({"plan": None}, Reason.NO_PLAN, id="no-plan"),
        pytest.param({"plan": Decimal(0)}, Reason.NO_PLAN, id="plan-of-zero"),
        pytest.param(
            {"stops": (Stop(SuspensionKind.ENDED, date(2023, 4, 30)),)}, Reason.ENDED, id="ended"
        ),
        pytest.param(
            {"stops": (Stop(SuspensionKind.SUSPENDED, date(2023, 4, 1), date(2023, 4, 30)),)},
            None,
            id="resumed-on-the-last-day",
        ),
    ],
)
def test_nothing_to_decide(options, reason):
    assert ahead((), ("5", "10", "20"), **options).reason is reason


def test_no_average_in_the_year_is_said():
    outlook = ahead(("5",), (), month=2)
    assert (outlook.reason, outlook.scenario) == (Reason.NO_AVERAGE, None)


@pytest.mark.parametrize(
    ("amounts", "averages", "planned", "silent", "met"),
    [
        pytest.param(("50", "50", "50"), ("5", "10", "15", "15"), "1", GREEN, GREEN, id="green"),
        pytest.param(("50", "50", "50"), ("5", "10", "15", "16"), "9.99", YELLOW, YELLOW, id="short"),
        pytest.param(("50", "50", "50"), ("5", "10", "15", "16"), "10", YELLOW, GREEN, id="enough"),
        pytest.param(("50", "50", "0"), ("5", "10", "15", "16"), "0", RED, RED, id="second-month"),
        pytest.param(("50", "50", "0"), ("5", "10", "15", "16"), None, RED, None, id="no-month-plan"),
    ],
)  # fmt: skip
def test_what_the_month_s_card_becomes(amounts, averages, planned, silent, met):
    scenario = ahead(amounts, averages, planned=planned).flat
    assert (scenario.if_silent, scenario.if_planned) == (silent, met)


def test_more_than_the_plan_and_more_than_a_report_holds():
    over = ahead(("0",), ("100", "100.01"), month=2).flat
    assert (over.least, over.over_plan, over.possible) == (Decimal("1000.10"), True, True)
    beyond = ahead(("0",), ("0", "500"), month=2, plan=MOST).flat
    assert (beyond.over_plan, beyond.possible) == (True, False)


def test_the_month_ends_of_turning():
    outlook = ahead(("50", "50", "60"), ("5", "10", "15"))
    assert (outlook.flat.yellow_on, outlook.flat.red_on) == (None, None)
    assert (outlook.trend.yellow_on, outlook.trend.red_on) == (date(2023, 4, 30), date(2023, 5, 31))


def test_a_red_card_does_not_turn_again():
    outlook = ahead(("0", "0", "0"), ("5", "10", "15"))
    assert outlook.trend.if_silent is RED
    assert (outlook.trend.yellow_on, outlook.trend.red_on) == (None, None)


def test_a_locked_run_leads_on():
    months = list(year(("500",), ("5", "10", "80", "90")))
    months[2] = ProgressMonth(Month(2023, 3), None, Decimal(80), 0)
    given = ProgressInputs(tuple(months), Month(2023, 4), Decimal(1000), None, date(2022, 1, 1))
    assert progress_outlook(given, TODAY).flat.yellow_on == date(2023, 4, 30)


def starts(due, day="2023-04-20", started=None, stops=(), limits=None):
    dates = (due and date.fromisoformat(due), started and date.fromisoformat(started))
    return start_outlook(*dates, date.fromisoformat(day), stops, limits or {2023: Limits()})


def _until(kind, since, until=None):
    return (Stop(kind, date.fromisoformat(since), until and date.fromisoformat(until)),)


SUSPENDED, ENDED = SuspensionKind.SUSPENDED, SuspensionKind.ENDED
LENIENT = {2023: Limits(at_red_limit=AtRedLimit.YELLOW)}
STRICT = {2023: Limits(under_yellow_limit=UnderYellowLimit.YELLOW)}
LATER = {2023: Limits(), 2024: Limits(2, 4)}


@pytest.mark.parametrize(
    ("given", "left", "yellow", "red"),
    [
        pytest.param({"due": "2023-04-21"}, 1, "2023-05-21", "2023-06-21", id="tomorrow"),
        pytest.param({"due": "2023-04-20"}, 0, "2023-05-20", "2023-06-20", id="today"),
        pytest.param({"due": "2023-04-19"}, -1, "2023-05-19", "2023-06-19", id="yesterday"),
        pytest.param({"due": "2023-12-31"}, 255, "2024-01-31", "2024-02-29", id="leap-month-end"),
        pytest.param({"due": "2022-12-31", "day": "2023-01-30"}, -30, "2023-01-31", "2023-02-28",
                     id="month-end"),
        pytest.param({"due": "2023-03-20"}, -31, None, "2023-05-20", id="yellow-today"),
        pytest.param({"due": "2023-03-21"}, -30, "2023-04-21", "2023-05-21", id="yellow-tomorrow"),
        pytest.param({"due": "2023-02-20"}, -59, None, None, id="red-today"),
        pytest.param({"due": "2023-02-21"}, -58, None, "2023-04-21", id="red-tomorrow"),
        pytest.param({"due": "2023-02-20", "limits": LENIENT}, -59, None, "2023-04-21",
                     id="exactly-two-months-is-yellow-still"),
        pytest.param({"due": "2023-04-30", "limits": LENIENT}, 10, "2023-05-30", "2023-07-01",
                     id="red-the-day-after-two-months"),
        pytest.param({"due": "2023-04-30", "limits": STRICT}, 10, "2023-05-01", "2023-06-30",
                     id="yellow-from-the-first-day"),
        pytest.param({"due": "2023-12-10", "limits": LATER}, 234, "2024-02-10", "2024-04-10",
                     id="next-year-s-limits"),
        pytest.param({"due": "2023-11-20", "limits": LATER}, 214, "2023-12-20", "2024-03-20",
                     id="yellow-before-next-year-s-limits"),
        pytest.param({"due": None}, None, None, None, id="no-date"),
        pytest.param({"due": "2023-03-20", "started": "2023-04-20"}, None, None, None, id="started"),
        pytest.param({"due": "2023-04-21", "started": "2023-05-21"}, 1, "2023-05-21", None,
                     id="a-start-entered-ahead"),
        pytest.param({"due": "2023-04-21", "stops": _until(SUSPENDED, "2023-04-20")},
                     None, None, None, id="suspended"),
        pytest.param({"due": "2023-04-21", "stops": _until(ENDED, "2023-04-01")},
                     None, None, None, id="ended"),
        pytest.param({"due": "2023-04-21", "stops": _until(SUSPENDED, "2023-05-01", "2023-06-01")},
                     1, "2023-06-01", "2023-06-21", id="suspended-over-the-yellow-day"),
        pytest.param({"due": "2023-04-21", "stops": _until(ENDED, "2023-06-01")},
                     1, "2023-05-21", None, id="ends-before-red"),
    ],
)  # fmt: skip
def test_start_ahead(given, left, yellow, red):
    outlook = starts(**given)
    days = [day and date.fromisoformat(day) for day in (yellow, red)]
    assert (outlook.days_left, outlook.yellow_on, outlook.red_on) == (left, *days)


def test_a_project_without_a_date_is_a_gap():
    assert starts(None).is_gap
    assert not starts(None, started="2023-04-01").is_gap
    assert not starts("2023-04-21").is_gap


TOTAL, HIGH, LOW = QuotaBand.TOTAL, QuotaBand.OVER_100M, QuotaBand.OVER_5M


def months(**numbers) -> tuple[int, ...]:
    return tuple(numbers.get(f"m{number}", 0) for number in range(1, 13))


@pytest.mark.parametrize(
    ("given", "open_", "gap", "shortfall"),
    [
        pytest.param(BandGiven(5, 2, months(m6=3)), 3, 0, 0, id="just-enough"),
        pytest.param(BandGiven(5, 2, months(m6=2)), 3, 1, 1, id="one-short"),
        pytest.param(BandGiven(5, 2, months(m6=2), 1), 3, 1, 0, id="one-undated"),
        pytest.param(BandGiven(5, 5), 0, 0, 0, id="met"),
        pytest.param(BandGiven(5, 7), 0, 0, 0, id="more-than-met"),
        pytest.param(BandGiven(None, 3), None, 0, 0, id="no-quota"),
        pytest.param(BandGiven(0, 0), 0, 0, 0, id="quota-of-zero"),
    ],
)
def test_open_quota_against_the_pipeline(given, open_, gap, shortfall):
    found = band_outlooks({TOTAL: given}, (), carry=False)[TOTAL]
    assert (found.open, found.undated_gap, found.shortfall) == (open_, gap, shortfall)


def test_what_stays_open_month_by_month():
    given = BandGiven(5, 1, months(m3=1, m9=2))
    found = band_outlooks({TOTAL: given}, (), carry=False)[TOTAL]
    assert found.left == (4, 4, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("carry", "shortfalls"),
    [
        pytest.param(False, {HIGH: 0, LOW: 2}, id="not-carried"),
        pytest.param(True, {HIGH: 0, LOW: 1}, id="carried-down"),
    ],
)
def test_surplus_of_the_pipeline_stands_in_below(carry, shortfalls):
    bands = {HIGH: BandGiven(1, 1, months(m5=1)), LOW: BandGiven(4, 2)}
    found = band_outlooks(bands, SPLIT_BANDS[Annex.START], carry=carry)
    assert {band: one.shortfall for band, one in found.items()} == shortfalls
