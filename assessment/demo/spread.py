"""How many projects each unit gets: in proportion to its quotas, some ahead and some far behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from assessment.choices import Annex, QuotaBand
from assessment.models import Quota
from projects.models import Unit
from projects.periods import Month

# How a unit stands to its quota; their mean, 0.88, is the county at the end of November.
STANDINGS = (1.25, 1.1, 1.0, 1.0, 0.95, 0.9, 0.85, 0.8, 0.6, 0.35)
STARTED_SHARE = 0.86
LEAST_STARTED_SHARE = 0.4
# In how many of a hundred this year's starts fall in each month.
START_MONTHS = (6, 10, 21, 14, 11, 10, 7, 6, 5, 5, 5, 2)


@dataclass
class Share:
    """A unit with its quotas (start annex) and what it gets: started this year, and others."""

    unit: Unit
    quotas: dict[str, int] = field(default_factory=dict)
    started: int = 0
    others: int = 0

    def part(self, band: QuotaBand) -> float:
        """The share of a band, or of the industrial ones, in the unit's start quota."""
        return self.quotas.get(band, 0) / max(1, self.quotas.get(QuotaBand.TOTAL, 0))


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split `total` by weight, largest remainders first; the parts add up to it."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def quotas_by_unit(year: int) -> list[Share]:
    """Every unit in annex order, with its effective start quotas of the year."""
    shares = {unit.pk: Share(unit) for unit in Unit.objects.all()}
    quotas = Quota.objects.with_effective().filter(year=year, annex=Annex.START)
    for unit_id, band, number in quotas.values_list("unit_id", "band", "effective"):
        shares[unit_id].quotas[band] = number or 0
    return list(shares.values())


def started_by(day: date) -> float:
    """The share of a year's starts that has been made by `day`; 1 from the end of November."""
    part = START_MONTHS[day.month - 1] * day.day / Month.of(day).last.day
    passed = sum(START_MONTHS[: day.month - 1]) + part
    return min(1.0, passed / sum(START_MONTHS[:11]))


def spread(projects: int, day: date, quota_year: int, rng: Random) -> list[Share]:
    """Shares of `projects` projects over all units as they stand on `day`.

    By the end of November most have started, but no more than about the county's quota: beyond
    that further projects are planned ones, carried over or waiting.
    """
    shares = quotas_by_unit(quota_year)
    standings = [STANDINGS[i % len(STANDINGS)] for i in range(len(shares))]
    rng.shuffle(standings)
    quotas = [max(1, share.quotas.get(QuotaBand.TOTAL, 0)) for share in shares]
    wanted = [quota * standing for quota, standing in zip(quotas, standings, strict=True)]
    most = min(STARTED_SHARE * projects, max(sum(wanted), LEAST_STARTED_SHARE * projects))
    started = round(most * started_by(day))
    own = apportion(started, wanted)
    others = apportion(projects - started, quotas)
    for share, started_here, others_here in zip(shares, own, others, strict=True):
        share.started, share.others = started_here, others_here
    return shares
