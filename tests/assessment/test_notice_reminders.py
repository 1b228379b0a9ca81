"""The reminders of a notice's limit: before it, on it and after it, once each, until the reply."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.actions import extensions, notices
from assessment.reminders.building import build
from projects.choices import Role
from projects.models import Message
from tests.assessment.cases import DAY, clerk_of, drafted, issued, received
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
LIMIT = DAY + timedelta(days=10)  # 13 April


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def remind(day: date) -> None:
    build(day, at(day))


def open_texts(unit) -> list[str]:
    found = Message.objects.filter(unit=unit, done_at=None, key__startswith="due-notice-")
    return list(found.values_list("text", flat=True))


NOTICE = "宁发改督〔2023〕1号还没有回复，"


@pytest.mark.parametrize("state", [issued, received], ids=["issued", "received"])
@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param(4, [], id="four-days-before"),
        pytest.param(3, [f"{NOTICE}4月13日截止。"], id="three-days-before"),
        pytest.param(1, [f"{NOTICE}4月13日截止。"], id="the-day-before"),
        pytest.param(0, [f"{NOTICE}今天（4月13日）截止。"], id="the-limit"),
        pytest.param(-1, [f"{NOTICE}已于4月13日截止。"], id="the-day-after"),
    ],
)
def test_the_unit_is_reminded(unit, drc, state, before, said):
    row = state(unit, drc)
    other = make_unit("乙镇")
    remind(LIMIT - timedelta(days=before))
    assert (open_texts(unit), open_texts(other)) == (said, [])
    if said:
        message = Message.objects.get(key__startswith="due-notice-")
        assert message.url == reverse("notice", args=[row.pk])


def test_each_stage_is_said_once(unit, drc):
    received(unit, drc)
    for number in range(20):
        remind(DAY + timedelta(days=number))
        remind(DAY + timedelta(days=number))
    said = Message.objects.filter(key__startswith="due-notice-")
    assert [message.text for message in said.order_by("pk")] == [
        f"{NOTICE}4月13日截止。", f"{NOTICE}今天（4月13日）截止。", f"{NOTICE}已于4月13日截止。"
    ]  # fmt: skip
    assert open_texts(unit) == [f"{NOTICE}已于4月13日截止。"]


@pytest.mark.parametrize("day", [LIMIT - timedelta(days=2), LIMIT, LIMIT + timedelta(days=5)])
def test_it_goes_at_once_when_the_unit_has_replied(unit, drc, day):
    row = received(unit, drc)
    remind(day)
    assert len(open_texts(unit)) == 1
    notices.reply(
        notice=row,
        version=row.version,
        text="已整改",
        no_papers="口头说明",
        on=day,
        by=clerk_of(unit),
    )
    assert open_texts(unit) == []
    remind(day)
    remind(day + timedelta(days=1))
    assert open_texts(unit) == []


def test_what_is_sent_back_is_reminded_of_by_its_new_limit(unit, drc):
    row, later = received(unit, drc), LIMIT + timedelta(days=20)
    remind(LIMIT)
    row = notices.reply(
        notice=row,
        version=row.version,
        text="已整改",
        no_papers="口头说明",
        on=LIMIT,
        by=clerk_of(unit),
    )
    notices.send_back(
        notice=row, version=row.version, text="缺照片", due_on=later, on=LIMIT, by=drc
    )
    remind(LIMIT + timedelta(days=1))
    assert open_texts(unit) == []
    remind(later)
    assert open_texts(unit) == [f"{NOTICE}今天（5月3日）截止。"]


def test_a_later_limit_takes_the_reminder_back(unit, drc):
    row, later = received(unit, drc), LIMIT + timedelta(days=10)
    remind(LIMIT - timedelta(days=2))
    on = LIMIT - timedelta(days=2)
    asked = extensions.ask_extension(
        notice=row, new_due=later, reason="雨季", on=on, by=clerk_of(unit)
    )
    extensions.answer_extension(
        extension=asked, version=asked.version, move="grant", answer="同意", on=on, by=drc
    )
    remind(LIMIT)
    assert open_texts(unit) == []


def test_nobody_is_reminded_of_a_draft(unit, drc):
    drafted(unit, drc)
    remind(LIMIT)
    assert open_texts(unit) == []
