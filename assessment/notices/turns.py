"""Whose step is next, and what it is: said on the board and on each case."""

from typing import NamedTuple

from assessment.choices.notices import CircularState, InterviewState, NoticeState

KEEPERS, UNIT, DRC, NOBODY = "发改局、政府办", "责任单位", "发改局", ""


class Turn(NamedTuple):
    """Who is next, and with what; nobody where the case is at its end."""

    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.who}{self.what}" if self.who else "已结束"


NOTICE_TURNS: dict[str, Turn] = {
    NoticeState.DRAFT: Turn(KEEPERS, "下达"),
    NoticeState.ISSUED: Turn(UNIT, "签收"),
    NoticeState.RECEIVED: Turn(UNIT, "整改并回复"),
    NoticeState.RETURNED: Turn(UNIT, "再整改并回复"),
    NoticeState.REPLIED: Turn(KEEPERS, "核查"),
    NoticeState.CLOSED: Turn(NOBODY, ""),
    NoticeState.WITHDRAWN: Turn(NOBODY, ""),
}
INTERVIEW_TURNS: dict[str, Turn] = {
    InterviewState.CONFIRMED: Turn(KEEPERS, "定时间地点，发通知书"),
    InterviewState.DATED: Turn(KEEPERS, "约谈并记录"),
    InterviewState.HELD: Turn(KEEPERS, "到承诺期限后核查"),
    InterviewState.FOLLOW_UP: Turn(UNIT, "继续整改，兑现后由发改局、政府办再核查"),
    InterviewState.CHECKED: Turn(KEEPERS, "办结"),
    InterviewState.CLOSED: Turn(NOBODY, ""),
    InterviewState.CANCELLED: Turn(NOBODY, ""),
}
CIRCULAR_TURNS: dict[str, Turn] = {
    CircularState.DRAFT: Turn(KEEPERS, "印发"),
    CircularState.ISSUED: Turn(NOBODY, ""),
    CircularState.WITHDRAWN: Turn(NOBODY, ""),
}
