"""A task's way to its closing: whose step it is, what each step wants, what it never allows."""

from datetime import date

import pytest

from assessment.actions.tasks import (
    answer_extension,
    ask_extension,
    check_part,
    give_task,
    receive_part,
    report_part,
)
from assessment.choices.tasks import ExtensionState, PartState
from assessment.models import Task, TaskPart
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.files.content import CleanFile
from projects.lifecycles import MoveError
from projects.models.attachments import FileKind
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
DAY, LIMIT = date(2023, 4, 3), date(2023, 4, 20)
VALUES = {
    "origin": "government", "given_by": "张县长", "given_on": DAY, "title": "接电",
    "demands": "本月接通", "limit_on": LIMIT,
}  # fmt: skip


@pytest.fixture
def units():
    return [make_unit("甲镇"), make_unit("乙镇")]


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def clerk(units):
    return make_user(Role.UNIT, units[0])


@pytest.fixture
def part(units, drc):
    task = give_task(values=VALUES, units=units, today=DAY, by=drc)
    return task.parts.get(unit=units[0])


def received(part, clerk):
    return receive_part(part=part, version=part.version, today=DAY, by=clerk)


def reported(part, clerk, day=DAY, **given):
    part = received(part, clerk)
    given = {"no_papers": "电话报告"} | given
    return report_part(
        part=part, version=part.version, report="已接通", today=day, by=clerk, **given
    )


def check(part, move, drc, note="属实", day=DAY):
    return check_part(part=part, version=part.version, move=move, note=note, today=day, by=drc)


def test_every_unit_has_its_own_part_with_state_and_limit(part, units, clerk):
    received(part, clerk)
    states = dict(TaskPart.objects.values_list("unit__name", "state"))
    assert states == {"甲镇": PartState.UNDER_WAY, "乙镇": PartState.GIVEN}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DRC, Role.GOV_OFFICE}])
def test_only_the_keepers_hand_down_and_check(part, units, clerk, role):
    person = make_user(role, units[0] if role == Role.UNIT else None)
    with pytest.raises(RefusedError):
        give_task(values=VALUES, units=units, today=DAY, by=person)
    with pytest.raises(RefusedError):
        check(reported(part, clerk), "close", person)


@pytest.mark.parametrize("role", [Role.DRC, Role.GOV_OFFICE, Role.UNIT])
def test_only_its_own_unit_answers(part, role):
    person = make_user(role, make_unit("丙镇") if role == Role.UNIT else None)
    with pytest.raises(RefusedError):
        received(part, person)


def test_no_closing_without_report_and_check(part, clerk, drc):
    with pytest.raises(MoveError):
        check(part, "close", drc)
    part = received(part, clerk)
    with pytest.raises(MoveError):
        check(part, "close", drc)
    with pytest.raises(RefusedError, match="办理结果"):
        report_part(part=part, version=part.version, report="", today=DAY, by=clerk)
    with pytest.raises(RefusedError, match="佐证材料"):
        report_part(part=part, version=part.version, report="已接通", today=DAY, by=clerk)
    part = report_part(
        part=part, version=part.version, report="已接通", no_papers="电话报告", today=DAY, by=clerk
    )
    assert part.report == "已接通\n没有佐证材料，原因：电话报告"
    with pytest.raises(RefusedError, match="核验意见"):
        check(part, "close", drc, note="")
    part = check(part, "close", drc)
    assert (part.state, part.checked_by, part.checked_on) == (PartState.CLOSED, drc, DAY)


def test_sent_back_it_is_the_unit_s_again_and_its_clock_runs(part, clerk, drc):
    part = check(reported(part, clerk), "send_back", drc, note="没有照片")
    assert (part.state, part.returned, part.finished) == (PartState.UNDER_WAY, 1, None)
    assert TaskPart.objects.overdue(date(2023, 4, 21)).filter(pk=part.pk).exists()
    assert not TaskPart.objects.overdue(LIMIT).filter(pk=part.pk).exists()


def test_the_clock_stands_from_the_report_on(part, clerk):
    part = reported(part, clerk, day=date(2023, 4, 22))
    assert not TaskPart.objects.overdue(date(2023, 5, 1)).filter(pk=part.pk).exists()
    assert list(TaskPart.objects.finished_late()) == [part]


def test_a_report_brings_its_papers(part, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    part = reported(part, clerk, files=[CleanFile("照片.pdf", FileKind.PDF, b"%PDF-1.7")])
    assert part.files.get().unit == clerk.unit


def test_a_later_limit_is_asked_for_in_time_and_granted(part, clerk, drc):
    later = date(2023, 5, 1)
    ask = {"until": later, "reason": "停电窗口", "by": clerk}
    with pytest.raises(RefusedError, match="已过"):
        ask_extension(part=part, version=part.version, today=date(2023, 4, 21), **ask)
    part = ask_extension(part=part, version=part.version, today=LIMIT, **ask)
    assert part.limit_on == LIMIT
    with pytest.raises(RefusedError):
        answer_extension(part=part, version=part.version, move="grant", answer="", by=clerk)
    with pytest.raises(RefusedError, match="原因"):
        answer_extension(part=part, version=part.version, move="refuse", answer="", by=drc)
    part = answer_extension(part=part, version=part.version, move="grant", answer="", by=drc)
    assert (part.limit_on, part.extension) == (later, ExtensionState.GRANTED)
    assert part.task.limit_on == LIMIT


def test_the_report_ends_an_open_question(part, clerk):
    until = {"until": date(2023, 5, 1), "reason": "停电"}
    part = ask_extension(part=part, version=part.version, today=DAY, by=clerk, **until)
    assert reported(part, clerk).extension == ExtensionState.REFUSED


def test_an_older_version_loses(part, clerk):
    with pytest.raises(StaleError):
        receive_part(part=part, version=part.version + 1, today=DAY, by=clerk)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"limit_on": date(2023, 4, 2)}, "不能早于交办日期", id="limit-before"),
        pytest.param({"given_on": date(2023, 4, 4)}, "不能晚于今天", id="given-tomorrow"),
        pytest.param({"title": ""}, "事项", id="no-title"),
    ],
)
def test_what_a_task_must_say(units, drc, change, message):
    with pytest.raises(RefusedError, match=message):
        give_task(values=VALUES | change, units=units, today=DAY, by=drc)
    assert not Task.objects.exists()


def test_a_task_is_of_one_unit_at_least(drc):
    with pytest.raises(RefusedError, match="责任单位"):
        give_task(values=VALUES, units=[], today=DAY, by=drc)


def test_each_step_stands_in_the_history_with_its_author(part, clerk, drc):
    check(reported(part, clerk), "close", drc)
    rows = TaskPart.history.filter(id=part.pk).order_by("history_id")
    assert [(row.state, row.history_user) for row in rows] == [
        ("given", drc), ("under_way", clerk), ("reported", clerk), ("closed", drc)
    ]  # fmt: skip
