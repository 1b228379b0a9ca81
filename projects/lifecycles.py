"""Lifecycles as data: from which state which move leads where, and whose move it is."""

from projects.choices import ReportState, Role, SubmissionState

S = SubmissionState

# move → (whose, {from: to}); a move from any other state is refused.
SUBMISSION_MOVES: dict[str, tuple[Role, dict[SubmissionState, SubmissionState]]] = {
    "submit": (Role.UNIT, {S.OPEN: S.SUBMITTED, S.RETURNED: S.SUBMITTED}),
    "withdraw": (Role.UNIT, {S.SUBMITTED: S.OPEN}),
    "begin_review": (Role.DRC, {S.SUBMITTED: S.IN_REVIEW}),
    "accept": (Role.DRC, {S.SUBMITTED: S.ACCEPTED, S.IN_REVIEW: S.ACCEPTED}),
    "send_back": (
        Role.DRC,
        {S.SUBMITTED: S.RETURNED, S.IN_REVIEW: S.RETURNED, S.ACCEPTED: S.RETURNED},
    ),
}
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
