"""What the cards and quotas will come to, judged on given values: 二（三）3, 二（四）2, 三（五）.

Nothing here judges a card by itself: every forecast asks `assessment.rules` about a later day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from assessment.choices import NOT_BUILDING, Colour, QuotaBand, Reason
from assessment.choices.readings import WithoutAverage
from assessment.rules import (
    Limits,
    ProgressMonth,
    ProgressVerdict,
    StartVerdict,
    Stop,
    carried_down,
    progress_cards,
    start_card,
)
from projects.periods import Month, add_months

MOST = Decimal("99999999.99")  # of one report, 万元
MOST_AVERAGE = Decimal(500)  # %
_CENTS = 100
_UNDECIDED = {*NOT_BUILDING, Reason.NO_PLAN, Reason.NO_AVERAGE}
_RUNS = {Colour.YELLOW: 1, Colour.RED: 2}


class Basis(Enum):
    """What an average that is not published yet is taken for."""

    LAST = "last"
    TREND = "trend"


def least_done(plan: Decimal, average: Decimal) -> Decimal:
    """The least done (万元, to 0.01, rounded up) that is not below `average` (%) of `plan`."""
    cents = Fraction(plan) * Fraction(average) * _CENTS / 100
    return Decimal(-(-cents.numerator // cents.denominator)) / _CENTS


@dataclass(frozen=True)
class ProgressInputs:
    """One project's year as known: twelve months from January, amounts and averages or None.

    `plan` is the year's, `planned` the month plan of `month`, both 万元.
    """

    months: tuple[ProgressMonth, ...]
    month: Month
    plan: Decimal | None
    planned: Decimal | None
    started_on: date | None
    completed_on: date | None = None
    stops: tuple[Stop, ...] = ()
    without_average: WithoutAverage = WithoutAverage.BREAK


@dataclass(frozen=True)
class Scenario:
    """What follows if unpublished averages are as `basis` says.

    `average` (%) is held against `month`; `least` is what its report must hold in all for a green
    card, `more` what that is beyond the amount reported already, 万元. `over_plan`: the year's
    plan would be exceeded by it; `possible`: one report can hold it. `yellow_on` and `red_on` are
    the month-ends at which the card turns if nothing is reported any more.
    """

    basis: Basis
    average: Decimal
    least: Decimal
    more: Decimal
    possible: bool
    over_plan: bool
    if_silent: Colour | None
    if_planned: Colour | None
    yellow_on: date | None
    red_on: date | None


@dataclass(frozen=True)
class ProgressOutlook:
    """What the report of `month` decides; `reason` says why there is nothing to decide.

    `known`: the month's average is published, so both scenarios need the same amount. `before` is
    done from January to the month before, 万元. `latest` is the last month with an average.
    """

    month: Month
    reason: Reason | None
    known: bool
    latest: Month | None
    before: Decimal
    amount: Decimal | None
    flat: Scenario | None = None
    trend: Scenario | None = None

    @property
    def scenario(self) -> Scenario | None:
        """The one that warns earlier: the trend where there is one."""
        return self.trend or self.flat


def progress_outlook(given: ProgressInputs, day: date) -> ProgressOutlook:
    """二（四）2 ahead: the report of `given.month`, and what happens after it without reports.

    `day` is today; a turn before it is past and not foreseen.
    """
    at = given.month.month - 1
    before = sum((entry.amount or Decimal(0) for entry in given.months[:at]), Decimal(0))
    averages = {entry.month: entry.average for entry in given.months if entry.average is not None}
    known = given.month in averages
    latest = max((month for month in averages if month <= given.month), default=None)
    outlook = ProgressOutlook(given.month, None, known, latest, before, given.months[at].amount)
    flat = replace(given, months=assumed(given.months, given.month, Basis.LAST))
    verdicts = _verdicts(flat, flat.months)
    if verdicts[at].reason in _UNDECIDED:
        return replace(outlook, reason=verdicts[at].reason)
    trend = replace(given, months=assumed(given.months, given.month, Basis.TREND))
    return replace(
        outlook,
        flat=_scenario(flat, verdicts, Basis.LAST, day),
        trend=_scenario(trend, _verdicts(trend, trend.months), Basis.TREND, day)
        if trend.months
        else None,
    )


def assumed(
    months: Sequence[ProgressMonth], month: Month, basis: Basis
) -> tuple[ProgressMonth, ...]:
    """`months` with averages from `month` on where none is published; empty without a basis.

    LAST holds the last published one; TREND goes on as between the last two, in steps of 0.01 %
    rounded up. Months before `month` stay as they are.
    """
    known = [(entry.month, entry.average) for entry in months if entry.average is not None]
    step = _step([(at, rate) for at, rate in known if at <= month] or known)
    if basis is Basis.TREND and step is None:
        return ()
    return tuple(
        entry
        if entry.average is not None or entry.month < month
        else replace(entry, average=_ahead(known, entry.month, step if basis is Basis.TREND else 0))
        for entry in months
    )


def _step(known: Sequence[tuple[Month, Decimal]]) -> Fraction | None:
    """Percentage points a month between the last two averages; None with fewer."""
    if len(known) < 2:
        return None
    (first, low), (last, high) = known[-2:]
    return Fraction(high - low) / (last.ordinal - first.ordinal)


def _ahead(
    known: Sequence[tuple[Month, Decimal]], month: Month, step: Fraction | int | None
) -> Decimal | None:
    earlier = [(at, rate) for at, rate in known if at < month]
    if not earlier:
        return None
    at, rate = earlier[-1]
    if not step:
        return rate
    hundredths = (Fraction(rate) + step * (month.ordinal - at.ordinal)) * 100
    ahead = Decimal(-(-hundredths.numerator // hundredths.denominator)) / 100
    return min(max(ahead, Decimal(0)), MOST_AVERAGE)


def _verdicts(given: ProgressInputs, months: Sequence[ProgressMonth]) -> list[ProgressVerdict]:
    """The year judged at its end."""
    year_end = date(given.month.year, 12, 31)
    dates = (given.started_on, given.completed_on, year_end)
    return progress_cards(months, given.plan, *dates, given.stops, given.without_average)


def _scenario(
    given: ProgressInputs, verdicts: Sequence[ProgressVerdict], basis: Basis, day: date
) -> Scenario:
    at = given.month.month - 1
    entry = given.months[at]
    average, plan = entry.average, given.plan
    if average is None or plan is None:
        raise ValueError(given.month)
    before = verdicts[at].done - (entry.amount or 0)
    least = max(Decimal(0), least_done(plan, average) - before)
    return Scenario(
        basis,
        average,
        least,
        max(Decimal(0), least - (entry.amount or 0)),
        least <= MOST,
        before + least > plan,
        verdicts[at].colour,
        _if_planned(given),
        _turn(given, verdicts, Colour.YELLOW, day),
        _turn(given, verdicts, Colour.RED, day),
    )


def _if_planned(given: ProgressInputs) -> Colour | None:
    """The month's card if it brings what its plan says; None without a plan for it."""
    if given.planned is None:
        return None
    at = given.month.month - 1
    months = [*given.months[:at], replace(given.months[at], amount=given.planned)]
    return _verdicts(given, months)[at].colour


def _turn(
    given: ProgressInputs, verdicts: Sequence[ProgressVerdict], colour: Colour, day: date
) -> date | None:
    """The first month-end from `month` and `day` on at which the card becomes `colour`."""
    ends = (
        entry.month.last
        for entry, verdict in zip(given.months, verdicts, strict=True)
        if verdict.colour is colour
        and verdict.run == _RUNS[colour]
        and entry.month >= given.month
        and entry.month.last >= day
    )
    return next(ends, None)


def next_turn(run: int, below: Sequence[bool], past: int) -> Colour | None:
    """What the card turns to next if adjoining months end `below` the average, None if it stays.

    `run` months before them were below; the first `past` of them are over and turn nothing more.
    """
    turns = {months: colour for colour, months in _RUNS.items()}
    for at, is_below_average in enumerate(below):
        run = run + 1 if is_below_average else 0
        if at >= past and run in turns:
            return turns[run]
    return None


@dataclass(frozen=True)
class StartOutlook:
    """The start card ahead: what it is on the day asked, and when it turns if nobody starts.

    `days_left` counts to the due day, below 0 after it; `green_until` is the last day on which a
    start still gives green. None where there is none.
    """

    due: date | None
    verdict: StartVerdict
    started: bool
    days_left: int | None
    green_until: date | None
    yellow_on: date | None
    red_on: date | None

    @property
    def is_gap(self) -> bool:
        """No date was ever set, so nothing can be foreseen."""
        return self.verdict.reason is Reason.NO_START_DUE and not self.started

    @property
    def is_open(self) -> bool:
        """The start is still owed, by a project that is not standing still."""
        return not self.started and self.due is not None and self.days_left is not None


def start_outlook(
    due: date | None,
    started_on: date | None,
    day: date,
    stops: Sequence[Stop],
    limits: Mapping[int, Limits],
) -> StartOutlook:
    """二（三）3 ahead, from the end of `day`; `limits` by year, the last one for those after."""
    now = start_card(due, started_on, day, stops, limits_of(limits, day.year))
    started = started_on is not None and started_on <= day
    standing = now.reason in {Reason.SUSPENDED, Reason.ENDED}
    left = None if due is None or started or standing else (due - day).days
    turns = [] if due is None or started else _turning_days(due, started_on, day, stops, limits)
    yellow = _first_of(turns, Colour.YELLOW) if now.colour is None else None
    red = _first_of(turns, Colour.RED) if now.colour is not Colour.RED else None
    green = _green_until(due, limits) if due and left is not None else None
    return StartOutlook(due, now, started, left, green, yellow, red)


def _green_until(due: date, limits: Mapping[int, Limits]) -> date:
    """The due day, or where the year reads it so the last one less than the yellow limit late."""
    after = limits_of(limits, due.year).yellow_after_months
    last = add_months(due, after) - timedelta(days=1)
    card = start_card(due, last, last, (), limits_of(limits, last.year))
    return last if card.colour is Colour.GREEN else due


def limits_of(limits: Mapping[int, Limits], year: int) -> Limits:
    """The limits of `year`, or of the last year before it that has any."""
    known = [one for one in limits if one <= year]
    return limits[max(known)] if known else Limits()


def _first_of(turns: Sequence[tuple[date, Colour | None]], colour: Colour) -> date | None:
    return next((on for on, then in turns if then is colour), None)


def _turning_days(
    due: date,
    started_on: date | None,
    day: date,
    stops: Sequence[Stop],
    limits: Mapping[int, Limits],
) -> list[tuple[date, Colour | None]]:
    """Every day after `day` on which the verdict may change, with the card then."""
    sets = set(limits.values()) or {Limits()}
    reached = {add_months(due, one.yellow_after_months) for one in sets}
    reached |= {add_months(due, one.red_after_months) for one in sets}
    days = {due, *reached} | {on + timedelta(days=1) for on in (due, *reached)}
    days |= {on for stop in stops for on in (stop.from_on, stop.until_on) if on}
    days |= {started_on} if started_on else set()
    days |= {date(year, 1, 1) for year in range(day.year + 1, max(days).year + 2)}
    return [
        (on, start_card(due, started_on, on, stops, limits_of(limits, on.year)).colour)
        for on in sorted(days)
        if on > day
    ]


@dataclass(frozen=True)
class BandGiven:
    """One column of an annex for one unit, in projects.

    `quota` is the effective one, None where it is blank; `by_month` are the projects with a date
    from January to December that have not come yet, `undated` those without one.
    """

    quota: int | None
    done: int
    by_month: tuple[int, ...] = (0,) * 12
    undated: int = 0


@dataclass(frozen=True)
class BandOutlook:
    """The open quota of one column against its pipeline, in projects; None without a quota.

    `left` is what stays open after each month if every dated project comes in its month.
    `undated_gap` is open beyond the dated ones, `shortfall` beyond all that could still come by
    31 December: the quota can no longer be met.
    """

    given: BandGiven
    open: int | None
    left: tuple[int, ...]
    dated: int
    undated_gap: int
    shortfall: int


def band_outlooks(
    bands: Mapping[QuotaBand, BandGiven], split: Sequence[QuotaBand], *, carry: bool
) -> dict[QuotaBand, BandOutlook]:
    """三（五） ahead, for one unit and annex; `split` are its bands from the highest down.

    Where the policy carries surplus down (`carry`), projects above may stand in for those below.
    """

    def open_after(month: int, *, undated: bool) -> dict[QuotaBand, int]:
        came = {
            band: given.done + sum(given.by_month[:month]) + (given.undated if undated else 0)
            for band, given in bands.items()
        }
        if carry:
            counted = carried_down([came[b] for b in split], [bands[b].quota for b in split])
            came |= zip(split, counted, strict=True)
        return {band: max(0, (given.quota or 0) - came[band]) for band, given in bands.items()}

    after = [open_after(month, undated=False) for month in range(13)]
    least = open_after(12, undated=True)
    return {
        band: BandOutlook(
            given,
            None if given.quota is None else after[0][band],
            tuple(left[band] for left in after[1:]),
            sum(given.by_month),
            after[12][band],
            least[band],
        )
        for band, given in bands.items()
    }
