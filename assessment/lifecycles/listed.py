"""The life of a listed project, 三（五）."""

from assessment.choices.listed import ListingState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

S = ListingState
_UNIT, _DRC = frozenset({Role.UNIT}), frozenset({Role.DRC})

LISTING = Lifecycle(
    name="挂牌督办",
    clause="三（五）",
    states=S,
    first=S.PROPOSED,
    ends=frozenset({S.DECLINED, S.LIFTED}),
    moves={
        "list": Move("挂牌", _DRC, {S.PROPOSED: S.LISTED}),
        "decline": Move("不挂牌", _DRC, {S.PROPOSED: S.DECLINED}),
        "ask": Move("申请摘牌", _UNIT, {S.LISTED: S.ASKED}),
        "send_back": Move("退回申请", _DRC, {S.ASKED: S.LISTED}),
        "lift": Move("核查摘牌", _DRC, {S.LISTED: S.LIFTED, S.ASKED: S.LIFTED}),
    },
)
