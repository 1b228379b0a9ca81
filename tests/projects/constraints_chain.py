"""The named constraints of the chain's stages, for `test_models`, and the makers of their rows."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from projects.choices.areas import Area
from projects.choices.enrolment import Step
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.choices.hard_cases import CaseState, QuestionState
from projects.choices.permits import PermitState
from projects.choices.planning import PlanningStep, ThreeOne
from projects.choices.resources import NeedState, ResourceKind
from projects.choices.rewards import RewardKind, RewardState
from projects.choices.signing import EventKind, Readiness, TalkWay
from projects.choices.starts import PledgeState, RequestState, StartState
from projects.models import (
    Attachment,
    Blocker,
    EnrolmentStep,
    Guarantee,
    HardCase,
    HardQuestion,
    Permit,
    PermitTemplate,
    PlanningAttendance,
    PlanningEvent,
    PlanningRecord,
    Pledge,
    Project,
    ReadinessItem,
    ResourceNeed,
    Reward,
    RewardTier,
    SigningEvent,
    SiteMeeting,
    StartConfirmation,
    StartDueRequest,
    StartList,
    StartListEntry,
    StatisticsReport,
    Talk,
    TalkQuestion,
    TaskForceMeeting,
    Unit,
    Visit,
)
from projects.models.attachments import FileKind
from tests.factories import make_project, make_type, make_unit

Maker = Callable[..., models.Model]
# maker, what the constraint refuses, what it just allows, the message
Case = tuple[Maker, dict[str, Any], dict[str, Any], str]
# maker, the row that stands, what differs in one that may stand beside it, the message
Once = tuple[Maker, dict[str, Any], dict[str, Any], str]

EARLY, ON, LATE = date(2023, 4, 30), date(2023, 5, 1), date(2023, 5, 2)
IN_MARCH = {"year": 2023, "month": 3}


def of_project(model: type[models.Model]) -> Maker:
    """A maker of rows that belong to one and the same project."""

    def make(**fields) -> models.Model:
        owner = Project.objects.first() or make_project()
        return model(project=owner, **fields)

    return make


def of_unit(model: type[models.Model]) -> Maker:
    def make(**fields) -> models.Model:
        return model(unit=Unit.objects.first() or make_unit(), **fields)

    return make


planned, talk, question = of_project(PlanningRecord), of_project(Talk), of_project(TalkQuestion)
condition, request, start = (
    of_project(ReadinessItem),
    of_project(StartDueRequest),
    of_project(StartConfirmation),
)
permit, need, guarantee = of_project(Permit), of_project(ResourceNeed), of_project(Guarantee)
hard_case, meeting, hard_question = (
    of_project(HardCase),
    of_project(SiteMeeting),
    of_project(HardQuestion),
)
visit, enrolment, statistics = (
    of_project(Visit),
    of_project(EnrolmentStep),
    of_project(StatisticsReport),
)
blocker, reward = of_project(Blocker), of_project(Reward)


def passed(**fields) -> models.Model:
    """A pass on a day of its own: two on one day would break another constraint as well."""
    on = ON + timedelta(days=PlanningRecord.objects.count())
    return planned(step=PlanningStep.PASS, on=on, **fields)


def attended(*, title: str) -> models.Model:
    """One unit at the event of this title."""
    event, _ = PlanningEvent.objects.get_or_create(**AN_EVENT | {"title": title})
    return PlanningAttendance(event=event, unit=Unit.objects.first() or make_unit())


def pledge(**fields) -> models.Model:
    scan = None
    if fields.pop("with_scan", False):
        scan = Attachment.objects.create(
            area=Area.STARTS,
            name="责任状.pdf",
            kind=FileKind.PDF,
            size=1,
            sha256="0" * 64,
            file="x",
        )
    return of_unit(Pledge)(scan=scan, **fields)


def template(**fields) -> models.Model:
    return PermitTemplate(project_type=make_type(), **fields)


def entry(**fields) -> models.Model:
    month = StartList.objects.get_or_create(year=2023, month=fields.pop("month", 3))[0]
    return of_project(StartListEntry)(list=month, start_due=ON, **fields)


A_STEP = {"step": PlanningStep.REVIEW, "on": ON}
WITHDRAWN = {"withdrawn_on": LATE, "withdrawn_because": "误记"}
AN_EVENT = {"kind": ThreeOne.INDUSTRY, "on": ON, "title": "新材料"}
A_TALK = {"number": 1, "held_on": ON, "way": TalkWay.SITE, "people": "甲", "content": "选址"}
A_QUESTION = {"number": 1, "content": "用地", "owner": "甲", "raised_on": ON, "limit_on": ON}
A_SIGNING = {"name": "春季签约", "held_on": ON, "kind": EventKind.SEASON}
ISSUED = {"year": 2023, "state": PledgeState.ISSUED, "issued_on": ON}
SIGNED = ISSUED | {"state": PledgeState.SIGNED, "signed_on": ON, "with_scan": True}
A_REQUEST = {"old": ON, "new": LATE, "reason": "拆迁", "asked_on": ON}
A_START = {"started_on": ON, "asked_on": ON, "note": "基础施工"}
A_PERMIT = {"name": "施工许可"}
LACKING = A_PERMIT | {"state": PermitState.LACKING, "missing": "图纸", "promised_on": ON}
A_MEETING = {"held_on": ON, "minutes": "议定"}
A_HARD_QUESTION = {"number": 1, "text": "用地", "owner": "甲", "due_on": ON}
A_NEED = {"kind": ResourceKind.LAND, "content": "用地", "need_by": ON}
A_GUARANTEE = {"kind": GuaranteeKind.LANDING, "person": "甲"}
A_VISIT = {"visited_on": ON, "kind": Guarantor.LEADER, "person": "甲"}
A_BLOCKER = {"raised_on": ON, "text": "缺合同", "owner": "甲", "due_on": ON}
A_TIER = {"year": 2023, "floor": Decimal(10_000), "amount": Decimal(10)}
A_REWARD = {"year": 2023, "kind": RewardKind.LISTED}

CHAIN_CHECKS: dict[str, list[Case]] = {
    "planning_record_withdrawn_with_reason": [
        (passed, WITHDRAWN | {"withdrawn_because": ""}, WITHDRAWN,
         "只有通过可以撤回，且须写明原因"),
        (passed, WITHDRAWN | {"withdrawn_on": None}, {}, "只有通过可以撤回，且须写明原因"),
        (planned, A_STEP | WITHDRAWN, A_STEP, "只有通过可以撤回，且须写明原因"),
    ],
    "talk_question_limit": [
        (question, A_QUESTION | {"limit_on": EARLY}, A_QUESTION, "办结期限不能早于提出日期"),
    ],
    "talk_question_closed": [
        (question, A_QUESTION | {"closed_on": EARLY, "result": "已批"},
         A_QUESTION | {"closed_on": ON, "result": "已批"}, "办结日期不能早于提出日期"),
    ],
    "talk_question_result": [
        (question, A_QUESTION | {"closed_on": ON}, A_QUESTION | {"closed_on": ON, "result": "已批"},
         "办结的问题须填办理结果"),
        (question, A_QUESTION | {"closed_on": ON}, A_QUESTION, "办结的问题须填办理结果"),
    ],
    "pledge_issued_dated": [
        (pledge, ISSUED | {"issued_on": None}, ISSUED, "下发的责任状须有下发日期"),
        (pledge, SIGNED | {"issued_on": None}, {"year": 2023}, "下发的责任状须有下发日期"),
    ],
    "pledge_signed_with_scan": [
        (pledge, SIGNED | {"with_scan": False}, SIGNED,
         "确认签订前须上传签订扫描件并填写签订日期"),
        (pledge, SIGNED | {"signed_on": None}, ISSUED,
         "确认签订前须上传签订扫描件并填写签订日期"),
    ],
    "start_due_request_changes": [
        (request, A_REQUEST | {"new": ON}, A_REQUEST, "申请的日期与现在的计划开工日期相同"),
    ],
    "start_due_request_refusal_explained": [
        (request, A_REQUEST | {"state": RequestState.REFUSED},
         A_REQUEST | {"state": RequestState.REFUSED, "answer": "理由不足"}, "不批准须写明原因"),
        (request, A_REQUEST | {"state": RequestState.REFUSED},
         A_REQUEST | {"state": RequestState.APPROVED}, "不批准须写明原因"),
    ],
    "start_confirmation_not_ahead": [
        (start, A_START | {"started_on": LATE}, A_START, "实际开工日期不能晚于报送当日"),
    ],
    "start_confirmation_return_explained": [
        (start, A_START | {"state": StartState.RETURNED},
         A_START | {"state": StartState.RETURNED, "answer": "照片不清"}, "退回须写明原因"),
        (start, A_START | {"state": StartState.RETURNED},
         A_START | {"state": StartState.CONFIRMED}, "退回须写明原因"),
    ],
    "start_list_month": [
        (StartList, {"year": 2023, "month": 13}, {"year": 2023, "month": 12}, "月份须为1至12"),
        (StartList, {"year": 2023, "month": 0}, {"year": 2023, "month": 1}, "月份须为1至12"),
    ],
    "permit_done_with_its_date": [
        (permit, A_PERMIT | {"state": PermitState.DONE},
         A_PERMIT | {"state": PermitState.DONE, "done_on": ON},
         "办结的手续须有实际办结日期，未办结的不能有"),
        (permit, A_PERMIT | {"done_on": ON}, A_PERMIT,
         "办结的手续须有实际办结日期，未办结的不能有"),
    ],
    "permit_lacking_with_its_promise": [
        (permit, LACKING | {"missing": ""}, LACKING, "容缺办理须写明所缺材料和承诺补齐日期"),
        (permit, LACKING | {"promised_on": None}, A_PERMIT,
         "容缺办理须写明所缺材料和承诺补齐日期"),
    ],
    "hard_case_entered_with_its_date": [
        (hard_case, {"state": CaseState.LISTED}, {"state": CaseState.LISTED, "entered_on": ON},
         "在库和销号的项目须有入库日期"),
        (hard_case, {"state": CaseState.CLOSED, "closed_on": ON}, {"state": CaseState.DECLINED},
         "在库和销号的项目须有入库日期"),
    ],
    "hard_case_closed_with_its_date": [
        (hard_case, {"state": CaseState.CLOSED, "entered_on": ON},
         {"state": CaseState.CLOSED, "entered_on": ON, "closed_on": ON},
         "销号须有日期，且不早于入库日期；未销号的不能有"),
        (hard_case, {"state": CaseState.CLOSED, "entered_on": ON, "closed_on": EARLY},
         {"state": CaseState.CLOSED, "entered_on": ON, "closed_on": ON},
         "销号须有日期，且不早于入库日期；未销号的不能有"),
        (hard_case, {"state": CaseState.LISTED, "entered_on": ON, "closed_on": ON},
         {"state": CaseState.LISTED, "entered_on": ON},
         "销号须有日期，且不早于入库日期；未销号的不能有"),
    ],
    "site_meeting_has_minutes": [
        (meeting, A_MEETING | {"minutes": ""}, A_MEETING, "请填写会议纪要"),
    ],
    "hard_question_solved_with_its_result": [
        (hard_question, A_HARD_QUESTION | {"state": QuestionState.SOLVED},
         A_HARD_QUESTION | {"state": QuestionState.SOLVED, "result": "已批"},
         "提请销号和销号须写明解决情况"),
        (hard_question, A_HARD_QUESTION | {"state": QuestionState.CLOSED}, A_HARD_QUESTION,
         "提请销号和销号须写明解决情况"),
    ],
    "resource_need_matched_with_someone": [
        (need, A_NEED | {"state": NeedState.MATCHED},
         A_NEED | {"state": NeedState.MATCHED, "matched_with": "自然资源局"},
         "已对接的需求须写明对接部门"),
    ],
    "resource_need_settled_with_its_result": [
        (need, A_NEED | {"state": NeedState.SETTLED},
         A_NEED | {"state": NeedState.SETTLED, "result": "已供地"}, "已落实的需求须写明落实情况"),
    ],
    "guarantee_has_person": [
        (guarantee, A_GUARANTEE | {"person": ""}, A_GUARANTEE, "请填写姓名"),
    ],
    "visit_has_person": [
        (visit, A_VISIT | {"person": ""}, A_VISIT, "请填写走访人"),
    ],
    "enrolment_step_not_started": [
        (enrolment, {"step": Step.STARTED}, {"step": Step.WORKS},
         "开工日期在项目台账中登记，不在这里填写"),
    ],
    "statistics_report_not_negative": [
        (statistics, IN_MARCH | {"amount": Decimal("-0.01")}, IN_MARCH | {"amount": Decimal(0)},
         "统计累计投资不能为负数"),
    ],
    "statistics_report_month": [
        (statistics, {"year": 2023, "month": 13, "amount": Decimal(1)},
         {"year": 2023, "month": 12, "amount": Decimal(1)}, "月份须为1至12"),
        (statistics, {"year": 2023, "month": 0, "amount": Decimal(1)},
         {"year": 2023, "month": 1, "amount": Decimal(1)}, "月份须为1至12"),
    ],
    "blocker_due_after_raised": [
        (blocker, A_BLOCKER | {"due_on": EARLY}, A_BLOCKER, "办结时限不能早于提出日期"),
    ],
    "blocker_closed_after_raised": [
        (blocker, A_BLOCKER | {"closed_on": EARLY, "result": "已补"},
         A_BLOCKER | {"closed_on": ON, "result": "已补"}, "销号日期不能早于提出日期"),
    ],
    "blocker_closed_with_result": [
        (blocker, A_BLOCKER | {"closed_on": ON}, A_BLOCKER | {"closed_on": ON, "result": "已补"},
         "销号须写明办理结果"),
    ],
    "reward_tier_most": [
        (RewardTier, A_TIER | {"amount": Decimal("100.01")}, A_TIER | {"amount": Decimal(100)},
         "奖励金额须为0至100万元"),
        (RewardTier, A_TIER | {"amount": Decimal("-0.01")}, A_TIER | {"amount": Decimal(0)},
         "奖励金额须为0至100万元"),
    ],
    "reward_tier_floor_not_negative": [
        (RewardTier, A_TIER | {"floor": Decimal("-0.01")}, A_TIER | {"floor": Decimal(0)},
         "总投资下限不能为负数"),
    ],
    "reward_not_negative": [
        (reward, A_REWARD | {"amount": Decimal("-0.01")}, A_REWARD | {"amount": Decimal(0)},
         "核定金额不能为负数"),
        (reward, A_REWARD | {"amount": Decimal(-1)}, A_REWARD, "核定金额不能为负数"),
    ],
    "reward_agreed_with_amount": [
        (reward, A_REWARD | {"state": RewardState.AGREED},
         A_REWARD | {"state": RewardState.AGREED, "amount": Decimal(0)}, "同意奖励须填核定金额"),
    ],
    "reward_refused_with_opinion": [
        (reward, A_REWARD | {"state": RewardState.REFUSED},
         A_REWARD | {"state": RewardState.REFUSED, "opinion": "未投产"}, "不同意须写明意见"),
    ],
}  # fmt: skip

CHAIN_UNIQUE: dict[str, Once] = {
    "planning_record_once": (planned, A_STEP, {"on": LATE}, "该项目当天已有这一环节的记录"),
    "planning_record_one_pass": (passed, {}, WITHDRAWN, "该项目已记录通过"),
    "planning_event_once": (
        PlanningEvent, AN_EVENT, {"title": "新能源"}, "当天已有同一类别、同一主题的活动"),
    "planning_attendance_once": (
        attended, {"title": "新材料"}, {"title": "新能源"}, "该单位已记为参加"),
    "talk_once": (talk, A_TALK, {"number": 2}, "该项目已有这个序号的洽谈记录"),
    "talk_question_once": (question, A_QUESTION, {"number": 2}, "该项目已有这个序号的问题"),
    "readiness_once": (
        condition, {"item": Readiness.SITE}, {"item": Readiness.LAND}, "该项目的这项条件已有记录"),
    "signing_event_once": (SigningEvent, A_SIGNING, {"held_on": LATE}, "同名同日的签约活动已有记录"),
    "pledge_once": (pledge, {"year": 2023}, {"year": 2024}, "该单位该年度已有责任状"),
    "start_due_request_one_open": (
        request, A_REQUEST, {"state": RequestState.APPROVED}, "该项目已有待批准的开工时限调整申请"),
    "start_list_once": (StartList, IN_MARCH, {"month": 4}, "已经存在"),
    "start_list_entry_once": (entry, {}, {"month": 4}, "已经存在"),
    "permit_template_once": (template, A_PERMIT, {"name": "规划许可"}, "该项目类型已有同名手续"),
    "permit_once": (permit, A_PERMIT, {"name": "规划许可"}, "该项目已有同名手续"),
    "site_meeting_once": (meeting, A_MEETING, {"held_on": LATE}, "该项目这一天已有例会记录"),
    "hard_question_once": (
        hard_question, A_HARD_QUESTION, {"number": 2}, "该项目已有同一序号的问题"),
    "resource_need_once": (
        need, A_NEED, {"kind": ResourceKind.OTHER}, "该项目已有同类别、同内容的需求"),
    "guarantee_once": (
        guarantee, A_GUARANTEE, {"person": "乙"}, "该项目已有同一人的这项包保责任"),
    "visit_once": (visit, A_VISIT, {"visited_on": LATE}, "这个人当天对该项目的走访已有记录"),
    "enrolment_step_once": (
        enrolment, {"step": Step.WORKS}, {"step": Step.PAPERS}, "该项目的这一环节已有记录"),
    "statistics_report_once": (
        statistics, IN_MARCH | {"amount": 1}, {"month": 4}, "该项目该月已有统计投资"),
    "task_force_meeting_once": (
        TaskForceMeeting, {"held_on": ON, "title": "纳统"}, {"title": "竣工"},
        "当天已有同一议题的会议"),
    "blocker_once": (blocker, A_BLOCKER, {"text": "缺发票"}, "该项目当天已有同样的问题"),
    "reward_tier_once": (
        RewardTier, A_TIER, {"floor": Decimal(20_000)}, "该年度已有同一下限的档次"),
    "reward_once": (reward, A_REWARD, {"year": 2024}, "该项目该年度已有这一类奖励"),
}  # fmt: skip
