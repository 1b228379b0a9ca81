"""The issued bulletins of a month, read from the store and held against their checksum."""

from dataclasses import replace

from assessment.bulletin.build import GAPS, SUMMARY, NoBulletinError
from assessment.bulletin.data import Bulletin
from assessment.bulletin.store import checksum, from_text
from assessment.choices.bulletins import BulletinState
from assessment.models import BulletinIssue
from projects.periods import Month

# As many passages as `build.explanation.summary` has stand on a page's first sheet.
_SUMMARY_PASSAGES = 3


class TamperedError(NoBulletinError):
    """What is stored is not what was issued."""


def editions(month: Month) -> list[BulletinIssue]:
    """All that went out, the latest first; one query."""
    found = BulletinIssue.objects.of_month(month).select_related("by")
    return list(found.order_by("-edition"))


def state_of(latest: BulletinIssue | None) -> BulletinState:
    if latest is None:
        return BulletinState.DRAFT
    return BulletinState.CORRECTED if latest.edition else BulletinState.ISSUED


def issue_of(month: Month, edition: int | None = None) -> BulletinIssue | None:
    """The edition that is asked for, or the latest; one query."""
    found = BulletinIssue.objects.of_month(month).select_related("by").order_by("-edition")
    return (found if edition is None else found.filter(edition=edition)).first()


def checksum_of(issue: BulletinIssue) -> str:
    """What the checksum of this row must be."""
    identity = (
        issue.year, issue.month, issue.number, issue.edition, issue.issued_on, issue.reason,
        issue.by_id,
    )  # fmt: skip
    return checksum(issue.content, identity)


def content_of(issue: BulletinIssue) -> Bulletin:
    """The bulletin as it went out; TamperedError if a letter of it was changed since."""
    if checksum_of(issue) != issue.checksum:
        raise TamperedError(
            f"{issue}的存档与校验码不符，内容在印发后被改动过，不能再作为印发件使用；"
            "请系统管理员用备份核对"
        )
    return from_text(issue.content)


def sheets_of(bulletin: Bulletin) -> dict[str, str]:
    """What `sheet_of` can be asked for, and what a page calls it."""
    return {
        SUMMARY: "说明：总体和规则",
        GAPS: "说明：未报送和更正",
        **{str(place): table.name for place, table in enumerate(bulletin.tables, 1)},
    }


def sheet_of(bulletin: Bulletin, wanted: str) -> Bulletin:
    """The bulletin with nothing but one of `sheets_of` in it, for a page."""
    if wanted == SUMMARY:
        return replace(bulletin, passages=bulletin.passages[:_SUMMARY_PASSAGES], tables=())
    if wanted == GAPS:
        return replace(
            bulletin, figures=(), passages=bulletin.passages[_SUMMARY_PASSAGES:], tables=()
        )
    return replace(bulletin, figures=(), passages=(), tables=(bulletin.tables[int(wanted) - 1],))
