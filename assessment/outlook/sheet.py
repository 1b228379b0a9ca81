"""What lies ahead on one project's sheet, from what the sheet has read already."""

from collections.abc import Iterable
from datetime import date

from assessment.outlook.reading import ProjectOutlook, report_due
from assessment.outlook.rules import (
    ProgressInputs,
    ProgressOutlook,
    limits_of,
    progress_outlook,
    start_outlook,
)
from assessment.queries import policy_for, stored_policies
from assessment.reporting.standing import reporting_month
from assessment.rules import Limits, ProgressMonth, Stop
from assessment.sheet import MonthLine, Sheet
from projects.choices import SuspensionKind
from projects.models import Suspension
from projects.periods import Month


def outlook_of(sheet: Sheet, suspensions: Iterable[Suspension], day: date) -> ProjectOutlook | None:
    """Both cards of the sheet's project ahead of `day`; None on the sheet of another year.

    One query, for the policies.
    """
    if sheet.year != day.year:
        return None
    stops = tuple(Stop(SuspensionKind(row.kind), row.from_on, row.until_on) for row in suspensions)
    limits = {policy.year: policy.limits for policy in stored_policies()}
    project = sheet.project
    start = start_outlook(project.start_due, project.started_on, day, stops, limits)
    progress = _progress(sheet, stops, limits, day)
    return ProjectOutlook(project, day, start, progress, report_due(progress.month))


def _progress(
    sheet: Sheet, stops: tuple[Stop, ...], limits: dict[int, Limits], day: date
) -> ProgressOutlook:
    month = _month_ahead(sheet, day)
    project = sheet.project
    given = ProgressInputs(
        tuple(_month(line) for line in sheet.lines),
        month,
        sheet.plan,
        sheet.lines[month.month - 1].plan,
        project.started_on,
        project.completed_on,
        stops,
        limits_of(limits, month.year).without_average,
    )
    return progress_outlook(given, day)


def _month_ahead(sheet: Sheet, day: date) -> Month:
    """The month to be reported, or the first one of the year after it that is not locked."""
    month = reporting_month(day, policy_for(day.year))
    first = max(month, Month(sheet.year, 1))
    open_months = (line.month for line in sheet.lines if not (line.card and line.card.final))
    return next((other for other in open_months if other >= first), Month(sheet.year, 12))


def _month(line: MonthLine) -> ProgressMonth:
    run = (line.card.run or 0) if line.card and line.card.final else None
    return ProgressMonth(line.month, line.done, line.average, run)
