from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.actions.mentions import decide_mentions
from assessment.actions.policy import save_policy
from assessment.cards.engine import assess
from assessment.choices.mentions import MentionKind, MentionState
from assessment.models import Mention, Policy, Quota
from assessment.models.runs import RunKind
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.models import Project
from projects.periods import Month
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
MONTH, DAY = Month(2023, 4), date(2023, 5, 3)
ADDRESS = "/mentions/2023-04/"


@pytest.fixture
def units(settings):
    """甲 keeps up; 乙 has three projects red since March; 丙 has nothing."""
    settings.FIXED_TODAY = date(2023, 5, 3)
    good, bad, third = (make_unit(name) for name in ("甲镇", "乙镇", "丙镇"))
    for unit in (good, bad):
        Quota.objects.create(year=2023, annex="start", band="total", unit=unit, printed=2)
    make_project(unit=good, started_on=date(2023, 3, 1), start_due=date(2023, 3, 1))
    for _ in range(3):
        make_project(unit=bad, start_due=date(2023, 1, 15))
    Project.objects.filter(unit=good).update(completed_on=date(2023, 3, 31))
    assess(date(2023, 4, 30), kind=RunKind.COMMAND)
    return good, bad, third


@pytest.fixture
def drc(client, units):
    user = make_user(Role.DRC)
    client.force_login(user)
    return user


def decide(client, kind, units, **values):
    data = {"kind": kind, "state": "listed", "units": [unit.pk for unit in units], "reason": ""}
    return client.post(ADDRESS, data | values)


def test_the_page_proposes_with_grounds(client, units, drc):
    lists = {kind: proposed for kind, _, proposed in client.get(ADDRESS).context["lists"]}
    assert [each.unit.name for each in lists[MentionKind.PRAISE]] == ["甲镇"]
    assert [each.unit.name for each in lists[MentionKind.WARNING]] == ["乙镇"]
    assert [ground.text for ground in lists[MentionKind.WARNING][0].grounds] == [
        "持续红牌项目3个",
        "本月红牌3张",
        "开工任务完成0.0%，落后序时32.9个百分点",
    ]


def test_a_decision_keeps_its_grounds(client, units, drc):
    answer = decide(client, "warning", [units[1]])
    assert answer.status_code == 302
    row = Mention.objects.get()
    assert (row.unit, row.state, row.decided_by) == (units[1], MentionState.LISTED, drc)
    assert row.evidence[0] == {"text": "持续红牌项目3个", "clause": "二（三）3、二（四）2"}
    Project.objects.filter(unit=units[1]).update(started_on=date(2023, 1, 1))
    assess(date(2023, 4, 30), kind=RunKind.COMMAND)
    assert "持续红牌项目3个" in client.get(ADDRESS).content.decode()
    assert row.history.get().history_user == drc


def test_a_unit_without_grounds_needs_a_reason(client, units, drc):
    answer = decide(client, "warning", [], other=units[2].pk)
    assert "请写明列入理由" in answer.content.decode()
    assert not Mention.objects.exists()
    decide(client, "warning", [], other=units[2].pk, reason="县委研究")
    assert Mention.objects.get().reason == "县委研究"


def test_nobody_ticked_is_said(client, units, drc):
    assert "请先勾选责任单位" in decide(client, "praise", []).content.decode()


def test_leaving_out_needs_a_reason_and_keeps_what_was_typed(client, units, drc):
    answer = decide(client, "warning", [units[1]], state="left_out")
    html = answer.content.decode()
    assert "不列入须写明理由" in html
    assert f'id="warning-{units[1].pk}" aria-label="乙镇" checked' in html
    assert 'href="#warning-reason"' in html
    assert not Mention.objects.exists()
    with pytest.raises(RefusedError, match="请写明不列入的理由"):
        decide_mentions(
            month=MONTH, kind=MentionKind.WARNING, state=MentionState.LEFT_OUT,
            units={units[1]: [{"text": "红牌", "clause": "二"}]}, reason="", on=DAY, by=drc,
        )  # fmt: skip
    done = client.post(ADDRESS, {"kind": "warning", "state": "left_out", "units": [units[1].pk],
                                 "reason": "已开工"}, follow=True)  # fmt: skip
    assert "乙镇不列入预警提醒名单，理由已记录" in done.content.decode()
    assert (Mention.objects.get().state, Mention.objects.get().reason) == ("left_out", "已开工")


def test_the_message_says_who_sees_it_now(client, units, drc):
    decide(client, "warning", [units[1]])
    assert "乙镇已列入预警提醒名单，本单位从现在起看得到" in client.get(ADDRESS).content.decode()


LIMITS = ("30个百分点", "4张红牌", "1项", "本系统的建议")


@pytest.mark.parametrize(
    ("role", "where"),
    [
        pytest.param(Role.DRC, '<a href="/settings/year/2023/#policy">', id="drc-may-change"),
        pytest.param(Role.LEADER, "由发改局在<a", id="leader-reads-where"),
        pytest.param(Role.UNIT, "由发改局在年度设置里改", id="a-unit-is-told-who"),
    ],
)
def test_the_rule_is_told_with_the_year_s_limits(client, units, drc, role, where):
    numbers = {"warning_behind_points": 30, "warning_red_cards": 4, "warning_grounds": 1}
    save_policy(policy=Policy(year=2023, **numbers), by=drc)
    client.force_login(make_user(role, units[0] if role is Role.UNIT else None))
    html = client.get(ADDRESS).content.decode()
    assert all(words in html for words in (*LIMITS, where))


def test_the_year_s_limits_make_the_proposals(client, units, drc):
    save_policy(policy=Policy(year=2023, warning_grounds=4), by=drc)
    lists = {kind: proposed for kind, _, proposed in client.get(ADDRESS).context["lists"]}
    assert lists[MentionKind.WARNING] == []


def test_not_on_both_lists_and_none_of_a_bad_batch(client, units, drc):
    decide(client, "warning", [units[1]])
    answer = decide(client, "praise", [units[0], units[1]], reason="研究")
    assert "乙镇：同一单位同一个月不能既列入正向激励又列入预警提醒" in answer.content.decode()
    assert [row.unit for row in Mention.objects.all()] == [units[1]]


def test_a_changed_decision_needs_a_reason_and_loses_to_a_newer_one(client, units, drc):
    decide(client, "warning", [units[1]])
    row = Mention.objects.get()
    change = {"row": row.pk, "version": row.version, "move": "leave_out", "reason": ""}
    assert "请写明改变决定的理由" in client.post(ADDRESS, change).content.decode()
    assert client.post(ADDRESS, change | {"reason": "已整改"}).status_code == 302
    stale = client.post(ADDRESS, change | {"reason": "另有情况"})
    assert stale.status_code == 409
    row.refresh_from_db()
    assert (row.state, row.reason, row.version) == (MentionState.LEFT_OUT, "已整改", 2)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        pytest.param(Role.LEADER, {"甲镇", "乙镇"}, id="leader-all"),
        pytest.param(Role.COMMERCE, {"乙镇"}, id="co-lead-what-is-listed"),
    ],
)
def test_who_sees_what(client, units, drc, role, sees):
    decide(client, "warning", [units[1]])
    decide(client, "praise", [units[0]], state="left_out", reason="信访未结")
    client.get(ADDRESS)  # what the deciding person is told is read
    client.force_login(make_user(role))
    page = client.get(ADDRESS).content.decode()
    assert {name for name in ("甲镇", "乙镇", "丙镇") if name in page} == sees


@pytest.mark.parametrize(("number", "sees"), [(0, False), (1, True)])
def test_a_unit_sees_itself_only(client, units, drc, number, sees):
    decide(client, "warning", [units[1]])
    client.force_login(make_user(Role.UNIT, unit=units[number]))
    assert ("持续红牌项目3个" in client.get(ADDRESS).content.decode()) is sees
    assert client.post(ADDRESS, {"kind": "warning", "state": "listed"}).status_code == 403
    assert Mention.objects.count() == 1


def test_the_list_as_a_workbook(client, units, drc):
    decide(client, "warning", [units[1]])
    answer = client.get(reverse("mentions-file", args=[MONTH]))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    listed = [row[1] for row in book["预警提醒"].iter_rows(values_only=True) if row[0] == 1]
    assert listed == ["乙镇"]
    assert "正向激励" in book.sheetnames


def test_a_month_ahead_is_not_there(client, drc):
    assert client.get("/mentions/2023-06/").status_code == 404
