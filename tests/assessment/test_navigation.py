from datetime import date

import pytest

from assessment import navigation
from projects.choices import Role
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EVERYBODY = ["首页", "帮助"]
COUNTY = ["首页", "周调度", "项目", "全链条", "领导一屏", "督导考核"]
COUNTY += ["审核", "指标完成", "亮牌", "通报"]
SETTINGS = ["全市均值", "附件核对", "年度设置", "规则", "帮助"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            Role.UNIT,
            [
                "首页",
                "填报",
                "周调度",
                "项目",
                "全链条",
                "督导考核",
                "指标完成",
                "亮牌",
                "导入",
                "规则",
                "帮助",
            ],
        ),
        (
            Role.DRC,
            [*COUNTY, "导入", *SETTINGS[:2], "评定", *SETTINGS[2:], "管理后台"],
        ),
        (Role.LEADER, [*COUNTY, *SETTINGS]),
        (Role.FINANCE, [page for page in COUNTY if page != "审核"] + SETTINGS[-2:]),
        (Role.AUDITOR, [*COUNTY, *SETTINGS, "管理后台"]),
        (Role.SYSADMIN, [*EVERYBODY, "管理后台"]),
    ],
)
def test_each_role_has_its_pages_and_may_open_them(client, role, expected):
    user = make_user(role)
    items = navigation.items(user, "/")
    assert [item.label for item in items] == expected
    client.force_login(user)
    answers = {item.label: client.get(item.url, follow=True).status_code for item in items}
    assert answers == dict.fromkeys(expected, 200)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["首页"]),
        ("/projects/X-1/", ["项目"]),
        ("/quota/2022/", ["指标完成"]),
        ("/settings/year/2023/", ["年度设置"]),
        ("/settings/rules/", ["规则"]),
        ("/chain/", ["全链条"]),
        ("/password/", []),
    ],
)
def test_the_open_section_is_marked(path, expected):
    items = navigation.items(make_user(Role.LEADER), path)
    assert [item.label for item in items if item.current] == expected


def test_the_hub_of_supervision_leads_to_the_visits_and_their_problems(client):
    client.force_login(make_user(Role.LEADER))
    html = client.get("/supervision/").content.decode()
    assert '<a href="/visits/"><strong>包保走访' in html
    assert '<a href="/visits/problems/"><strong>走访问题' in html


def test_the_hub_leads_nobody_to_visits_who_may_not_read_them(client):
    user = make_user(Role.FINANCE)
    client.force_login(user)
    assert client.get("/visits/").status_code == 403
    assert "/visits/" not in client.get("/supervision/").content.decode()


def test_visits_belong_to_the_chain_alone():
    items = navigation.items(make_user(Role.LEADER), "/visits/problems/")
    assert [item.label for item in items if item.current] == ["全链条"]


def test_a_stranger_sees_none(client):
    html = client.get("/login/").content.decode()
    assert "主导航" not in html


def test_a_demonstration_says_its_day(client, settings):
    assert "演示数据" not in client.get("/login/").content.decode()
    settings.FIXED_TODAY = date(2023, 11, 30)
    assert "演示数据：系统日期固定为 2023年11月30日" in client.get("/login/").content.decode()
