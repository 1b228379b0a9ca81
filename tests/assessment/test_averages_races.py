"""Two people confirm averages at once: one is kept, the other is told; none is overwritten."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection

from assessment.actions import averages
from assessment.actions.averages import AveragesConflictError, change_averages
from assessment.averages.form import Wanted
from assessment.averages.rows import Entry, average_rows
from assessment.cards.engine import RunUnderWayError
from assessment.models import CityAverage
from projects.actions.reporting import ReportingError
from projects.models import User
from projects.periods import Month
from tests.factories import make_month, make_plan, make_project, make_type, make_user

pytestmark = pytest.mark.django_db(transaction=True)

MONTH = Month(2023, 3)
TODAY = date(2023, 4, 20)
ROUNDS = 15
REFUSALS = (AveragesConflictError, RunUnderWayError, ReportingError)


@pytest.fixture
def kind():
    kind = make_type()
    project = make_project(started_on=date(2023, 1, 1))
    make_plan(project, 2023, 100)
    make_month(project, "2023-03", done=10)
    return kind


def together(*works: Callable[[], object]) -> list[object]:
    """What each work returns or raises, all begun at the same moment."""
    answers: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            answers[place] = work()
        except REFUSALS as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def confirm(wanted: Wanted, by: User) -> bool:
    """Preview and keep, whatever the preview says; True if it was kept."""
    rows = average_rows(MONTH)
    given = {"month": MONTH, "rows": rows, "wanted": [wanted], "today": TODAY, "by": by}
    return change_averages(**given, expected=change_averages(**given).fingerprint).kept


def test_of_two_confirms_one_is_kept(kind):
    people = [make_user(username="a"), make_user(username="b")]
    kept: list[Decimal] = []
    for number in range(ROUNDS):
        seen = average_rows(MONTH)[0].version
        rates = [Decimal(number + 1), Decimal(number + 101)]
        wanted = [Wanted(kind.pk, Entry(rate, ""), seen) for rate in rates]
        works = [partial(confirm, *pair) for pair in zip(wanted, people, strict=True)]
        answers = together(*works)
        won = [rate for rate, answer in zip(rates, answers, strict=True) if answer is True]
        assert len(won) <= 1
        kept += won
        stored = CityAverage.objects.filter(year=2023, month=3).values_list("rate", flat=True)
        assert list(stored) == kept[-1:]
    assert kept
    assert list(CityAverage.history.order_by("history_id").values_list("rate", flat=True)) == kept


def test_two_first_averages_at_once_are_told(kind, monkeypatch):
    def clash(*_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(averages, "_put", clash)
    with pytest.raises(ReportingError, match="均值刚被他人填写"):
        confirm(Wanted(kind.pk, Entry(Decimal(5), ""), 0), make_user())
