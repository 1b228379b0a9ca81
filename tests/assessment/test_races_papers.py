"""Papers issued at the same time: no number twice, none left out.

The race is also run with its guard taken away, and must then fail.
"""

import time
from datetime import date

import pytest
from django.db.models import Max

from assessment.actions import papers
from assessment.choices.notices import PaperKind
from assessment.models import Paper, PaperCounter
from projects.choices import Role
from tests.factories import make_user
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, ROUNDS, FEW = 4, 25, 10
DAY = date(2023, 4, 3)


@pytest.fixture(autouse=True)
def cheap_files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(papers, "fill_in", lambda *_: b"paper")
    monkeypatch.setattr(papers, "default_template", lambda _: b"")


def issue_at_once(rounds: int, issue=None) -> None:
    """Everybody issues one paper a round; require the numbers 1, 2, 3 … each once."""
    by = make_user(Role.DRC)

    def issuer(_: int) -> Paper:
        given = {"unit": None, "values": {"标题": "督办"}, "on": DAY, "by": by}
        return (issue or papers.issue_paper)(kind=PaperKind.NOTICE, **given)

    found = race(rounds, *[issuer] * PEOPLE)
    assert found.errors == [], "doubled"
    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == list(range(1, rounds * PEOPLE + 1)), "doubled or left out"
    assert PaperCounter.objects.get().last == rounds * PEOPLE


def test_100_papers_by_4_people_at_once():
    issue_at_once(ROUNDS)


def test_numbered_after_the_last_one_read_before_it_fails(monkeypatch):
    """The number is read before the transaction that writes it: two read the same one."""

    def careless(**given) -> Paper:
        last = Paper.objects.aggregate(last=Max("number"))["last"] or 0
        time.sleep(0.01)
        PaperCounter.objects.update_or_create(kind="notice", year=2023)
        paper = Paper(kind="notice", year=2023, number=last + 1, title="督办", issued_on=DAY)
        paper.signed_by, paper.file, paper.sha256 = given["by"], "x.docx", ""
        paper.save()
        return paper

    with pytest.raises(AssertionError, match="doubled"):
        issue_at_once(FEW, careless)
