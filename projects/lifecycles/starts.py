"""The lives of a responsibility letter, an amended start date and a start's confirmation."""

from projects.choices import Role
from projects.choices.starts import PledgeState, RequestState, StartState
from projects.lifecycles import Lifecycle, Move

_UNIT, _DRC = frozenset({Role.UNIT}), frozenset({Role.DRC})

PLEDGE = Lifecycle(
    name="项目开工责任状",
    clause="二（三）1",
    states=PledgeState,
    first=PledgeState.DRAFT,
    ends=frozenset({PledgeState.SIGNED}),
    moves={
        "issue": Move("下发", _DRC, {PledgeState.DRAFT: PledgeState.ISSUED}),
        "take_back": Move("收回", _DRC, {PledgeState.ISSUED: PledgeState.DRAFT}),
        "attach": Move(
            "上传扫描件",
            frozenset({Role.UNIT, Role.DRC}),
            {PledgeState.ISSUED: PledgeState.ISSUED},
        ),
        "sign": Move("确认签订", _DRC, {PledgeState.ISSUED: PledgeState.SIGNED}),
    },
)
START_DUE_REQUEST = Lifecycle(
    name="开工时限调整",
    clause="二（三）2",
    states=RequestState,
    first=RequestState.ASKED,
    ends=frozenset({RequestState.APPROVED, RequestState.REFUSED}),
    moves={
        "approve": Move("批准", _DRC, {RequestState.ASKED: RequestState.APPROVED}),
        "refuse": Move("不批准", _DRC, {RequestState.ASKED: RequestState.REFUSED}),
    },
)
START = Lifecycle(
    name="开工确认",
    clause="二（三）2",
    states=StartState,
    first=StartState.CLAIMED,
    ends=frozenset({StartState.CONFIRMED}),
    moves={
        "confirm": Move("确认", _DRC, {StartState.SUBMITTED: StartState.CONFIRMED}),
        "send_back": Move("退回", _DRC, {StartState.SUBMITTED: StartState.RETURNED}),
        "revoke": Move("撤回确认", _DRC, {StartState.CONFIRMED: StartState.RETURNED}),
        "submit": Move(
            "报送",
            _UNIT,
            {
                StartState.CLAIMED: StartState.SUBMITTED,
                StartState.RETURNED: StartState.SUBMITTED,
                StartState.SUBMITTED: StartState.SUBMITTED,
            },
        ),
    },
)
