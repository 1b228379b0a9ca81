"""The named constraints of supervised cases, for `test_models`, and the makers of their rows."""

from django.db import models

from assessment.choices.listed import ListingState
from assessment.choices.patrol import FindingState, InspectionState
from assessment.choices.tasks import ExtensionState, Origin, PartState, ReportPeriod
from assessment.models import (
    Finding,
    Inspection,
    Listing,
    ListingNote,
    ReportDelivery,
    ReportRule,
    Task,
    TaskPart,
)
from projects.choices.guarantees import Guarantor, ProblemState
from projects.models import Project, Unit, User, Visit, VisitProblem
from tests.factories import make_project, make_unit, make_user
from tests.projects.constraints_chain import EARLY, LATE, ON, Case, Once, of_project

A_TASK = {
    "origin": Origin.DRC, "given_by": "甲", "given_on": ON, "title": "用电", "demands": "接电",
    "limit_on": LATE,
}  # fmt: skip
A_RULE = {"name": "月报告", "period": ReportPeriod.MONTH, "due_day": 5, "since": ON}
A_DELIVERY = {"year": 2023, "part": 4, "due_on": LATE, "delivered_on": ON, "text": "正常"}
AN_INSPECTION = {"planned_on": ON, "inspectors": "甲", "focus": "安全"}
A_FINDING = {"text": "无围挡", "limit_on": LATE}
A_LISTING = {
    "state": ListingState.LISTED, "reason": "滞后", "leader": "甲", "listed_on": ON,
    "limit_on": LATE,
}  # fmt: skip
A_NOTE = {"year": 2023, "month": 5, "text": "已进场"}


def person() -> User:
    return User.objects.first() or make_user()


def part(**fields) -> models.Model:
    """A unit's part of one and the same task, with a person for every `by`."""
    task = Task.objects.first() or Task.objects.create(**A_TASK)
    unit = fields.pop("unit", None) or Unit.objects.first() or make_unit()
    return TaskPart(task=task, unit=unit, **({"limit_on": LATE} | _named(fields)))


def _named(fields: dict) -> dict:
    return {name: person() if value == "person" else value for name, value in fields.items()}


def other_part(**fields) -> models.Model:
    """The second part of a task belongs to another unit, unless it is to be the same."""
    same = fields.pop("same_unit", True)
    return part(unit=None if same else make_unit(), **fields)


def delivery(**fields) -> models.Model:
    rule = ReportRule.objects.first() or ReportRule.objects.create(**A_RULE)
    return ReportDelivery(rule=rule, unit=Unit.objects.first() or make_unit(), **fields)


def finding(**fields) -> models.Model:
    tour = Inspection.objects.first() or Inspection.objects.create(**AN_INSPECTION)
    unit = Unit.objects.first() or make_unit()
    return Finding(inspection=tour, unit=unit, **(A_FINDING | _named(fields)))


def listing(**fields) -> models.Model:
    return of_project(Listing)(**_named(fields))


def note(**fields) -> models.Model:
    listed = Listing.objects.first()
    if listed is None:
        listed = of_project(Listing)(**A_LISTING)
        listed.save()
    return ListingNote(listing=listed, **fields)


def problem(**fields) -> models.Model:
    project = Project.objects.first() or make_project()
    visit = Visit.objects.first() or Visit.objects.create(
        project=project, visited_on=ON, kind=Guarantor.LEADER, person="甲"
    )
    if fields.pop("with_unit", False):
        fields["unit"] = project.unit
    return VisitProblem(project=project, visit=visit, **({"text": "缺电"} | _named(fields)))


RECEIVED = {"state": PartState.UNDER_WAY, "received_on": ON}
REPORTED = RECEIVED | {"state": PartState.REPORTED, "report": "已接电", "reported_on": ON}
CLOSED = REPORTED | {
    "state": PartState.CLOSED, "check_note": "属实", "checked_on": ON, "checked_by": "person",
}  # fmt: skip
ASKED = {"extension": ExtensionState.ASKED, "extension_to": LATE, "extension_reason": "停电"}
DONE = AN_INSPECTION | {"state": InspectionState.DONE, "done_on": ON, "summary": "有序"}
MENDED = {"state": FindingState.MENDED, "reply": "已围挡", "replied_on": ON}
FINDING_CLOSED = MENDED | {
    "state": FindingState.CLOSED, "recheck": "属实", "rechecked_on": ON, "rechecked_by": "person",
}  # fmt: skip
LIST_ASKED = A_LISTING | {"state": ListingState.ASKED, "request": "已追上", "asked_on": ON}
LIFTED = A_LISTING | {
    "state": ListingState.LIFTED, "lifted_on": LATE, "lifted_by": "person", "check_note": "属实",
    "lift_reason": "两月绿牌",
}  # fmt: skip
ASSIGNED = {"state": ProblemState.ASSIGNED, "with_unit": True, "limit_on": LATE}
SOLVED = ASSIGNED | {"state": ProblemState.SOLVED, "solution": "已接电", "solved_on": ON}
CONFIRMED = SOLVED | {
    "state": ProblemState.CONFIRMED, "contact": "乙", "phone": "138", "confirmed_on": ON,
    "confirmed_by": "person",
}  # fmt: skip

_CLOSED = "办结须有核验意见、核验人和核验日期，且不早于报告"
_DELIVERED = "报告和办结须有办理结果和报告日期"
_RECHECK = "销号须有复查意见、复查人和日期，且不早于报送"
_DONE = "检查完成须有检查日期和检查情况"
_LIFT = "摘牌须有核查情况、核查人、理由和日期"
_LISTED = "挂牌须有督办县领导和整改时限，时限不早于挂牌日期"
_CONFIRM = "企业确认须有联系人、电话、登记人和日期"

CHECKS: dict[str, list[Case]] = {
    "task_says_what_and_by_whom": [
        (Task, A_TASK | {"title": ""}, A_TASK, "请写明事项、办理要求和交办人"),
        (Task, A_TASK | {"given_by": ""}, A_TASK, "请写明事项、办理要求和交办人"),
    ],
    "task_limit_not_before_it_is_given": [
        (Task, A_TASK | {"limit_on": EARLY}, A_TASK | {"limit_on": ON},
         "办结时限不能早于交办日期"),
    ],
    "task_part_received_with_its_date": [
        (part, RECEIVED | {"received_on": None}, RECEIVED, "签收须有日期"),
        (part, REPORTED | {"received_on": None}, {"state": PartState.CANCELLED}, "签收须有日期"),
    ],
    "task_part_delivered_with_its_report": [
        (part, REPORTED | {"report": ""}, REPORTED, _DELIVERED),
        (part, REPORTED | {"reported_on": None}, RECEIVED, _DELIVERED),
    ],
    "task_part_closed_with_its_check": [
        (part, CLOSED | {"check_note": ""}, CLOSED, _CLOSED),
        (part, CLOSED | {"checked_by": None}, REPORTED, _CLOSED),
        (part, CLOSED | {"checked_on": EARLY}, CLOSED | {"checked_on": LATE}, _CLOSED),
    ],
    "task_part_extension_with_its_reason": [
        (part, ASKED | {"extension_reason": ""}, ASKED, "申请延期须填写日期和理由"),
        (part, ASKED | {"extension_to": None}, {}, "申请延期须填写日期和理由"),
    ],
    "report_rule_due_day": [
        (ReportRule, A_RULE | {"due_day": 29}, A_RULE | {"due_day": 28}, "截止日须为 1 至 28"),
        (ReportRule, A_RULE | {"due_day": 0}, A_RULE | {"due_day": 1}, "截止日须为 1 至 28"),
    ],
    "report_rule_until_not_before_since": [
        (ReportRule, A_RULE | {"until": EARLY}, A_RULE | {"until": ON},
         "停止日期不能早于执行日期"),
    ],
    "report_delivery_has_text": [
        (delivery, A_DELIVERY | {"text": ""}, A_DELIVERY, "请填写报告内容"),
    ],
    "report_delivery_part": [
        (delivery, A_DELIVERY | {"part": 13}, A_DELIVERY | {"part": 12}, "期须为 1 至 12"),
        (delivery, A_DELIVERY | {"part": 0}, A_DELIVERY | {"part": 1}, "期须为 1 至 12"),
    ],
    "inspection_says_who_and_what": [
        (Inspection, AN_INSPECTION | {"inspectors": ""}, AN_INSPECTION,
         "请填写检查人员和检查内容"),
    ],
    "inspection_done_with_date_and_words": [
        (Inspection, DONE | {"summary": ""}, DONE, _DONE),
        (Inspection, DONE | {"done_on": None}, AN_INSPECTION, _DONE),
        (Inspection, AN_INSPECTION | {"done_on": ON}, DONE, _DONE),
    ],
    "finding_has_text": [(finding, {"text": ""}, {}, "请填写发现的问题")],
    "finding_mended_with_its_reply": [
        (finding, MENDED | {"reply": ""}, MENDED, "报送整改须有整改情况和日期"),
        (finding, MENDED | {"replied_on": None}, {}, "报送整改须有整改情况和日期"),
    ],
    "finding_closed_with_its_recheck": [
        (finding, FINDING_CLOSED | {"recheck": ""}, FINDING_CLOSED, _RECHECK),
        (finding, FINDING_CLOSED | {"rechecked_by": None}, MENDED, _RECHECK),
        (finding, FINDING_CLOSED | {"rechecked_on": EARLY}, FINDING_CLOSED, _RECHECK),
    ],
    "listing_decided_with_its_reason": [
        (listing, {"state": ListingState.DECLINED},
         {"state": ListingState.DECLINED, "reason": "已追上"}, "挂牌和不挂牌都须写明理由"),
    ],
    "listing_with_leader_and_limit": [
        (listing, A_LISTING | {"leader": ""}, A_LISTING, _LISTED),
        (listing, A_LISTING | {"limit_on": EARLY}, A_LISTING | {"limit_on": ON}, _LISTED),
    ],
    "listing_asked_with_its_words": [
        (listing, LIST_ASKED | {"request": ""}, LIST_ASKED, "申请摘牌须写明整改完成情况"),
    ],
    "listing_lifted_with_check_and_reason": [
        (listing, LIFTED | {"check_note": ""}, LIFTED, _LIFT),
        (listing, LIFTED | {"lift_reason": ""}, LIFTED, _LIFT),
        (listing, LIFTED | {"lifted_by": None}, A_LISTING, _LIFT),
        (listing, LIFTED | {"lifted_on": EARLY}, LIFTED | {"lifted_on": ON}, _LIFT),
        (listing, A_LISTING | {"lifted_on": ON}, A_LISTING, _LIFT),
    ],
    "listing_note_has_text": [(note, A_NOTE | {"text": ""}, A_NOTE, "请填写整改进展")],
    "listing_note_month": [(note, A_NOTE | {"month": 13}, A_NOTE | {"month": 12}, "月份须为1至12")],
    "visit_problem_has_text": [(problem, {"text": ""}, {}, "请填写问题")],
    "visit_problem_assigned_with_unit_and_limit": [
        (problem, ASSIGNED | {"with_unit": False}, ASSIGNED, "交办须有承办单位和解决时限"),
        (problem, ASSIGNED | {"limit_on": None}, {}, "交办须有承办单位和解决时限"),
    ],
    "visit_problem_solved_with_its_words": [
        (problem, SOLVED | {"solution": ""}, SOLVED, "报送解决情况须写明怎样解决"),
    ],
    "visit_problem_confirmed_by_the_enterprise": [
        (problem, CONFIRMED | {"phone": ""}, CONFIRMED, _CONFIRM),
        (problem, CONFIRMED | {"confirmed_by": None}, SOLVED, _CONFIRM),
        (problem, CONFIRMED | {"confirmed_on": EARLY}, CONFIRMED, _CONFIRM),
    ],
}  # fmt: skip

UNIQUE: dict[str, Once] = {
    "task_part_once": (other_part, {}, {"same_unit": False}, "该单位已承办这件事项"),
    "report_rule_once": (ReportRule, A_RULE, {"name": "季报告"}, "已有同名的报告规定"),
    "report_delivery_once": (delivery, A_DELIVERY, {"part": 5}, "本期报告已经报送"),
    "listing_one_open": (listing, A_LISTING, LIFTED, "该项目已在挂牌督办中"),
    "listing_note_once": (note, A_NOTE, {"month": 6}, "本月进展已经填过"),
}
