"""The lives of a proposal and of an interview, 二（三）3, 二（四）2 and 三（五）."""

from assessment.choices.notices import InterviewState, ProposalState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

P, S = ProposalState, InterviewState
_UNIT, _DRC = frozenset({Role.UNIT}), frozenset({Role.DRC})
_KEEPERS = frozenset({Role.DRC, Role.GOV_OFFICE})
OPEN_INTERVIEW = (S.CONFIRMED, S.DATED, S.HELD, S.FOLLOW_UP, S.CHECKED)

PROPOSAL = Lifecycle(
    name="约谈建议",
    clause="二（三）3、二（四）2",
    states=P,
    first=P.PROPOSED,
    ends=frozenset({P.CONFIRMED, P.DISMISSED}),
    moves={
        "confirm": Move("确认约谈", _DRC, {P.PROPOSED: P.CONFIRMED}),
        "dismiss": Move("不予约谈", _DRC, {P.PROPOSED: P.DISMISSED}),
        "restore": Move("重新考虑", _DRC, {P.DISMISSED: P.PROPOSED}),
        "cancel": Move("取消约谈", _DRC, {P.CONFIRMED: P.DISMISSED}),
    },
)
INTERVIEW = Lifecycle(
    name="约谈",
    clause="三（五）",
    states=S,
    first=S.CONFIRMED,
    ends=frozenset({S.CLOSED, S.CANCELLED}),
    moves={
        "date": Move("定时间，发通知书", _KEEPERS, {S.CONFIRMED: S.DATED, S.DATED: S.DATED}),
        "hold": Move("记录约谈", _KEEPERS, {S.DATED: S.HELD}),
        "promise": Move("填写承诺", _UNIT, {S.HELD: S.HELD}),
        "report": Move("报送整改情况", _UNIT, {S.HELD: S.HELD, S.FOLLOW_UP: S.FOLLOW_UP}),
        "kept": Move("核查：已兑现", _KEEPERS, {S.HELD: S.CHECKED, S.FOLLOW_UP: S.CHECKED}),
        "broken": Move("核查：未兑现", _KEEPERS, {S.HELD: S.FOLLOW_UP, S.FOLLOW_UP: S.FOLLOW_UP}),
        "close": Move("办结", _KEEPERS, {S.CHECKED: S.CLOSED}),
        "cancel": Move("取消约谈", _DRC, {S.CONFIRMED: S.CANCELLED, S.DATED: S.CANCELLED}),
    },
)
