"""The inputs as they stood at one instant, in the shapes that the rules take."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from assessment.known.inputs import FIELDS, Trail
from assessment.known.timeline import standing
from assessment.models import CityAverage, Policy, Quota
from assessment.queries import policy_among
from assessment.rules import Stop
from projects.choices import COUNTED_REPORT_STATES, SuspensionKind
from projects.models import (
    AnnualPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    StartDueAmendment,
    Suspension,
    Unit,
)


class KnownProject(NamedTuple):
    """A project as it stood; the order is that of `inputs.FIELDS`."""

    code: str
    name: str
    unit_id: int
    project_type_id: int
    is_industrial: bool
    total_investment: Decimal
    planned_on: date | None
    start_due: date | None
    started_on: date | None
    completed_on: date | None
    type_name: str | None


@dataclass(frozen=True)
class KnownLedger:
    """One year's inputs at an instant; `locks` says since when each locked month is locked."""

    projects: dict[int, KnownProject]
    plans: Mapping[int, Decimal]
    reports: Mapping[int, Mapping[int, Decimal]]
    averages: Mapping[tuple[int, int], Decimal]
    stops: Mapping[int, list[Stop]]
    first_dues: Mapping[int, date]
    policy: Policy
    locks: Mapping[int, datetime]
    quotas: Mapping[tuple[int, str, str], tuple[int | None, int | None]]
    units: dict[int, Unit]


def ledger_at(trail: Trail, instant: datetime | None) -> KnownLedger:
    """What `trail` held at `instant`, the end of all time for None."""

    def rows(model: type[Any]) -> Any:
        return standing(trail.tables[model], instant)

    return KnownLedger(
        projects={row: KnownProject(*version.values) for row, version in rows(Project)},
        plans={project: amount for _, (*_, (project, amount)) in rows(AnnualPlan)},
        reports=_reports(rows(MonthlyReport)),
        averages={(kind, month): rate for _, (*_, (kind, month, rate, _)) in rows(CityAverage)},
        stops=_stops(rows(Suspension)),
        first_dues=_first_dues(rows(StartDueAmendment)),
        policy=_policy(rows(Policy), trail.year),
        locks={version.values[0]: version.at for _, version in rows(ReportingMonth)},
        quotas=_quotas(rows(Quota)),
        units={row: _unit(row, version.values) for row, version in rows(Unit)},
    )


def counted(state: str, amount: Decimal | None) -> Decimal | None:
    """What a report adds; None where it does not count (domain 4)."""
    return amount if state in COUNTED_REPORT_STATES else None


def _reports(rows: Any) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for _, (*_, (project, month, amount, state)) in rows:
        done = counted(state, amount)
        if done is not None:
            found[project][month] = done
    return found


def _stops(rows: Any) -> dict[int, list[Stop]]:
    found: dict[int, list[Stop]] = defaultdict(list)
    for _, (*_, (project, kind, from_on, until_on)) in rows:
        found[project].append(Stop(SuspensionKind(kind), from_on, until_on))
    return found


def _first_dues(rows: Any) -> dict[int, date]:
    """The committed date before the first amendment."""
    ordered = sorted((at, row, project, old) for row, (*_, (project, at, old, _)) in rows)
    return {project: old for _, _, project, old in reversed(ordered)}


def _policy(rows: Any, year: int) -> Policy:
    stored = [
        Policy(**dict(zip(FIELDS[Policy], version.values, strict=True))) for _, version in rows
    ]
    return policy_among(sorted(stored, key=lambda policy: policy.year), year)


def _quotas(rows: Any) -> dict[tuple[int, str, str], tuple[int | None, int | None]]:
    """(printed, effective) by unit, annex and column."""
    return {
        (unit, annex, band): (printed, printed if correction is None else correction)
        for _, (*_, (unit, annex, band, printed, correction)) in rows
    }


def _unit(key: int, values: tuple[Any, ...]) -> Unit:
    return Unit(pk=key, **dict(zip(FIELDS[Unit], values, strict=True)))
