"""A change is tried, shown and taken back, or kept with its cards; nothing in between."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from assessment.cards import effect
from assessment.cards.effect import try_change
from assessment.cards.engine import assess
from assessment.cards.foresight import Supposed
from assessment.choices import Colour, Rule
from assessment.models import AssessmentRun, Card, ChangeMark, CityAverage
from assessment.models.runs import RunKind
from projects.models import ReportingMonth
from projects.periods import Month
from tests.factories import (
    make_average,
    make_month,
    make_plan,
    make_project,
    make_type,
    make_user,
)

pytestmark = pytest.mark.django_db

TODAY = date(2023, 4, 20)
FEBRUARY = Month(2023, 2)


@pytest.fixture
def project():
    """A tenth of the plan every month; the city's averages as low."""
    row = make_project("A1", started_on=date(2022, 6, 1), start_due=date(2022, 6, 1))
    make_plan(row, 2023, 1000)
    for month in range(1, 5):
        make_month(row, f"2023-{month:02d}", done=100)
        make_average(f"2023-{month:02d}", 5)
    assess(TODAY, kind=RunKind.COMMAND)
    return row


def attempt(*months: int, rate: int = 90, write=None, **given):
    """Raise the averages of these months."""

    def raise_them() -> None:
        CityAverage.objects.filter(year=2023, month__in=months).update(rate=rate)

    kind = make_type().pk
    supposed = Supposed({(kind, Month(2023, month)): Decimal(rate) for month in months})
    given |= {"supposed": supposed, "write": write or raise_them}
    return try_change(since=FEBRUARY, today=TODAY, by=make_user(), **given)


def colours() -> list[int | None]:
    cards = Card.objects.filter(rule=Rule.PROGRESS, year=2023).order_by("month")
    return list(cards.values_list("colour", flat=True))


def test_a_preview_says_what_would_change_and_leaves_nothing(project):
    before = list(Card.objects.order_by("id").values())
    shown = attempt(2)
    assert [(count.rule, count.label, count.number) for count in shown.counts] == [
        (Rule.PROGRESS, "绿→黄", 1)
    ]
    (line,) = shown.lines
    assert (line.card.project, line.month, line.before) == (project, FEBRUARY, Colour.GREEN)
    assert "低于全市产业类平均进度 90.00%" in line.sentence
    assert not shown.kept
    assert list(Card.objects.order_by("id").values()) == before
    assert CityAverage.objects.get(month=2).rate == 5
    assert AssessmentRun.objects.count() == 1
    assert not ChangeMark.objects.exists()


def test_later_months_follow(project):
    shown = attempt(2, 3)
    assert [(str(line.month), line.card.colour) for line in shown.lines] == [
        ("2023-02", Colour.YELLOW),
        ("2023-03", Colour.RED),
    ]


def test_what_was_shown_is_kept_with_its_cards(project):
    shown = attempt(2)
    kept = attempt(2, expected=shown.fingerprint)
    assert (kept.kept, kept.total) == (True, 1)
    assert colours() == [Colour.GREEN, Colour.YELLOW, Colour.GREEN, Colour.GREEN]
    assert CityAverage.objects.get(month=2).rate == 90
    assert AssessmentRun.objects.count() == 2


def test_what_was_not_shown_is_not_kept(project):
    shown = attempt(2)
    refused = attempt(3, expected=shown.fingerprint)
    assert not refused.kept
    assert colours() == [Colour.GREEN] * 4
    assert CityAverage.objects.filter(rate=5).count() == 4


def test_changes_of_others_that_wait_do_not_show(project):
    other = make_project("B1", started_on=date(2023, 3, 1))
    make_plan(other, 2023, 1000)
    make_month(other, "2023-03", done=1)
    shown = attempt(2)
    assert [line.card.project for line in shown.lines] == [project]
    attempt(2, expected=shown.fingerprint)
    assert Card.objects.get(project=other, month=3, rule=Rule.PROGRESS).colour == Colour.YELLOW
    assert AssessmentRun.objects.count() == 3


def test_a_locked_month_s_cards_stand(project):
    ReportingMonth.objects.create(year=2023, month=2)
    shown = attempt(2)
    assert (shown.total, shown.lines) == (0, [])


def test_an_error_takes_everything_back(project):
    def broken() -> None:
        CityAverage.objects.filter(month=2).update(rate=90)
        raise ValueError("x")

    shown = attempt(2)
    with pytest.raises(ValueError, match="x"):
        attempt(2, write=broken, expected=shown.fingerprint)
    assert CityAverage.objects.get(month=2).rate == Decimal(5)
    assert AssessmentRun.objects.count() == 1


def test_the_lines_come_in_pages(project, monkeypatch):
    monkeypatch.setattr(effect, "PAGE_SIZE", 1)

    pages = [attempt(1, 2, 3, 4, page=number) for number in (1, 2, 3, 99, -1)]
    assert [(one.page, one.pages, one.total) for one in pages] == [
        (1, 3, 3), (2, 3, 3), (3, 3, 3), (3, 3, 3), (1, 3, 3),
    ]  # fmt: skip
    assert [str(one.lines[0].month) for one in pages] == [
        "2023-02", "2023-03", "2023-04", "2023-04", "2023-02",
    ]  # fmt: skip
    assert len({one.fingerprint for one in pages}) == 1


def test_no_temporary_table_is_left(project):
    attempt(2, expected=attempt(2).fingerprint)
    assert not {name for name in connection.introspection.table_names() if "assess_" in name}
