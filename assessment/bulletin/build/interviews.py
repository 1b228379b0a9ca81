"""附表7 督办约谈, 二（三）3, 二（四）2, 三（五）: proposals, interviews, notices, circulars."""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from assessment.bulletin.build.source import Source
from assessment.bulletin.data import Column, Kind, Row, Table, Value
from assessment.choices.notices import (
    CircularState,
    InterviewState,
    NoticeState,
    ProposalState,
)
from assessment.interviews import Proposal, interview_proposals
from assessment.models import CaseEvent, Circular, Interview, InterviewProposal, SupervisionNotice
from assessment.notices.rules import overlaps
from assessment.notices.words import ground_words

WAITING = "建议约谈，待发改局确认"
NUMBER, SHORT = "附表7", "督办约谈"
COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("类别", Kind.NAME, 12),
    Column("文号", Kind.NAME, 20),
    Column("责任单位", Kind.NAME, 18),
    Column("项目编号", Kind.NAME, 13),
    Column("项目名称", Kind.TEXT, 28),
    Column("牌种", Kind.NAME, 8),
    Column("持续红牌月份", Kind.NAME, 18),
    Column("红牌月数", Kind.COUNT, 5),
    Column("情况", Kind.TEXT, 40),
    Column("依据", Kind.NAME, 11),
    Column("时限", Kind.DATE, 11),
    Column("状态", Kind.NAME, 14),
)
NONE_SAID = ""
Line = tuple[Value, ...]


def table(source: Source) -> Table:
    least = source.policy.persistent_red_months
    lines = [*_proposed(source), *_interviews(source), *_notices(source), *_circulars(source)]
    scope = source.policy.get_persistent_scope_display()
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}督办约谈情况",
        unit="单位：月",
        columns=COLUMNS,
        rows=tuple(Row((number, *line)) for number, line in enumerate(lines, 1)),
        notes=(
            f"同一项目{scope}至本月止连续{least}个月及以上红牌的，建议约谈其责任单位负责人；"
            "一次持续红牌只提一次建议，月数随月份增加。",
            "是否约谈由发改局确认；约谈、督办通知书、通报列本月办理和至本月末未办结的，"
            "状态截至数据日期。",
        ),
        empty="本月没有约谈建议、约谈和督办",
    )


def _proposed(source: Source) -> Iterator[Line]:
    """Red runs that last to the month, each with what 发改局 has decided by the day."""
    runs = interview_proposals(source.month)
    stored = list(InterviewProposal.objects.filter(project__in={run.project.pk for run in runs}))
    for run in runs:
        yield (
            "约谈建议",
            NONE_SAID,
            run.unit.name,
            run.project.code,
            run.project.name,
            run.rule.label,
            run.months,
            run.length,
            run.figures,
            run.clause,
            None,
            _decision(run, stored, source),
        )


def _decision(run: Proposal, stored: Sequence[InterviewProposal], source: Source) -> str:
    first, last = run.first.ordinal, run.last.ordinal
    for row in stored:
        if (row.project_id, row.rule) != run.key or row.first is None or row.last is None:
            continue
        decided = row.decided_on is not None and row.decided_on <= source.day
        if decided and overlaps(first, last, row.first, row.last):
            return ProposalState(row.state).label
    return WAITING


def _interviews(source: Source) -> Iterator[Line]:
    """Interviews confirmed by the day that had not ended before the month."""
    rows = Interview.objects.filter(confirmed_on__lte=source.day).select_related("unit", "paper")
    rows = rows.prefetch_related("proposals").order_by("unit__number", "pk")
    states = _states(source, "interview")
    for row in rows.filter(_lasting(source, "interview")):
        told = [proposal.evidence for proposal in row.proposals.all()]
        state = InterviewState(states.get(row.pk, row.state))
        yield (
            "约谈",
            str(row.paper) if row.paper and row.paper.issued_on <= source.day else "",
            row.unit.name,
            "、".join(each["code"] for each in told if "code" in each),
            "、".join(each.get("name") or each["mark"] for each in told),
            "、".join(sorted({each["rule"] for each in told if "rule" in each})),
            "；".join(proposal.months for proposal in row.proposals.all() if proposal.months),
            None,
            row.promise or "",
            "三（五）",
            row.promise_due,
            state.label,
        )


def _notices(source: Source) -> Iterator[Line]:
    """Notices issued by the day that had not ended before the month."""
    rows = SupervisionNotice.objects.filter(issued_on__lte=source.day)
    rows = rows.filter(_lasting(source, "notice")).select_related("unit", "paper")
    states = _states(source, "notice")
    for row in rows.order_by("paper__year", "paper__number"):
        grounds = row.grounds
        state = NoticeState(states.get(row.pk, row.state))
        yield (
            "督办通知书",
            str(row.paper),
            row.unit.name,
            "、".join(dict.fromkeys(each["project"] for each in grounds)),
            "、".join(dict.fromkeys(each["name"] for each in grounds)),
            "、".join(sorted({each["rule"] for each in grounds})),
            "、".join(dict.fromkeys(each["month"] for each in grounds)),
            None,
            "\n".join([*map(ground_words, grounds), row.matter]).strip(),
            "三（五）",
            row.due_on,
            state.label,
        )


def _circulars(source: Source) -> Iterator[Line]:
    issued = {"issued_on__gte": source.month.first, "issued_on__lte": source.day}
    for row in Circular.objects.filter(**issued).select_related("paper").order_by("pk"):
        units = "、".join(dict.fromkeys(str(line["unit"]) for line in row.lines))
        marks = "、".join(str(line["mark"]) for line in row.lines)
        voided_on = row.paper.voided_on if row.paper else None
        gone = voided_on is not None and voided_on <= source.day
        state = CircularState.WITHDRAWN if gone else CircularState.ISSUED
        yield (
            "通报", str(row.paper), units, "", marks, "", "", None, "督办通知书逾期未回复",
            "三（五）", None, state.label,
        )  # fmt: skip


_ENDS = {
    "notice": (NoticeState.CLOSED, NoticeState.WITHDRAWN),
    "interview": (InterviewState.CLOSED, InterviewState.CANCELLED),
}


def _lasting(source: Source, kind: str) -> Q:
    """Cases that had not ended before the month began."""
    ended = CaseEvent.objects.filter(state__in=_ENDS[kind], on__lt=source.month.first)
    return ~Q(pk__in=ended.filter(**{f"{kind}__isnull": False}).values(kind))


def _states(source: Source, kind: str) -> dict[int, str]:
    """Case key → its state at the end of the day, by its last step until then."""
    steps = CaseEvent.objects.filter(**{f"{kind}__isnull": False}, on__lte=source.day)
    return dict(steps.order_by("on", "pk").values_list(kind, "state"))
