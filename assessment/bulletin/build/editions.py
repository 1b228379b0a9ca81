"""更正件: which issued bulletins were corrected by a new edition since the last one went out."""

from assessment.bulletin.data import long_date
from assessment.models import BulletinIssue
from projects.periods import Month


def edition_lines(month: Month) -> list[str]:
    """The corrections of earlier bulletins that the bulletin of `month` has to name; one query.

    A correction stands in the first later bulletin that had not gone out when it did.
    """
    issues = list(BulletinIssue.objects.without_content().order_by("at", "pk"))
    return [
        f"{issue.period.label}通报已印发更正：{issue.label}，{long_date(issue.issued_on)}，"
        f"原因：{issue.reason.rstrip('。')}。"
        for issue in issues
        if issue.edition and _next(issue, issues) == month
    ]


def _next(correction: BulletinIssue, issues: list[BulletinIssue]) -> Month:
    out = {
        issue.period for issue in issues if (issue.at, issue.pk) < (correction.at, correction.pk)
    }
    following = correction.period.plus(1)
    while following in out:
        following = following.plus(1)
    return following
