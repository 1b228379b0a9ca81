"""正向激励 and 预警提醒 of the demonstration's last locked month, after its cards."""

from datetime import date, timedelta

from assessment.actions.mentions import decide_mentions
from assessment.choices.mentions import MentionKind, MentionState
from assessment.demo.returns import CLERKS, at
from assessment.mentions.proposals import Proposal, evidence, proposals
from assessment.models import Mention
from projects.models import ReportingMonth, Unit, User
from projects.periods import Month

LISTED, AFTER_THE_MONTH = 2, timedelta(days=16)
LEFT_OUT_REASON = {
    MentionKind.PRAISE: "示例：本月有信访事项未办结，县项目推进例会研究暂不列入",
    MentionKind.WARNING: "示例：落后项目已于本月进场施工，县项目推进例会研究暂不列入",
}
OTHER_REASON = "示例：牵头引进的项目超额完成，县项目推进例会研究列入"


def decide_month(day: date) -> int:
    """Decide some of each list's proposals and leave one out; how many decisions.

    The clerk who can sign in is named, without grounds if there are none.
    """
    last = ReportingMonth.objects.filter(year=day.year).order_by("month").last()
    if last is None:
        return 0
    month = Month(last.year, last.month)
    on = min(day, month.last + AFTER_THE_MONTH)
    found = proposals(month, month.last, on)
    for kind, rows in found.items():
        rows.sort(key=lambda row: row.unit.name not in CLERKS)
        _decide(month, kind, MentionState.LISTED, rows[:LISTED], "", on)
        left_out = rows[LISTED : LISTED + 1]
        _decide(month, kind, MentionState.LEFT_OUT, left_out, LEFT_OUT_REASON[kind], on)
    _name_a_clerk(month, on)
    Mention.history.update(history_date=at(on, 16))
    return Mention.objects.count()


def _name_a_clerk(month: Month, on: date) -> None:
    clerks = Unit.objects.filter(name__in=CLERKS)
    if not Mention.objects.filter(unit__in=clerks, state=MentionState.LISTED).exists():
        unnamed = clerks.exclude(pk__in=Mention.objects.values("unit")).first()
        rows = [Proposal(unnamed, ())] if unnamed else []
        _decide(month, MentionKind.PRAISE, MentionState.LISTED, rows, OTHER_REASON, on)


def _decide(
    month: Month,
    kind: MentionKind,
    state: MentionState,
    rows: list[Proposal],
    reason: str,
    on: date,
) -> None:
    decide_mentions(
        month=month,
        kind=kind,
        state=state,
        units={row.unit: evidence(row.grounds) for row in rows},
        reason=reason,
        on=on,
        by=User.objects.get(username="fagai"),
    )
