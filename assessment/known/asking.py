"""Which days are worth asking for: when the month was locked, when its bulletin went out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessment.known.inputs import Trail
from assessment.known.judge import Past
from assessment.models import Policy
from assessment.models.bulletins import BulletinIssue
from projects.models import ReportingMonth
from projects.periods import Month, due_on


@dataclass(frozen=True)
class Preset:
    label: str
    day: date


def presets(past: Past, month: Month, today: date) -> list[Preset]:
    """The days up to today, in the order of time; one query."""
    policy: Policy = past.ledger(None).policy
    found = [
        *(Preset("锁定当日", day) for day in _locked_on(past.trail, month)),
        *(
            Preset(f"{issue.label}印发当日", issue.issued_on)
            for issue in BulletinIssue.objects.of_month(month).without_content()
        ),
        Preset("月报截止日", due_on(month, policy.monthly_due_day)),
    ]
    return sorted((one for one in found if one.day <= today), key=lambda one: one.day)


def _locked_on(trail: Trail, month: Month) -> Sequence[date]:
    """Every day on which the month was locked."""
    versions = (v for rows in trail.tables[ReportingMonth].values() for v in rows)
    return [
        timezone.localdate(version.at)
        for version in versions
        if version.kind == "+" and version.values == (month.month,)
    ]


def usual_day(found: Sequence[Preset], month: Month, today: date) -> date:
    """The day to begin with: the last one of `found`, else the month's last day."""
    return found[-1].day if found else min(month.last, today)
