"""The named constraints of papers, notices, circulars and interviews, for `test_models`.

A field given as a function is made together with its row: {"paper": paper, "checked_by": person}.
"""

from datetime import date
from itertools import count

from django.db import models

from assessment.choices import Rule
from assessment.choices.notices import (
    CircularState,
    ExtensionState,
    InterviewState,
    NoticeState,
    PaperKind,
    ProposalState,
)
from assessment.models import (
    CaseEvent,
    Circular,
    Interview,
    InterviewProposal,
    NoticeExtension,
    Paper,
    PaperCounter,
    PaperTemplate,
    SupervisionNotice,
)
from projects.models import Project
from projects.periods import Month
from tests.assessment.constraints_cases import person
from tests.factories import make_project
from tests.projects.constraints_chain import EARLY, LATE, ON, Case, Maker, Once, of_unit

_numbers = count(2)


def with_made(maker: Maker, **defaults) -> Maker:
    """A maker that makes each field given as a function, and has these defaults."""

    def make(**fields) -> models.Model:
        named = defaults | fields
        return maker(**{n: value() if callable(value) else value for n, value in named.items()})

    return make


def stored(maker: Maker) -> Maker:
    def make(**fields) -> models.Model:
        row = maker(**fields)
        row.save()
        return row

    return make


def own_number() -> int:
    return next(_numbers)


def owner() -> Project:
    return Project.objects.first() or make_project()


def standing_notice() -> models.Model:
    return SupervisionNotice.objects.first() or stored(notice)()


A_PAPER = {
    "kind": PaperKind.NOTICE, "year": 2023, "number": 1, "title": "督办", "issued_on": ON,
    "file": "papers/2023/1.docx", "sha256": "0" * 64,
}  # fmt: skip
A_TEMPLATE = {"kind": PaperKind.NOTICE, "number": 1, "name": "1.docx", "file": "1.docx"}

template = with_made(PaperTemplate, by=person, **A_TEMPLATE)
new_template = with_made(template, number=own_number)
counter = with_made(PaperCounter, kind=PaperKind.NOTICE, year=2023)
any_paper = with_made(Paper, signed_by=person, **A_PAPER)
paper = stored(with_made(any_paper, number=own_number))
notice = with_made(of_unit(SupervisionNotice), subject="开工", demands="尽快开工", due_on=LATE)
extension = with_made(
    NoticeExtension, notice=standing_notice, old_due=ON, new_due=LATE, reason="停电",
    asked_on=ON, asked_by=person,
)  # fmt: skip
circular = with_made(Circular, demands="限期落实")
interview = with_made(of_unit(Interview), confirmed_on=ON)
event = with_made(CaseEvent, unit=lambda: owner().unit, what="签收", state="x", on=ON, by=person)
proposal = with_made(of_unit(InterviewProposal), proposed_on=ON)
a_notice, a_circular, an_interview = stored(notice), stored(circular), stored(interview)

VOID = {"voided_on": LATE, "voided_by": person, "void_reason": "有误"}

ISSUED = {"state": NoticeState.ISSUED, "paper": paper, "issued_on": ON}
RECEIVED = ISSUED | {"state": NoticeState.RECEIVED, "received_on": ON, "received_by": person}
REPLIED = RECEIVED | {
    "state": NoticeState.REPLIED, "reply": "已开工", "replied_on": ON, "replied_by": person,
}  # fmt: skip
CHECK = {"check_result": "属实", "checked_on": ON, "checked_by": person}
RETURNED = REPLIED | CHECK | {"state": NoticeState.RETURNED}
NOTICE_CLOSED = RETURNED | {"state": NoticeState.CLOSED}
WITHDRAWN = ISSUED | {"state": NoticeState.WITHDRAWN}

GRANTED = {
    "state": ExtensionState.GRANTED, "answer": "同意", "answered_on": ON, "answered_by": person,
}  # fmt: skip
REFUSED = GRANTED | {"state": ExtensionState.REFUSED, "answer": "不同意"}
PRINTED = {"state": CircularState.ISSUED, "paper": paper, "issued_on": ON}

DATED = {
    "state": InterviewState.DATED, "meet_on": ON, "place": "三楼", "talker": "甲", "paper": paper,
}  # fmt: skip
HELD = DATED | {"state": InterviewState.HELD, "held_on": ON, "minutes": "已谈"}
PROMISE = {"promise": "六月开工", "promise_due": LATE}
REPORT = {"report": "已开工", "reported_on": ON}
CHECKED = HELD | PROMISE | REPORT | CHECK | {"state": InterviewState.CHECKED}
FOLLOW_UP = CHECKED | {"state": InterviewState.FOLLOW_UP}
CLOSED = CHECKED | {"state": InterviewState.CLOSED, "closed_on": LATE}
CANCELLED = {"state": InterviewState.CANCELLED, "reason": "已开工"}

MARCH, APRIL = Month(2023, 3).ordinal, Month(2023, 4).ordinal
RUN = {"project": owner, "rule": Rule.START, "first": MARCH, "last": MARCH}
UNHEEDED = {"notice": a_notice}
CONFIRMED = RUN | {
    "state": ProposalState.CONFIRMED, "interview": an_interview, "decided_on": ON,
    "decided_by": person,
}  # fmt: skip
DISMISSED = RUN | {
    "state": ProposalState.DISMISSED, "reason": "已开工", "decided_on": ON, "decided_by": person,
}  # fmt: skip

_YEAR = "文号的年度须是签发日期所在年度"
_VOID = "作废须有日期、原因和经办人"
_ISSUED = "下达的督办通知书须有文号和下达日期，拟定稿不能有"
_DUE = "办理时限不能早于下达日期"
_RECEIVED = "签收以后须有签收日期和签收人"
_REPLIED = "回复须有整改情况、日期和回复人"
_SETTLED = "没有回复和核查的督办通知书不能销号或退回"
_LATER = "申请延至的日期须晚于原时限"
_ANSWERED = "答复须有意见、日期和答复人"
_PRINTED = "印发的通报须有文号和印发日期，拟定稿不能有"
_EVENT = "经过须属于一份督办通知书或一次约谈"
_DATED = "约谈须有日期、地点、约谈人和通知书"
_HELD = "已约谈的须有约谈日期和纪要"
_PROMISE = "承诺和承诺完成日期须一并填写"
_CHECKED = "没有承诺和核查意见的约谈不能办结或转跟踪"
_REPORTED = "没有报送整改情况的约谈不能核查为已兑现"
_CLOSED = "办结须有日期，未办结的不能有"
_SOURCE = "约谈建议须出自一次持续红牌或一份逾期督办通知书"
_DECIDED = "确认须归入一次约谈，不予约谈须写明原因"

CHECKS: dict[str, list[Case]] = {
    "paper_number_from_one": [(any_paper, {"number": 0}, {"number": 1}, "文号从1开始")],
    "paper_year_of_its_day": [
        (any_paper, {"issued_on": date(2022, 12, 31)}, {"issued_on": date(2023, 1, 1)}, _YEAR),
        (any_paper, {"issued_on": date(2024, 1, 1)}, {"issued_on": date(2023, 12, 31)}, _YEAR),
    ],
    "paper_void_with_reason": [
        (any_paper, VOID | {"voided_on": None}, VOID, _VOID),
        (any_paper, VOID | {"voided_by": None}, VOID, _VOID),
        (any_paper, VOID | {"void_reason": ""}, VOID, _VOID),
        (any_paper, {"void_reason": "有误"}, {}, _VOID),
        (any_paper, {"voided_by": person}, {}, _VOID),
    ],
    "notice_issued_with_its_paper": [
        (notice, ISSUED | {"paper": None}, ISSUED, _ISSUED),
        (notice, ISSUED | {"issued_on": None}, ISSUED, _ISSUED),
        (notice, WITHDRAWN | {"paper": None}, WITHDRAWN, _ISSUED),
        (notice, {"paper": paper}, {}, _ISSUED),
        (notice, {"issued_on": ON}, {}, _ISSUED),
    ],
    "notice_due_after_issue": [
        (notice, ISSUED | {"due_on": EARLY}, ISSUED | {"due_on": ON}, _DUE),
        (notice, ISSUED | {"due_on": EARLY}, {"due_on": EARLY}, _DUE),
    ],
    "notice_received_by_someone": [
        (notice, RECEIVED | {"received_on": None}, RECEIVED, _RECEIVED),
        (notice, RECEIVED | {"received_by": None}, ISSUED, _RECEIVED),
        (notice, REPLIED | {"received_by": None}, REPLIED, _RECEIVED),
        (notice, RETURNED | {"received_by": None}, RETURNED, _RECEIVED),
        (notice, NOTICE_CLOSED | {"received_by": None}, WITHDRAWN, _RECEIVED),
    ],
    "notice_replied_with_words": [
        (notice, REPLIED | {"reply": ""}, REPLIED, _REPLIED),
        (notice, REPLIED | {"replied_on": None}, REPLIED, _REPLIED),
        (notice, REPLIED | {"replied_by": None}, RECEIVED, _REPLIED),
        (notice, RETURNED | {"reply": ""}, RETURNED, _REPLIED),
        (notice, NOTICE_CLOSED | {"reply": ""}, NOTICE_CLOSED, _REPLIED),
    ],
    "notice_closed_after_check": [
        (notice, NOTICE_CLOSED | {"check_result": ""}, NOTICE_CLOSED, _SETTLED),
        (notice, NOTICE_CLOSED | {"checked_by": None}, NOTICE_CLOSED, _SETTLED),
        (notice, NOTICE_CLOSED | {"checked_on": None}, REPLIED, _SETTLED),
        (notice, NOTICE_CLOSED | {"checked_on": EARLY}, NOTICE_CLOSED | {"checked_on": LATE},
         _SETTLED),
        (notice, RETURNED | {"check_result": ""}, RETURNED, _SETTLED),
    ],
    "extension_later": [
        (extension, {"new_due": ON}, {"new_due": LATE}, _LATER),
        (extension, {"new_due": EARLY}, {"new_due": LATE}, _LATER),
    ],
    "extension_asked_in_time": [
        (extension, {"asked_on": LATE}, {"asked_on": ON}, "延期须在时限届满前申请"),
    ],
    "extension_answered_by_someone": [
        (extension, GRANTED | {"answer": ""}, GRANTED, _ANSWERED),
        (extension, GRANTED | {"answered_on": None}, {}, _ANSWERED),
        (extension, REFUSED | {"answered_by": None}, REFUSED, _ANSWERED),
    ],
    "circular_issued_with_its_paper": [
        (circular, PRINTED | {"paper": None}, PRINTED, _PRINTED),
        (circular, PRINTED | {"issued_on": None}, PRINTED, _PRINTED),
        (circular, {"paper": paper}, {}, _PRINTED),
        (circular, {"issued_on": ON}, PRINTED | {"state": CircularState.WITHDRAWN}, _PRINTED),
    ],
    "case_event_of_something": [
        (event, {}, {"notice": a_notice}, _EVENT),
        (event, {"circular": a_circular}, {"interview": an_interview}, _EVENT),
    ],
    "interview_dated_with_its_paper": [
        (interview, DATED | {"meet_on": None}, DATED, _DATED),
        (interview, DATED | {"paper": None}, DATED, _DATED),
        (interview, DATED | {"place": ""}, {}, _DATED),
        (interview, DATED | {"talker": ""}, CANCELLED, _DATED),
    ],
    "interview_held_with_minutes": [
        (interview, HELD | {"held_on": None}, HELD, _HELD),
        (interview, HELD | {"minutes": ""}, DATED, _HELD),
        (interview, CLOSED | {"minutes": ""}, CLOSED, _HELD),
    ],
    "interview_promise_dated": [
        (interview, HELD | PROMISE | {"promise": ""}, HELD | PROMISE, _PROMISE),
        (interview, HELD | PROMISE | {"promise_due": None}, HELD, _PROMISE),
    ],
    "interview_checked_by_someone": [
        (interview, CHECKED | {"promise": "", "promise_due": None}, CHECKED, _CHECKED),
        (interview, CHECKED | {"checked_on": None}, CHECKED, _CHECKED),
        (interview, CHECKED | {"checked_by": None}, HELD, _CHECKED),
        (interview, FOLLOW_UP | {"check_result": ""}, FOLLOW_UP, _CHECKED),
        (interview, CLOSED | {"check_result": ""}, CLOSED, _CHECKED),
    ],
    "interview_kept_as_reported": [
        (interview, CHECKED | {"report": ""}, FOLLOW_UP | {"report": ""}, _REPORTED),
        (interview, CLOSED | {"reported_on": None}, CLOSED, _REPORTED),
    ],
    "interview_closed_with_its_date": [
        (interview, CLOSED | {"closed_on": None}, CLOSED, _CLOSED),
        (interview, CHECKED | {"closed_on": LATE}, CHECKED, _CLOSED),
    ],
    "interview_cancelled_with_reason": [
        (interview, CANCELLED | {"reason": ""}, CANCELLED, "取消约谈须写明原因"),
    ],
    "proposal_of_a_run_or_a_notice": [
        (proposal, {}, RUN, _SOURCE),
        (proposal, RUN | UNHEEDED, UNHEEDED, _SOURCE),
        (proposal, RUN | {"project": None}, RUN, _SOURCE),
        (proposal, RUN | {"rule": None}, RUN, _SOURCE),
        (proposal, RUN | {"first": None}, RUN, _SOURCE),
        (proposal, RUN | {"last": None}, RUN, _SOURCE),
        (proposal, RUN | {"last": MARCH - 1}, RUN | {"last": APRIL}, _SOURCE),
        (proposal, UNHEEDED | {"project": owner}, UNHEEDED, _SOURCE),
        (proposal, UNHEEDED | {"last": MARCH}, UNHEEDED, _SOURCE),
    ],
    "proposal_decided_by_someone": [
        (proposal, RUN | {"decided_on": ON}, RUN, _DECIDED),
        (proposal, RUN | {"interview": an_interview}, RUN, _DECIDED),
        (proposal, CONFIRMED | {"interview": None}, CONFIRMED, _DECIDED),
        (proposal, CONFIRMED | {"decided_on": None}, CONFIRMED, _DECIDED),
        (proposal, CONFIRMED | {"decided_by": None}, CONFIRMED, _DECIDED),
        (proposal, DISMISSED | {"reason": ""}, DISMISSED, _DECIDED),
        (proposal, DISMISSED | {"decided_on": None}, DISMISSED, _DECIDED),
        (proposal, DISMISSED | {"decided_by": None}, DISMISSED, _DECIDED),
    ],
}  # fmt: skip

UNIQUE: dict[str, Once] = {
    "paper_template_once": (
        template, {"in_use": False}, {"number": 2}, "该种公文已有这一版模板"),
    "paper_template_one_in_use": (
        new_template, {}, {"in_use": False}, "每种公文只能有一个使用中的模板"),
    "paper_counter_once": (counter, {}, {"year": 2024}, "该种公文该年度已有编号记录"),
    "paper_number_once": (any_paper, {}, {"kind": PaperKind.INTERVIEW}, "该文号已经用过"),
    "extension_one_at_a_time": (extension, {}, REFUSED, "已有一件延期申请待答复"),
    "proposal_once_a_run": (
        proposal, RUN, {"first": APRIL, "last": APRIL}, "这次持续红牌已提出过约谈建议"),
}  # fmt: skip
