from io import StringIO

import pytest
from django.core.management import call_command

from assessment.actions.quotas import correct_quota
from assessment.models import Quota
from projects.choices import Role
from projects.models import Unit
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/annexes/2023/"
READERS = [Role.LEADER, Role.AUDITOR]


@pytest.fixture
def quota():
    call_command("load_annexes", stdout=StringIO())
    return Quota.objects.get(year=2023, annex="start", unit__number=25, band="over_5m")


@pytest.fixture
def drc(client):
    user = make_user(Role.DRC, name="王科长")
    client.force_login(user)
    return user


def page(client, **query) -> str:
    return client.get(URL, query).content.decode()


def test_both_annexes_are_shown_as_printed(quota, drc, client):
    response = client.get(URL)
    start, planning = response.context["tables"]
    assert (len(start.rows), len(planning.rows)) == (40, 40)
    assert [cell.printed for cell in start.rows[24].cells] == ["3", "1", "5", "1"]
    assert [cell.printed for cell in start.rows[17].cells] == ["6", "1", "5", "—"]
    assert (start.rows[22].name, planning.rows[22].name) == ("县水利局", "县水务局")
    assert start.rows[5].remark == "A 类乡镇"
    assert [(cell.printed, cell.summed) for cell in start.totals] == [
        ("315", ""),
        ("72", ""),
        ("243", "249"),
        ("210", ""),
    ]


def test_contradictions_lead_to_their_cells(quota, drc, client):
    html = page(client)
    for place in ("start-sum-over_5m", "start-25-total", "start-23-name", "planning-sum-over_1b"):
        assert f'href="#{place}"' in html
        assert f'id="{place}"' in html
    assert "印发合计243，各行相加249" in html


def test_a_cell_is_corrected_with_a_reason(quota, drc, client):
    assert "更正：附件1 开工任务 第25行 县文旅局" in page(client, cell=quota.pk)
    response = client.post(URL, {"quota": quota.pk, "value": "2", "reason": "与合计相符"})
    assert response.headers["Location"] == f"{URL}#start-25-over_5m"
    quota.refresh_from_db()
    assert (quota.printed, quota.correction, quota.corrected_by) == (5, 2, drc)
    html = page(client)
    assert "<del>5</del> <strong>2</strong>" in html
    assert "王科长" in html
    assert "与合计相符" in html


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"value": "2", "reason": " "}, "请写明更正原因", id="no-reason"),
        pytest.param({"value": "", "reason": "漏印"}, "请填写更正数", id="no-value"),
        pytest.param({"value": "2.5", "reason": "漏印"}, "请填写整数", id="not-whole"),
        pytest.param({"value": "-1", "reason": "漏印"}, "不能小于 0", id="negative"),
        pytest.param({"value": "10000", "reason": "漏印"}, "不能大于 9999", id="too-large"),
        pytest.param({"value": "5", "reason": "漏印"}, "与印发数相同（5）", id="as-printed"),
        pytest.param({"value": "2", "reason": "字" * 201}, "200 字以内", id="reason-too-long"),
    ],
)
def test_a_wrong_correction_is_explained_and_keeps_what_was_typed(
    quota, drc, client, fields, message
):
    html = client.post(URL, {"quota": quota.pk, **fields}).content.decode()
    assert message in html
    assert f'value="{fields["value"]}"' in html or not fields["value"]
    quota.refresh_from_db()
    assert quota.correction is None


def test_a_correction_is_withdrawn_and_stays_in_the_history(quota, drc, client):
    correct_quota(quota=quota, value=2, reason="与合计相符", by=drc)
    client.post(URL, {"quota": quota.pk, "withdraw": "1"})
    quota.refresh_from_db()
    assert quota.correction is None
    html = page(client, cell=quota.pk)
    assert "与合计相符" in html
    assert "撤回更正" in html
    again = client.post(URL, {"quota": quota.pk, "withdraw": "1"}, follow=True)
    assert "没有更正" in again.content.decode()


@pytest.mark.parametrize("role", READERS)
def test_readers_of_the_county_only_read(quota, client, role):
    client.force_login(make_user(role))
    html = page(client, cell=quota.pk)
    assert "印发合计243" in html
    assert "?cell=" not in html
    assert "保存更正" not in html
    fields = {"quota": quota.pk, "value": "2", "reason": "与合计相符"}
    assert client.post(URL, fields).status_code == 403
    quota.refresh_from_db()
    assert quota.correction is None


@pytest.mark.parametrize("role", [Role.UNIT, Role.SYSADMIN])
def test_others_see_nothing(quota, client, role):
    client.force_login(make_user(role, Unit.objects.first() if role is Role.UNIT else None))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"quota": quota.pk}).status_code == 403


@pytest.mark.parametrize("cell", ["x", "0", "99999999999999999999", "²"])
def test_an_unknown_cell_is_not_found(quota, drc, client, cell):
    assert client.get(URL, {"cell": cell}).status_code == 404
    assert client.post(URL, {"quota": cell, "value": 1, "reason": "x"}).status_code == 404


def test_a_cell_of_another_year_is_not_found(quota, drc, client):
    assert client.get("/annexes/2024/", {"cell": quota.pk}).status_code == 404


def test_a_year_without_annexes_says_so(quota, drc, client):
    response = client.get("/annexes/2030/")
    assert response.status_code == 200
    assert "该年度的附件尚未载入" in response.content.decode()


def test_the_number_of_queries_is_fixed(quota, drc, client, django_assert_num_queries):
    with django_assert_num_queries(9):
        client.get(URL)
