"""The life of a unit's monthly return."""

from projects.choices import ReportState, Role, SubmissionState
from projects.lifecycles import Lifecycle, Move

S = SubmissionState
_UNIT, _DRC = frozenset({Role.UNIT}), frozenset({Role.DRC})

SUBMISSION = Lifecycle(
    name="月度报送",
    clause="三（一）",
    states=SubmissionState,
    first=S.OPEN,
    ends=frozenset({S.ACCEPTED}),
    moves={
        "submit": Move("报送", _UNIT, {S.OPEN: S.SUBMITTED, S.RETURNED: S.SUBMITTED}),
        "withdraw": Move("撤回", _UNIT, {S.SUBMITTED: S.OPEN}),
        "begin_review": Move("开始审核", _DRC, {S.SUBMITTED: S.IN_REVIEW}),
        "accept": Move("审核通过", _DRC, {S.SUBMITTED: S.ACCEPTED, S.IN_REVIEW: S.ACCEPTED}),
        "send_back": Move(
            "退回",
            _DRC,
            {S.SUBMITTED: S.RETURNED, S.IN_REVIEW: S.RETURNED, S.ACCEPTED: S.RETURNED},
        ),
    },
)
# In these states the unit may write; in the others it withdraws first or waits.
WRITABLE = frozenset({S.OPEN, S.RETURNED})
# What the unit's reports of the month become with the return as a whole.
REPORT_STATE: dict[SubmissionState, ReportState] = {
    S.OPEN: ReportState.DRAFT,
    S.SUBMITTED: ReportState.SUBMITTED,
    S.IN_REVIEW: ReportState.SUBMITTED,
    S.RETURNED: ReportState.RETURNED,
    S.ACCEPTED: ReportState.ACCEPTED,
}
