"""The lives of a scoring scheme, a veto and an award, 三（五）."""

from assessment.choices.scores import AwardState, SchemeState, VetoState
from projects.choices import Role
from projects.lifecycles import Lifecycle, Move

_DRC = frozenset({Role.DRC})

SCHEME = Lifecycle(
    name="计分办法",
    clause="三（五）",
    states=SchemeState,
    first=SchemeState.DRAFT,
    ends=frozenset({SchemeState.REPLACED, SchemeState.DROPPED}),
    moves={
        "adopt": Move("采用", _DRC, {SchemeState.DRAFT: SchemeState.ADOPTED}),
        "drop": Move("作废", _DRC, {SchemeState.DRAFT: SchemeState.DROPPED}),
        "replace": Move("由新版替换", _DRC, {SchemeState.ADOPTED: SchemeState.REPLACED}),
    },
)
VETO = Lifecycle(
    name="一票否决",
    clause="三（五）",
    states=VetoState,
    first=VetoState.IN_FORCE,
    ends=frozenset({VetoState.LIFTED}),
    moves={"lift": Move("解除", _DRC, {VetoState.IN_FORCE: VetoState.LIFTED})},
)
AWARD = Lifecycle(
    name="表彰奖励",
    clause="三（五）",
    states=AwardState,
    first=AwardState.PROPOSED,
    ends=frozenset({AwardState.REVOKED}),
    moves={
        "decide": Move("登记决定", _DRC, {AwardState.PROPOSED: AwardState.DECIDED}),
        "revoke": Move(
            "撤销",
            _DRC,
            {AwardState.PROPOSED: AwardState.REVOKED, AwardState.DECIDED: AwardState.REVOKED},
        ),
    },
)
