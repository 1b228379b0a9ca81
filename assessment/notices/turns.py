"""Whose step is next, and what it is: said on the board and on each case."""

from typing import NamedTuple

from assessment.choices.notices import CircularState, InterviewState, NoticeState
from assessment.models import Interview, SupervisionNotice

KEEPERS, UNIT, DRC, NOBODY = "发改局、政府办", "责任单位", "发改局", ""


class Turn(NamedTuple):
    """Who is next, and with what; nobody where the case is at its end."""

    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.who}{self.what}" if self.who else "已结束"


_NOTICE_TURNS: dict[str, Turn] = {
    NoticeState.DRAFT: Turn(KEEPERS, "下达"),
    NoticeState.ISSUED: Turn(UNIT, "签收"),
    NoticeState.RECEIVED: Turn(UNIT, "整改并回复"),
    NoticeState.RETURNED: Turn(UNIT, "再整改并回复"),
    NoticeState.REPLIED: Turn(KEEPERS, "核查"),
    NoticeState.CLOSED: Turn(NOBODY, ""),
    NoticeState.WITHDRAWN: Turn(NOBODY, ""),
}
_INTERVIEW_TURNS: dict[str, Turn] = {
    InterviewState.CONFIRMED: Turn(KEEPERS, "定时间地点，发通知书"),
    InterviewState.DATED: Turn(KEEPERS, "约谈并记录"),
    InterviewState.CHECKED: Turn(KEEPERS, "办结"),
    InterviewState.CLOSED: Turn(NOBODY, ""),
    InterviewState.CANCELLED: Turn(NOBODY, ""),
}
CIRCULAR_TURNS: dict[str, Turn] = {
    CircularState.DRAFT: Turn(KEEPERS, "印发"),
    CircularState.ISSUED: Turn(NOBODY, ""),
    CircularState.WITHDRAWN: Turn(NOBODY, ""),
}


def notice_turn(row: SupervisionNotice) -> Turn:
    return _NOTICE_TURNS[row.state]


def interview_turn(row: Interview) -> Turn:
    """After the talk the unit promises, mends and reports before anybody checks."""
    if row.state in _INTERVIEW_TURNS:
        return _INTERVIEW_TURNS[row.state]
    if not row.promise:
        return Turn(UNIT, "填写整改承诺")
    return Turn(KEEPERS, "核查") if row.report else Turn(UNIT, "整改并报送情况")
