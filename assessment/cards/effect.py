"""What a change would do to the cards: it is made, judged, compared, then kept or taken back.

Nothing is reckoned beside the engine: the preview is the change itself, rolled back.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction

from assessment.cards.dialect import current
from assessment.cards.engine import assess
from assessment.cards.tables import analyze, execute
from assessment.choices import Colour, Rule
from assessment.explain import explain
from assessment.models import AssessmentRun, Card
from assessment.models.runs import RunKind
from assessment.queries import latest_run
from projects.actions.ledger import hold_months_open
from projects.models import User
from projects.periods import Month

PAGE_SIZE = 50
_UNLIT = "未亮"


class Step(NamedTuple):
    """A card whose colour changes; `before` and `after` are colours or None."""

    card_id: int
    rule: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Count:
    """How many cards of one rule go the same way."""

    rule: Rule
    before: int | None
    after: int | None
    number: int

    @property
    def label(self) -> str:
        return f"{_short(self.before)}→{_short(self.after)}"


@dataclass(frozen=True)
class Line:
    """One changed card with the sentence that explains the new one."""

    card: Card
    month: Month
    rule: str
    before: int | None
    sentence: str


@dataclass(frozen=True)
class Effect:
    """The cards whose colour a change moves; `lines` is one page of them, `kept` if it stands.

    `fingerprint` is the same for the same steps: what was shown is what is confirmed.
    """

    total: int
    counts: list[Count]
    lines: list[Line]
    page: int
    pages: int
    fingerprint: str
    kept: bool


@transaction.atomic
def try_change(
    *,
    write: Callable[[], object],
    since: Month,
    today: date,
    by: User,
    expected: str | None = None,
    page: int = 1,
) -> Effect:
    """Do `write`, judge, and say which cards from month `since` on change their colour by it.

    Kept, cards and all, only if the steps have the `expected` fingerprint; else taken back.
    Changes of others that wait for the next run are judged first and do not show. Whatever
    `write` raises is passed on and nothing stays; RunUnderWayError if a run is at work.
    """
    hold_months_open()
    last = latest_run()
    day = max(today, last.day) if last else today
    first = assess(day, kind=RunKind.BUTTON, by=by)
    _remember(since)
    write()
    assess(day, kind=RunKind.BUTTON, by=by)
    steps = _steps(since)
    fingerprint = sha256(repr(steps).encode()).hexdigest()
    pages = max(1, -(-len(steps) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    kept = fingerprint == expected
    lines = [] if kept else _lines(steps[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    effect = Effect(len(steps), _counts(steps), lines, page, pages, fingerprint, kept)
    _forget()
    if kept:
        _drop_if_idle(first)
    else:
        transaction.set_rollback(True)
    return effect


def _drop_if_idle(run: AssessmentRun) -> None:
    """The run before the change says nothing where nothing was waiting."""
    if not (run.written or run.removed):
        run.delete()


def _scope(since: Month) -> str:
    return f"(c.year > {since.year:d} OR c.year = {since.year:d} AND c.month >= {since.month:d})"


def _remember(since: Month) -> None:
    _forget()
    execute("CREATE TEMPORARY TABLE assess_before (id BIGINT PRIMARY KEY, colour INTEGER)")
    execute(
        "INSERT INTO assess_before"
        f" SELECT c.id, c.colour FROM assessment_card c WHERE {_scope(since)}"
    )
    analyze("assess_before")


def _forget() -> None:
    execute("DROP TABLE IF EXISTS assess_before")


def _steps(since: Month) -> list[Step]:
    differs = current().differs.format("b.colour", "c.colour")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.rule, b.colour, c.colour FROM assessment_card c"
            " LEFT JOIN assess_before b ON b.id = c.id"
            f" WHERE {_scope(since)} AND {differs} ORDER BY c.year, c.month, c.id"
        )
        return [Step(*row) for row in cursor.fetchall()]


def _counts(steps: Sequence[Step]) -> list[Count]:
    """By rule, the worst new colour first."""
    numbers = Counter((step.rule, step.before, step.after) for step in steps)
    ordered = sorted(numbers, key=lambda key: (key[0], -(key[2] or 0), -(key[1] or 0)))
    return [
        Count(Rule(rule), before, after, numbers[rule, before, after])
        for rule, before, after in ordered
    ]


def _lines(steps: Sequence[Step]) -> list[Line]:
    cards = Card.objects.select_related("project__unit", "project__project_type").in_bulk(
        [step.card_id for step in steps]
    )
    return [_line(cards[step.card_id], step) for step in steps]


def _line(card: Card, step: Step) -> Line:
    sentence = explain(card, card.project.project_type.name)
    month = Month(card.year, card.month)
    return Line(card, month, Rule(card.rule).label, step.before, sentence)


def _short(colour: int | None) -> str:
    return _UNLIT if colour is None else Colour(colour).label.removesuffix("牌")
