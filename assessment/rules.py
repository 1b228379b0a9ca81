"""The document's judgements on given values: cards, completion, rank.

Pure: values and the day come in, a verdict with its reasons goes out. The set-based SQL in
`assessment/cards/` must give the same; one test drives the same cases through both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from assessment.choices import Colour, Reason
from assessment.choices.readings import AtRedLimit, UnderYellowLimit, WithoutAverage
from projects.choices import SuspensionKind
from projects.periods import Month, add_months, whole_months

RULES_VERSION = "2023.1"


@dataclass(frozen=True)
class Limits:
    """The year's policy where cards are concerned: limits in months, and the readings in force."""

    yellow_after_months: int = 1
    red_after_months: int = 2
    persistent_red_months: int = 2
    at_red_limit: AtRedLimit = AtRedLimit.RED
    under_yellow_limit: UnderYellowLimit = UnderYellowLimit.NONE
    without_average: WithoutAverage = WithoutAverage.BREAK


@dataclass(frozen=True)
class Stop:
    """A suspension or end by 发改局's record: from `from_on`, before `until_on` if there is one."""

    kind: SuspensionKind
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class StartVerdict:
    colour: Colour | None
    reason: Reason
    late_months: int = 0
    late_days: int = 0


@dataclass(frozen=True)
class ProgressMonth:
    """One month's inputs: done investment (万元, None is not reported), city average (%).

    `locked_run` is the run that the month's locked card holds: it stands, whatever the figures.
    """

    month: Month
    amount: Decimal | None
    average: Decimal | None
    locked_run: int | None = None


@dataclass(frozen=True)
class ProgressVerdict:
    """`done` is 万元 from January; `run` counts the adjoining months below average."""

    colour: Colour | None
    reason: Reason
    done: Decimal
    missing_report: bool
    run: int


def stop_on(stops: Iterable[Stop], day: date) -> Reason | None:
    """停建 or 终止 if the project stands still at the end of `day` (domain 3); 终止 wins."""
    kinds = {
        stop.kind
        for stop in stops
        if stop.from_on <= day and (stop.until_on is None or day < stop.until_on)
    }
    if SuspensionKind.ENDED in kinds:
        return Reason.ENDED
    return Reason.SUSPENDED if kinds else None


def start_card(
    start_due: date | None,
    started_on: date | None,
    day: date,
    stops: Iterable[Stop] = (),
    limits: Limits | None = None,
) -> StartVerdict:
    """二（三）3: the start card at the end of `day`.

    Exactly two months late is red, and less than one month no card, unless the year's readings
    say otherwise.
    """
    limits = limits or Limits()
    stopped = stop_on(stops, day)
    if stopped:
        return StartVerdict(None, stopped)
    if start_due is None:
        return StartVerdict(None, Reason.NO_START_DUE)
    has_started = started_on is not None and started_on <= day
    end = started_on if started_on is not None and has_started else day
    if end <= start_due:
        if has_started:
            return StartVerdict(Colour.GREEN, Reason.ON_TIME)
        return StartVerdict(None, Reason.NOT_DUE)
    colour, reason = _late_card(start_due, end, limits, has_started=has_started)
    return StartVerdict(colour, reason, whole_months(start_due, end), (end - start_due).days)


def _late_card(
    due: date, end: date, limits: Limits, *, has_started: bool
) -> tuple[Colour | None, Reason]:
    """The card of a project late until `end`, by the year's limits and readings."""
    late = whole_months(due, end)
    if late >= limits.red_after_months:
        exactly = end == add_months(due, limits.red_after_months)
        if exactly and limits.at_red_limit is AtRedLimit.YELLOW:
            return Colour.YELLOW, Reason.AT_RED_LIMIT
        return Colour.RED, Reason.LATE_RED
    if late >= limits.yellow_after_months:
        return Colour.YELLOW, Reason.LATE_YELLOW
    return _under_limit(limits.under_yellow_limit, has_started=has_started), Reason.LATE_UNDER_LIMIT


def _under_limit(reading: UnderYellowLimit, *, has_started: bool) -> Colour | None:
    """Green only where it has started: a start that is still owed is never green."""
    if reading is UnderYellowLimit.YELLOW:
        return Colour.YELLOW
    return Colour.GREEN if reading is UnderYellowLimit.GREEN and has_started else None


def _standing(
    month: Month, day: date, started_on: date | None, completed_on: date | None
) -> Reason | None:
    """Why month `month`, as of `day`, lies outside the project's building time; None inside."""
    if started_on is None or started_on > day:
        return Reason.NOT_STARTED
    if completed_on is not None and Month.of(completed_on) < month:
        return Reason.COMPLETED
    return None


def is_below(done: Decimal, plan: Decimal, average: Decimal) -> bool:
    """Done ÷ plan in percent against the average in percent, exactly; plan is above 0."""
    return done * 100 < average * plan


def progress_cards(
    months: Sequence[ProgressMonth],
    plan: Decimal | None,
    started_on: date | None,
    completed_on: date | None,
    day: date,
    stops: Sequence[Stop] = (),
    without_average: WithoutAverage = WithoutAverage.BREAK,
) -> list[ProgressVerdict]:
    """二（四）2: one year's progress cards from January on, judged as of `day`.

    `months` are the adjoining months of one year from January; `plan` is the year's, 万元.
    A month without a report adds nothing. A month without a card breaks the run, but one that
    only lacks an average as `without_average` reads it.
    """
    verdicts = []
    done, run, last, skipped = Decimal(0), 0, None, False
    for entry in months:
        done += entry.amount or 0
        carried = entry.average is None and without_average is WithoutAverage.LAST
        last = entry.average if entry.average is not None else last
        average = last if carried else entry.average
        month_end = min(entry.month.last, day)
        reason = stop_on(stops, month_end)
        reason = reason or _standing(entry.month, month_end, started_on, completed_on)
        reason = reason or _lacking(average, plan)
        below = reason is None and is_below(done, plan or Decimal(0), average or Decimal(0))
        colour, after_gap = None, skipped
        skipped = _is_skipped(entry, reason, without_average)
        run = run if skipped else run + 1 if below else 0
        if reason is None:
            colour, reason = _progress_colour(run, carried=carried, after_gap=after_gap)
        run = run if entry.locked_run is None else entry.locked_run
        verdicts.append(ProgressVerdict(colour, reason, done, entry.amount is None, run))
    return verdicts


def _lacking(average: Decimal | None, plan: Decimal | None) -> Reason | None:
    if average is None:
        return Reason.NO_AVERAGE
    return None if plan else Reason.NO_PLAN


def _is_skipped(
    entry: ProgressMonth, reason: Reason | None, without_average: WithoutAverage
) -> bool:
    """Whether the month neither adds to the run nor breaks it."""
    unlocked = entry.locked_run is None
    return without_average is WithoutAverage.KEEP and reason is Reason.NO_AVERAGE and unlocked


def _progress_colour(run: int, *, carried: bool, after_gap: bool) -> tuple[Colour, Reason]:
    if run == 0:
        last = Reason.AT_OR_ABOVE_LAST_AVERAGE
        return Colour.GREEN, last if carried else Reason.AT_OR_ABOVE_AVERAGE
    if run == 1:
        return Colour.YELLOW, Reason.BELOW_LAST_AVERAGE if carried else Reason.BELOW_AVERAGE
    if carried:
        return Colour.RED, Reason.BELOW_LAST_AVERAGE_AGAIN
    across = Reason.BELOW_AVERAGE_ACROSS if after_gap else Reason.BELOW_AVERAGE_AGAIN
    return Colour.RED, across


def completion_rate(done: int | Decimal, quota: int | Decimal | None) -> Fraction | None:
    """Completion in percent (三（五）); None where there is no quota, or a quota of 0."""
    if not quota:
        return None
    return Fraction(done) * 100 / Fraction(quota)


def rank(values: Mapping[int, Fraction | None]) -> dict[int, int]:
    """Ranks by value, highest first; ties share one (1, 1, 3); without a value no rank."""
    scored = [value for value in values.values() if value is not None]
    return {
        key: 1 + sum(other > value for other in scored)
        for key, value in values.items()
        if value is not None
    }


def carried_down(done: Sequence[int], quotas: Sequence[int | None]) -> list[int]:
    """Done per band, highest first, when surplus may stand in for lower bands (domain 2).

    Both sequences run from the highest band to the lowest; the result counts each lower band
    with what the higher ones had over. A blank quota takes nothing up.
    """
    counted, surplus = [], 0
    for own, quota in zip(done, quotas, strict=True):
        available = own + surplus
        surplus = max(0, available - (quota or 0))
        counted.append(available)
    return counted
