"""Issuing a locked month's bulletin, and correcting it by a new edition; nothing issued changes."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Max

from assessment.bulletin.build import NoBulletinError, build
from assessment.bulletin.compare import CellChange, compare
from assessment.bulletin.data import Bulletin, long_date
from assessment.bulletin.issued import checksum_of, content_of, issue_of, state_of
from assessment.bulletin.store import to_text
from assessment.lifecycles.bulletins import BULLETIN
from assessment.models import BulletinIssue
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row
from projects.lifecycles import MoveError
from projects.models import ReportingMonth, User
from projects.periods import Month
from projects.permissions import leads, role_of


@dataclass(frozen=True)
class Proposal:
    """What would go out: its number and edition, the bulletin, what differs from the last one."""

    number: int
    edition: int
    bulletin: Bulletin
    latest: BulletinIssue | None
    changes: list[CellChange]


def propose(month: Month) -> Proposal:
    """What issuing the month now comes to; NoBulletinError if there is nothing to issue."""
    latest = issue_of(month)
    bulletin = build(month)
    if latest is None:
        return Proposal(_next_number(month.year), 0, bulletin, None, [])
    changes = compare(content_of(latest), bulletin)
    return Proposal(latest.number, latest.edition + 1, bulletin, latest, changes)


@transaction.atomic
def issue_bulletin(
    *, month: Month, issued_on: date, reason: str, version: int, today: date, by: User
) -> BulletinIssue:
    """Issue the month's bulletin, or a correction of it, with its whole content as it is now.

    `version` is the number of editions that the person had seen: StaleError with the latest one
    if another went out since. RefusedError for anybody but 发改局, an open month, a day outside
    the month's end and `today`, a correction without a reason or without a difference.
    """
    if not leads(by):
        raise RefusedError("只有发改局可以印发通报")
    _hold_locked(month)
    latest = issue_of(month)
    if (latest.version if latest else 0) != version:
        raise StaleError(latest)
    _refuse_wrong(month, issued_on, reason.strip(), today, latest, by)
    try:
        proposal = propose(month)
    except NoBulletinError as error:
        raise RefusedError(str(error)) from None
    if latest and not proposal.changes:
        raise RefusedError("现在的数据与印发件一致，没有需要更正的内容")
    return _store(month, proposal, issued_on, reason.strip(), by)


def _hold_locked(month: Month) -> None:
    """The lock's own row is held: nobody reopens the month or issues it beside this."""
    held = ReportingMonth.objects.select_for_update().filter(year=month.year, month=month.month)
    if held.first() is None:
        raise RefusedError(f"{month.label}还没有锁定，锁定后才能印发通报")


def _refuse_wrong(
    month: Month,
    issued_on: date,
    reason: str,
    today: date,
    latest: BulletinIssue | None,
    by: User,
) -> None:
    move = "correct" if latest else "issue"
    try:
        BULLETIN.after(move, state_of(latest), role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None
    first = latest.issued_on if latest else month.last
    if not first <= issued_on <= today:
        raise RefusedError(
            f"印发日期须在{long_date(first)}至{long_date(today)}之间，现填{long_date(issued_on)}"
        )
    if latest and not reason:
        raise RefusedError("请写明更正的原因")


def _store(
    month: Month, proposal: Proposal, issued_on: date, reason: str, by: User
) -> BulletinIssue:
    issue = BulletinIssue(
        year=month.year,
        month=month.month,
        number=proposal.number,
        edition=proposal.edition,
        issued_on=issued_on,
        reason=reason if proposal.edition else "",
        by=by,
    )
    standing = _standing(issue)
    issue.content = to_text(replace(proposal.bulletin, standing=standing))
    issue.checksum = checksum_of(issue)
    return create_row(issue, by=by)


def _standing(issue: BulletinIssue) -> str:
    """第4期更正（第1次），2023年6月2日由某某印发，更正原因：…"""
    reason = f"，更正原因：{issue.reason}" if issue.reason else ""
    year = f"{issue.year}年"
    return f"{year}{issue.label}，{long_date(issue.issued_on)}由{issue.by}印发{reason}"


def _next_number(year: int) -> int:
    issued = BulletinIssue.objects.filter(year=year)
    return (issued.aggregate(last=Max("number"))["last"] or 0) + 1
