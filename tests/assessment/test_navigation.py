from datetime import date

import pytest

from assessment import navigation
from projects.choices import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db

EVERYBODY = ["首页", "帮助"]
FIGURES = ["首页", "项目", "指标完成", "亮牌"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.UNIT, [*FIGURES, "导入", "规则", "帮助"]),
        (
            Role.DRC,
            [*FIGURES, "通报", "导入", "附件核对", "评定", "规则", "帮助", "管理后台"],
        ),
        (Role.LEADER, [*FIGURES, "通报", "附件核对", "规则", "帮助"]),
        (Role.FINANCE, [*FIGURES, "通报", "附件核对", "规则", "帮助"]),
        (Role.AUDITOR, [*FIGURES, "通报", "附件核对", "规则", "帮助", "管理后台"]),
        (Role.SYSADMIN, [*EVERYBODY, "管理后台"]),
    ],
)
def test_each_role_has_its_pages_and_may_open_them(client, role, expected):
    user = make_user(role)
    items = navigation.items(user, "/")
    assert [item.label for item in items] == expected
    client.force_login(user)
    assert {item.label: client.get(item.url).status_code for item in items} == dict.fromkeys(
        expected, 200
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["首页"]),
        ("/projects/X-1/", ["项目"]),
        ("/quota/2022/", ["指标完成"]),
        ("/password/", []),
    ],
)
def test_the_open_section_is_marked(path, expected):
    items = navigation.items(make_user(Role.LEADER), path)
    assert [item.label for item in items if item.current] == expected


def test_a_stranger_sees_none(client):
    html = client.get("/login/").content.decode()
    assert "主导航" not in html


def test_a_demonstration_says_its_day(client, settings):
    assert "演示数据" not in client.get("/login/").content.decode()
    settings.FIXED_TODAY = date(2023, 11, 30)
    assert "演示数据：系统日期固定为 2023年11月30日" in client.get("/login/").content.decode()
