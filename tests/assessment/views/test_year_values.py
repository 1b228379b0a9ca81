"""/settings/year/<year>/: the policy by versions, seen before it is kept, and the goals."""

from datetime import date

import pytest

from assessment.actions.policy import save_policy
from assessment.cards.engine import assess
from assessment.choices import Colour, Rule
from assessment.models import Card, Goal, Policy
from assessment.models.runs import RunKind
from projects.choices import Role
from tests.factories import make_plan, make_project, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/settings/year/2023/"
VALUES = {
    "yellow_after_months": "1",
    "red_after_months": "2",
    "persistent_red_months": "2",
    "monthly_open_day": "25",
    "monthly_due_day": "5",
    "weekly_due_weekday": "5",
    "warning_behind_points": "20",
    "warning_red_cards": "3",
    "warning_grounds": "2",
}
GOAL = {"annex": "start", "key": "total", "target": 300, "clause": "一"}


@pytest.fixture
def drc(client, settings):
    settings.FIXED_TODAY = date(2023, 4, 20)
    user = make_user(Role.DRC, name="王科长")
    client.force_login(user)
    return user


@pytest.fixture
def policy(drc):
    """Version 1, and a project two and a half months late."""
    made = save_policy(policy=Policy(year=2023), by=drc)
    project = make_project("A1", name="甲镇水泥厂", start_due=date(2023, 2, 5))
    make_plan(project, 2023, 1000)
    assess(date(2023, 4, 20), kind=RunKind.COMMAND)
    return made


def filled(form, **given) -> dict[str, str]:
    values = {bound.name: bound.value() for bound in form}
    kept = {name: "" if value is None else str(value) for name, value in values.items()}
    return {name: value for name, value in kept.items() if value != "False"} | given


def typed(client, **given) -> dict[str, str]:
    return filled(client.get(URL).context["policy_form"], **given)


def preview(client, data, url=URL):
    return client.post(url, data | {"preview": "1"})


def confirm(client, data, url=URL):
    shown = preview(client, data, url).context["effect"]
    return client.post(url, data | {"confirm": "1", "fingerprint": shown.fingerprint})


def test_a_preview_shows_the_cards_and_keeps_nothing(client, policy):
    shown = preview(client, typed(client, red_after_months="3"))
    html = shown.content.decode()
    assert "开工红牌时限(月) 2 → 3" in html
    assert "开工牌 红→黄" in html
    assert "甲镇水泥厂" in html
    assert Policy.objects.get().red_after_months == 2
    assert Policy.history.count() == 1


def test_a_confirm_makes_a_version_and_judges_at_once(client, policy, drc):
    assert confirm(client, typed(client, red_after_months="3")).status_code == 302
    card = Card.objects.get(rule=Rule.START, month=4)
    assert (card.colour, card.policy_version) == (Colour.YELLOW, 2)
    first, second = client.get(URL).context["versions"]
    assert (first.number, first.by, first.changes) == (2, drc, ["开工红牌时限(月) 2 → 3"])
    assert (second.number, second.changes) == (1, ["设立"])


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("monthly_due_day", "8", "月报截止日(次月) 5 → 8"),
        ("monthly_open_day", "20", "月报开放日(当月) 25 → 20"),
        ("weekly_due_weekday", "4", "周调度截止(星期) 星期五 → 星期四"),
        ("carry_surplus_down", "on", "高档次超额可抵低档次 否 → 是"),
        ("persistent_red_months", "3", "持续红牌月数 2 → 3"),
        ("warning_behind_points", "25", "预警：落后序时(百分点) 20 → 25"),
        ("warning_red_cards", "4", "预警：当月红牌(张) 3 → 4"),
        ("warning_grounds", "1", "预警：同时有几项 2 → 1"),
    ],
)
def test_deadlines_and_switches_move_no_card(client, policy, name, value, shown):
    data = typed(client, **{name: value})
    html = preview(client, data).content.decode()
    assert shown in html
    assert "没有牌会变色" in html
    confirm(client, data)
    assert Policy.objects.get().version == 2
    assert client.get(URL).context["versions"][0].changes == [shown]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("red_after_months", "1", "红牌时限须长于黄牌时限", id="red-not-after-yellow"),
        pytest.param("yellow_after_months", "", "请填写，如 1", id="blank"),
        pytest.param("yellow_after_months", "一", "请填写整数，如 1", id="word"),
        pytest.param(
            "monthly_due_day", "29", "请填 1 至 28 的整数，如 5", id="no-such-day-in-february"
        ),
        pytest.param("warning_grounds", "5", "请填 1 至 4 的整数，如 2", id="five-of-four"),
        pytest.param("warning_grounds", "0", "请填 1 至 4 的整数，如 2", id="none-of-four"),
        pytest.param("weekly_due_weekday", "8", "请选择星期一至星期日", id="no-such-weekday"),
    ],
)
def test_a_wrong_value_is_explained(client, policy, name, value, message):
    response = preview(client, typed(client, **{name: value}))
    assert message in response.content.decode()
    assert response.context["effect"] is None


def test_the_same_values_make_no_version(client, policy):
    confirm(client, typed(client))
    assert Policy.objects.get().version == 1


def test_a_form_from_before_another_edit_loses_and_shows_both(client, policy):
    mine = typed(client, red_after_months="3")
    policy.red_after_months = 4
    save_policy(policy=policy, by=make_user(Role.DRC, name="李科长"))
    response = preview(client, mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "开工红牌时限(月) 4 → 3" in html
    assert "李科长" in html
    assert Policy.objects.get().red_after_months == 4
    assert confirm(client, filled(response.context["policy_form"])).status_code == 302
    assert (Policy.objects.get().red_after_months, Policy.objects.get().version) == (3, 3)


def test_going_back_keeps_what_was_typed(client, policy):
    data = typed(client, red_after_months="3") | {"edit": "1"}
    assert client.post(URL, data).context["policy_form"]["red_after_months"].value() == "3"


def test_a_new_year_takes_last_year_s_values_as_its_own(client, policy):
    url = "/settings/year/2024/"
    page = client.get(url)
    assert "2024年还没有单独设立政策，现按上一年的数值执行" in page.content.decode()
    confirm(client, filled(page.context["policy_form"]), url)
    made = Policy.objects.get(year=2024)
    assert (made.version, made.red_after_months) == (1, 2)
    assert Policy.objects.get(year=2023).version == 1


def goals(client, url=URL, **given):
    return filled(client.get(url).context["goals_form"], **given) | {"goals": "1"}


def test_goals_are_set_with_their_author(client, policy, drc):
    values = {"target-start-total": "300", "clause-start-total": "一"}
    assert client.post(URL, goals(client, **values)).status_code == 302
    goal = Goal.objects.get()
    assert (goal.year, goal.annex, goal.key, goal.target, goal.clause) == (
        2023, "start", "total", 300, "一",
    )  # fmt: skip
    assert goal.history.get().history_user == drc


def test_last_year_s_goals_are_a_proposal(client, policy):
    Goal.objects.create(year=2023, **GOAL)
    url = "/settings/year/2024/"
    html = client.get(url).content.decode()
    assert "下面是上一年的，供参考" in html
    assert not Goal.objects.filter(year=2024).exists()
    client.post(url, goals(client, url))
    assert Goal.objects.get(year=2024).target == 300


def test_a_goal_is_changed_and_taken_back(client, policy):
    Goal.objects.create(year=2023, **GOAL)
    client.post(URL, goals(client, **{"target-start-total": "350"}))
    assert Goal.objects.get().target == 350
    client.post(URL, goals(client, **{"target-start-total": "", "clause-start-total": ""}))
    assert not Goal.objects.exists()
    assert list(Goal.history.values_list("history_type", flat=True)) == ["-", "~", "+"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("target-start-total", "许多", "请填写整数，如 300", id="word"),
        pytest.param("target-start-total", "0", "目标须大于 0", id="zero"),
        pytest.param("target-start-total", "10000", "目标不能大于 9999", id="too-large"),
        pytest.param("clause-start-total", "", "请填写依据", id="no-clause"),
        pytest.param("clause-start-total", "字" * 21, "20 字以内", id="clause-too-long"),
    ],
)
def test_a_wrong_goal_is_explained(client, policy, name, value, message):
    values = {"target-start-total": "300", "clause-start-total": "一"} | {name: value}
    assert message in client.post(URL, goals(client, **values)).content.decode()
    assert not Goal.objects.exists()


def test_goals_from_before_another_edit_lose_and_show_both(client, policy):
    Goal.objects.create(year=2023, **GOAL)
    mine = goals(client, **{"target-start-total": "350"})
    Goal.objects.update(target=320)
    response = client.post(URL, mine)
    assert response.status_code == 409
    row = response.context["goal_rows"][0]
    assert (row.target.value(), row.stored.target) == ("350", 320)
    assert Goal.objects.get().target == 320
    client.post(URL, filled(response.context["goals_form"]) | {"goals": "1"})
    assert Goal.objects.get().target == 350


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_the_county_s_readers_only_read(client, policy, role):
    mine = typed(client)
    client.force_login(make_user(role))
    html = client.get(URL).content.decode()
    assert "开工黄牌时限" in html
    assert "预览影响" not in html
    assert "保存目标" not in html
    assert preview(client, mine).status_code == 403
    assert client.post(URL, {"goals": "1"}).status_code == 403


@pytest.mark.parametrize("role", [Role.UNIT, Role.SYSADMIN])
def test_others_see_nothing(client, policy, role):
    client.force_login(make_user(role))
    assert client.get(URL).status_code == 403


def test_the_number_of_queries_is_fixed(client, policy, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        client.get(URL)
    with django_assert_max_num_queries(11):
        client.get("/settings/year/2024/")
