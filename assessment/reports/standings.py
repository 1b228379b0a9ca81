"""Which unit delivered which report of which period: in time, late, or not yet, 三（五）."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assessment.choices.tasks import ReportPeriod
from assessment.models import ReportDelivery, ReportRule
from assessment.reports.rules import Period, due_on, ended
from projects.choices import Role
from projects.models import Unit
from projects.permissions import role_of
from projects.queries import all_units
from projects.rules.limits import Countdown, Pressure, countdown

if TYPE_CHECKING:
    from projects.permissions import Person

PERIODS_SHOWN = 6


@dataclass(frozen=True)
class Standing:
    """One unit's report of one period."""

    rule: ReportRule
    period: Period
    unit: Unit
    due: date
    delivery: ReportDelivery | None
    countdown: Countdown

    @property
    def owes(self) -> bool:
        return self.delivery is None

    @property
    def late(self) -> bool:
        """Delivered after its limit; that never changes."""
        return self.delivery is not None and self.delivery.late_days > 0

    @property
    def missing(self) -> bool:
        return self.owes and self.countdown.pressure is Pressure.OVERDUE


@dataclass(frozen=True)
class Round:
    """One period of one rule with the standings of all its units."""

    rule: ReportRule
    period: Period
    due: date
    standings: list[Standing]

    @property
    def delivered(self) -> int:
        return sum(not one.owes for one in self.standings)

    @property
    def late(self) -> list[Standing]:
        return [one for one in self.standings if one.late]

    @property
    def owing(self) -> list[Standing]:
        return [one for one in self.standings if one.owes]


def rounds(user: "Person", day: date, shown: int = PERIODS_SHOWN) -> list[Round]:
    """The last `shown` periods of every rule, latest first, of the units that `user` may see.

    Three queries.
    """
    units = [unit for unit in all_units() if _sees(user, unit)]
    rules = list(ReportRule.objects.all())
    deliveries = {
        (row.rule_id, row.unit_id, row.year, row.part): row
        for row in ReportDelivery.objects.visible_to(user).filter(
            year__gte=day.year - 1, rule__in=rules
        )
    }
    return [
        Round(rule, period, due_on(period, rule.due_day), list(found))
        for rule in rules
        for period in reversed(periods_of(rule, day)[-shown:])
        for found in [_of_period(rule, period, units, deliveries, day)]
        if found
    ]


def periods_of(rule: ReportRule, day: date) -> list[Period]:
    """The periods of a rule that are over on `day`."""
    return ended(ReportPeriod(rule.period), rule.since, rule.until, day)


def _sees(user: "Person", unit: Unit) -> bool:
    return role_of(user) is not Role.UNIT or getattr(user, "unit_id", None) == unit.pk


def _of_period(
    rule: ReportRule,
    period: Period,
    units: Iterable[Unit],
    deliveries: dict[tuple[int, int, int, int], ReportDelivery],
    day: date,
) -> list[Standing]:
    found = []
    for unit in units:
        if rule.layer not in {"", unit.layer}:
            continue
        row = deliveries.get((rule.pk, unit.pk, period.year, period.part))
        due = row.due_on if row else due_on(period, rule.due_day)
        clock = countdown(due, day, row.delivered_on if row else None)
        found.append(Standing(rule, period, unit, due, row, clock))
    return found
