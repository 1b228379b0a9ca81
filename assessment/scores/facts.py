"""What a unit's score is reckoned from, frozen. Pure; money in 万元."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from assessment.choices import Annex, Colour, QuotaBand
from assessment.deadlines import Timeliness
from assessment.rules import Stop, stop_on
from projects.periods import Month

Column = tuple[Annex, QuotaBand]


@dataclass(frozen=True)
class ProjectFacts:
    """One project: its milestones, the year's money up to the month, the month's cards.

    `columns` are the columns of the annexes that its investment and kind count for; `plan` is the
    year's, None where there is none; `reported` says that the month has a report that counts.
    """

    code: str
    name: str
    columns: frozenset[Column] = frozenset()
    planned_on: date | None = None
    signed_on: date | None = None
    start_due: date | None = None
    started_on: date | None = None
    completion_due: date | None = None
    completed_on: date | None = None
    in_production_on: date | None = None
    enrolled_on: date | None = None
    plan: Decimal | None = None
    done: Decimal = Decimal(0)
    reported: bool = False
    start_card: Colour | None = None
    progress_card: Colour | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def finished_on(self) -> date | None:
        """竣工 or 投产, whichever is recorded first."""
        return min(filter(None, (self.completed_on, self.in_production_on)), default=None)

    @property
    def counts(self) -> bool:
        """At least 500 万: a smaller one counts for nothing (domain 2)."""
        return bool(self.columns)

    def built_in(self, first: date, last: date) -> bool:
        """Under construction in these days, as `projects.queries.built` says it in SQL."""
        if self.started_on is None or self.started_on > last:
            return False
        if self.completed_on is not None and self.completed_on < first:
            return False
        return not (self.stops and stop_on(self.stops, last))


class PeriodFact(NamedTuple):
    """One month's return or one week's dispatch of the unit, and how it stands to it."""

    label: str
    weekly: bool
    timeliness: Timeliness


@dataclass(frozen=True)
class UnitFacts:
    """One unit in one year up to the end of `day`, which lies in `month`.

    `elapsed` is the share of the year, exactly; `quotas` are the effective ones; `carries` is the
    policy's switch for surplus that stands in for lower bands.
    """

    month: Month
    day: date
    elapsed: Fraction
    projects: tuple[ProjectFacts, ...] = ()
    quotas: Mapping[Column, int | None] = field(default_factory=dict)
    carries: bool = False
    periods: tuple[PeriodFact, ...] = ()

    @property
    def new_year(self) -> date:
        return date(self.month.year, 1, 1)

    def in_year(self, on: date | None) -> bool:
        """Whether the day lies in the year, up to the day of the figures."""
        return on is not None and self.new_year <= on <= self.day

    def by_now(self, on: date | None) -> bool:
        return on is not None and on <= self.day

    def before_year(self, on: date | None) -> bool:
        return on is not None and on < self.new_year


class Standing(Enum):
    """What a reading is good for: it counts, it does not concern the unit, or it is not known."""

    MEASURED = "measured"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Witness(NamedTuple):
    """A project (by code) or a period behind a number; one that does not count says why."""

    code: str
    name: str
    counts: bool
    words: str


@dataclass(frozen=True)
class Reading:
    """A measure's value: `part` of `whole` (None where it is a plain count), and its witnesses."""

    part: Fraction
    whole: Fraction | None = None
    standing: Standing = Standing.MEASURED
    note: str = ""
    witnesses: tuple[Witness, ...] = ()
