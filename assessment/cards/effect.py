"""What a change would do to the cards: foreseen for the preview, then made, judged and kept.

What is kept is what was shown: the cards that the engine wrote are held against the preview.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction

from assessment.cards.dialect import current
from assessment.cards.engine import assess
from assessment.cards.foresight import Seen, Supposed, foresee
from assessment.cards.tables import analyze, execute
from assessment.choices import Colour, Rule
from assessment.explain import explain
from assessment.models import AssessmentRun, Card, Policy
from assessment.models.runs import RunKind
from assessment.queries import latest_run
from projects.actions.ledger import hold_months_open
from projects.models import Project, Unit, User
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

    `units` are the names of those whose projects they are.
    `fingerprint` is the same for the same steps: what was shown is what is confirmed.
    """

    total: int
    counts: list[Count]
    lines: list[Line]
    page: int
    pages: int
    fingerprint: str
    units: list[str] = field(default_factory=list)
    kept: bool = False


def try_change(
    *,
    supposed: Supposed,
    write: Callable[[], object],
    since: Month,
    today: date,
    by: User,
    expected: str | None = None,
    page: int = 1,
) -> Effect:
    """Say which cards from month `since` on change their colour by what is `supposed`.

    `write` makes it true, and is called, judged and kept only if the steps have the `expected`
    fingerprint both as foreseen and as judged. Changes of others that wait for the next run do
    not show. Whatever `write` raises is passed on and nothing stays; RunUnderWayError if a run
    is at work.
    """
    last = latest_run()
    day = max(today, last.day) if last else today
    effect = _foreseen(supposed, since, day, page)
    if effect.fingerprint != expected:
        return effect
    if _keep(write, since, day, by, expected):
        return replace(effect, kept=True)
    return _foreseen(supposed, since, day, page)


def effect_in(month: Month, policy: Policy, day: date, page: int = 1) -> Effect:
    """Which cards of `month` alone another `policy` would turn, at the end of `day`."""
    return _shown(foresee(Supposed(policy=policy), month, day, month), page)


def _foreseen(supposed: Supposed, since: Month, day: date, page: int) -> Effect:
    return _shown(foresee(supposed, since, day), page)


def _shown(seen: Sequence[Seen], page: int) -> Effect:
    steps = [Step(card.pk, card.rule, before, card.colour) for card, before in seen]
    pages = max(1, -(-len(seen) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    lines = _lines(seen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    units = _units({card.project_id for card, _ in seen})
    return Effect(len(seen), _counts(steps), lines, page, pages, _fingerprint(steps), units)


def _units(projects: Collection[int]) -> list[str]:
    """The units of these projects, in annex order."""
    if not projects:
        return []
    units = Unit.objects.filter(projects__in=projects).distinct().order_by("number")
    return list(units.values_list("name", flat=True))


@transaction.atomic
def _keep(write: Callable[[], object], since: Month, day: date, by: User, expected: str) -> bool:
    """Do `write` and judge; taken back where that comes to other steps than `expected`."""
    hold_months_open()
    first = assess(day, kind=RunKind.BUTTON, by=by)
    _remember(since)
    write()
    assess(day, kind=RunKind.BUTTON, by=by)
    kept = _fingerprint(_steps(since)) == expected
    _forget()
    if kept:
        _drop_if_idle(first)
    else:
        transaction.set_rollback(True)
    return kept


def _fingerprint(steps: Sequence[Step]) -> str:
    return sha256(repr(steps).encode()).hexdigest()


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


def _lines(seen: Sequence[Seen]) -> list[Line]:
    projects = Project.objects.select_related("unit", "project_type")
    known = projects.in_bulk([card.project_id for card, _ in seen])
    return [_line(one, known[one.card.project_id]) for one in seen]


def _line(seen: Seen, project: Project) -> Line:
    card = seen.card
    card.project = project
    sentence = explain(card, project.project_type.name)
    return Line(card, Month(card.year, card.month), Rule(card.rule).label, seen.before, sentence)


def _short(colour: int | None) -> str:
    return _UNLIT if colour is None else Colour(colour).label.removesuffix("牌")
