from datetime import date

import pytest

from assessment.models import Policy
from projects.choices import Role
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page(client, role, url="/help/") -> str:
    client.force_login(make_user(role))
    return client.get(url).content.decode()


@pytest.mark.parametrize(
    ("role", "heading"),
    [
        (Role.UNIT, "填报：导入工作簿"),
        (Role.UNIT, "查看本单位"),
        (Role.UNIT, "填报：周调度"),
        (Role.DRC, "每月收齐月度进度"),
        (Role.LEADER, "查看全县"),
        (Role.AUDITOR, "查看全县"),
        (Role.SYSADMIN, "账号管理"),
    ],
)
def test_each_role_reads_its_own_work(client, role, heading):
    assert heading in page(client, role)


def test_the_system_administrator_reads_no_rules(client):
    assert "规则怎么读" not in page(client, Role.SYSADMIN)
    assert client.get("/settings/rules/").status_code == 403


def test_rules_carry_the_year_s_values(client, settings):
    settings.FIXED_TODAY = date(2023, 6, 1)
    Policy.objects.create(
        year=2023, version=4, yellow_after_months=2, red_after_months=5, persistent_red_months=3,
        carry_surplus_down=True,
    )  # fmt: skip
    html = page(client, Role.LEADER, "/settings/rules/")
    for part in ("规则 2023.1", "2023年政策第4版", "逾期满5个月及以上：红牌", "连续3个月红牌"):
        assert part in html
    assert "高档次超额可以抵低档次任务" in html


def test_without_a_policy_the_page_says_so(client):
    assert "尚未设置，按默认值" in page(client, Role.LEADER, "/settings/rules/")


@pytest.mark.parametrize(
    ("role", "told", "untold"),
    [
        pytest.param(Role.UNIT, "包保走访", "", id="a-unit-all-stages"),
        pytest.param(Role.COMMERCE, "签约", "统计投资", id="commerce-its-own"),
        pytest.param(Role.STATISTICS, "统计投资", "包保走访", id="statistics-its-own"),
    ],
)
def test_each_role_is_told_of_its_stages(client, role, told, untold):
    html = page(client, role)
    section = html.partition("全链条各段")[2].partition("</ul>")[0]
    assert f">{told}</a>" in section
    assert not untold or f">{untold}</a>" not in section
