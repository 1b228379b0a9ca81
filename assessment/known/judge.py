"""The cards of a month from the inputs of an instant, by the rules themselves.

What the engine does in SQL from night to night is told here from the trail alone: a locked
month's cards are those of the run that stood when it was locked, and later months lean on them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from assessment import rules
from assessment.choices import Reason, Rule
from assessment.choices.readings import WithoutAverage
from assessment.known.inputs import Judging, Trail
from assessment.known.ledger import KnownLedger, KnownProject, ledger_at
from projects.periods import Month

Key = tuple[int, Rule]
_CENTS, _PICOS = 100, 10**12


class KnownCard(NamedTuple):
    """A card with the figures that it was judged by; the names and units are those of `Card`."""

    project_id: int
    rule: Rule
    year: int
    month: int
    colour: int | None
    reason: int
    final: bool
    policy_version: int
    start_due: date | None = None
    started_on: date | None = None
    late_months: int | None = None
    late_days: int | None = None
    first_start_due: date | None = None
    first_colour: int | None = None
    done_cents: int | None = None
    plan_cents: int | None = None
    average_picos: int | None = None
    missing_report: bool | None = None
    run: int | None = None


Cards = dict[Key, KnownCard]


@dataclass
class Past:
    """One year's trail, judged for as many instants as are asked for; each is reckoned once."""

    trail: Trail
    _ledgers: dict[datetime | None, KnownLedger] = field(default_factory=dict)
    _runs: dict[tuple[int, Judging], dict[int, int]] = field(default_factory=dict)
    _frozen: dict[tuple[int, datetime | None], Judging | None] = field(default_factory=dict)

    def ledger(self, instant: datetime | None) -> KnownLedger:
        if instant not in self._ledgers:
            self._ledgers[instant] = ledger_at(self.trail, instant)
        return self._ledgers[instant]

    def cards(self, month: int, instant: datetime | None, day: date) -> Cards:
        """The month's cards as a run for `day` over the inputs of `instant` leaves them."""
        asked = Month(self.trail.year, month)
        ledger = self.ledger(instant)
        if frozen := self.frozen(month, instant):
            cards = self._judged(month, frozen.at, frozen.day)
            stood = {
                key: card._replace(final=True)
                for key, card in cards.items()
                if card.project_id in ledger.projects  # a removed project's cards went with it
            }
            return stood | dict(self._entered_late(asked, ledger, stood))
        if asked.first > day or not self._begun(instant):
            return {}
        return self._judged(month, instant, day, final=month in ledger.locks)

    def frozen(self, month: int, instant: datetime | None) -> Judging | None:
        """The run whose cards stand because the month was locked on them; None while they move."""
        if (month, instant) not in self._frozen:
            self._frozen[month, instant] = self._find_frozen(month, instant)
        return self._frozen[month, instant]

    def _find_frozen(self, month: int, instant: datetime | None) -> Judging | None:
        """The last run before the lock, `lock` does one itself; else the first one after it."""
        locked_at = self.ledger(instant).locks.get(month)
        if locked_at is None:
            return None
        first = Month(self.trail.year, month).first
        runs = [run for run in self.trail.runs if run.day >= first]
        before = (run for run in reversed(runs) if run.at <= locked_at)
        after = (run for run in runs if run.at > locked_at and not (instant and run.at > instant))
        return next(filter(self._had_cards, chain(before, after)), None)

    def _had_cards(self, run: Judging) -> bool:
        return self._begun(run.at) and bool(self.ledger(run.at).projects)

    def _begun(self, instant: datetime | None) -> bool:
        begun = self.trail.begun
        return begun is not None and (instant is None or begun <= instant)

    def _judged(
        self, month: int, instant: datetime | None, day: date, final: bool = False
    ) -> Cards:
        ledger = self.ledger(instant)
        judged = min(Month(self.trail.year, month).last, day)
        cards: Cards = {}
        for key, project in ledger.projects.items():
            cards[key, Rule.START] = self._start(month, ledger, key, project, judged, final)
        for key, verdict in self._progress(month, ledger, instant, day):
            cards[key, Rule.PROGRESS] = self._progress_card(month, ledger, key, verdict, final)
        return cards

    def _start(
        self,
        month: int,
        ledger: KnownLedger,
        key: int,
        project: KnownProject,
        day: date,
        final: bool,
    ) -> KnownCard:
        stops, limits = ledger.stops.get(key, ()), ledger.policy.limits
        due, started = project.start_due, project.started_on
        first_due = ledger.first_dues.get(key, due)
        verdict = rules.start_card(due, started, day, stops, limits)
        first = verdict
        if first_due != due:
            first = rules.start_card(first_due, started, day, stops, limits)
        late = verdict.reason not in {Reason.NO_START_DUE, Reason.SUSPENDED, Reason.ENDED}
        return KnownCard(
            key,
            Rule.START,
            self.trail.year,
            month,
            verdict.colour,
            verdict.reason,
            final,
            ledger.policy.version,
            start_due=due,
            started_on=started if started and started <= day else None,
            late_months=verdict.late_months if late else None,
            late_days=verdict.late_days if late else None,
            first_start_due=first_due,
            first_colour=first.colour,
        )

    def _progress(
        self, month: int, ledger: KnownLedger, instant: datetime | None, day: date
    ) -> Iterator[tuple[int, rules.ProgressVerdict]]:
        """The month's verdict on each project; it leans on the last month whose cards stand."""
        locked = self._last_frozen(month, instant)
        runs = self._locked_runs(locked, instant)
        year = self.trail.year
        for key, project in ledger.projects.items():
            reports = ledger.reports.get(key, {})
            kind = project.project_type_id
            months = [
                rules.ProgressMonth(
                    Month(year, number), reports.get(number), ledger.averages.get((kind, number))
                )
                for number in range(locked + 1, month + 1)
            ]
            if locked:
                before = sum((reports.get(n, Decimal(0)) for n in range(1, locked + 1)), Decimal(0))
                months.insert(
                    0,
                    rules.ProgressMonth(
                        Month(year, locked),
                        before,
                        _last_average(ledger, kind, locked),
                        runs.get(key, 0),
                    ),
                )
            verdicts = rules.progress_cards(
                months,
                ledger.plans.get(key),
                project.started_on,
                project.completed_on,
                day,
                ledger.stops.get(key, ()),
                ledger.policy.limits.without_average,
            )
            yield key, verdicts[-1]

    def _last_frozen(self, month: int, instant: datetime | None) -> int:
        """The last month before `month` whose cards stand; 0 if none does."""
        before = range(month - 1, 0, -1)
        return next((number for number in before if self.frozen(number, instant)), 0)

    def _locked_runs(self, month: int, instant: datetime | None) -> dict[int, int]:
        """By project, the run on the card of a month whose cards stand."""
        frozen = self.frozen(month, instant) if month else None
        if frozen is None:
            return {}
        if (month, frozen) not in self._runs:
            verdicts = self._progress(month, self.ledger(frozen.at), frozen.at, frozen.day)
            self._runs[month, frozen] = {key: verdict.run for key, verdict in verdicts}
        return self._runs[month, frozen]

    def _progress_card(
        self,
        month: int,
        ledger: KnownLedger,
        key: int,
        verdict: rules.ProgressVerdict,
        final: bool,
    ) -> KnownCard:
        plan = ledger.plans.get(key)
        kind = ledger.projects[key].project_type_id
        average = ledger.averages.get((kind, month))
        if ledger.policy.limits.without_average is WithoutAverage.LAST:
            average = _last_average(ledger, kind, month)
        return KnownCard(
            key,
            Rule.PROGRESS,
            self.trail.year,
            month,
            verdict.colour,
            verdict.reason,
            final,
            ledger.policy.version,
            done_cents=int(verdict.done * _CENTS),
            plan_cents=None if plan is None else int(plan * _CENTS),
            average_picos=None if average is None else int(average * _PICOS),
            missing_report=verdict.missing_report,
            run=verdict.run,
        )

    def _entered_late(
        self, month: Month, ledger: KnownLedger, stood: Cards
    ) -> Iterator[tuple[Key, KnownCard]]:
        """Projects that were entered after the month was locked have no card in it."""
        version = next((card.policy_version for card in stood.values()), 0)
        for key in ledger.projects:
            if (key, Rule.START) not in stood:
                for rule in Rule:
                    late = Reason.ENTERED_AFTER_LOCK
                    yield (
                        (key, rule),
                        KnownCard(key, rule, *month, None, late, True, version),
                    )


def _last_average(ledger: KnownLedger, kind: int, month: int) -> Decimal | None:
    """The average of `month`, or the year's last one before it."""
    known = (ledger.averages.get((kind, number)) for number in range(month, 0, -1))
    return next((average for average in known if average is not None), None)
