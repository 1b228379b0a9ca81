"""/settings/year/: annexes from Excel, seen before they are taken in, all or nothing."""

from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from assessment.actions.quotas import correct_quota
from assessment.models import AnnexRow, AnnexTotal, Quota
from assessment.year.plan import Counts
from projects.choices import Role
from projects.models import Unit, UnitAlias
from tests.assessment.year.books import book, stored, upload
from tests.factories import make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/settings/year/"


@pytest.fixture
def drc(client):
    user = make_user(Role.DRC, name="王科长")
    client.force_login(user)
    return user


@pytest.fixture
def units(drc):
    return [make_unit("甲镇", number=1), make_unit("乙镇", number=2)]


@pytest.fixture
def annexes(drc):
    call_command("load_annexes", stdout=StringIO())


def send(client, made, year="2024"):
    return client.post(URL, {"year": year, "file": upload(made)})


def confirm(client, shown, **given):
    return client.post(URL, {"draft": shown.context["draft"], **given}, follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_next_year_is_taken_in_as_printed(client, units, drc):
    shown = send(client, book())
    assert shown.context["plan"].counts == Counts(20, 0, 0, 0)
    assert not Quota.objects.exists()
    response = confirm(client, shown)
    assert response.redirect_chain == [("/annexes/2024/", 302)]
    assert told(response) == ["2024年附件已载入：新增 20 格，更新 0 格，无变化 0 格。"]
    rows = AnnexRow.objects.filter(year=2024, annex="start")
    assert list(rows.values_list("number", "printed_name", "remark")) == [
        (1, "甲镇", "两翼"),
        (2, "乙镇", ""),
    ]
    quota = Quota.objects.get(year=2024, annex="start", unit=units[0], band="over_5m")
    assert (quota.printed, quota.history.get().history_user) == (2, drc)
    assert AnnexTotal.objects.get(year=2024, annex="planning", band="total").printed == 6


def test_what_was_downloaded_changes_nothing(client, annexes):
    before = list(Quota.objects.order_by("pk").values())
    shown = send(client, stored(2023), "2023")
    plan = shown.context["plan"]
    assert (plan.counts, plan.changes) == (Counts(0, 0, 400, 0), False)
    assert told(confirm(client, shown)) == ["2023年附件与已载入的相同，没有变动。"]
    assert list(Quota.objects.order_by("pk").values()) == before


def test_the_same_again_is_fine_even_with_corrections(client, annexes, drc):
    quota = Quota.objects.get(year=2023, annex="start", unit__number=25, band="over_5m")
    correct_quota(quota=quota, value=2, reason="与合计相符", by=drc)
    shown = send(client, stored(2023), "2023")
    confirm(client, shown)
    quota.refresh_from_db()
    assert (quota.printed, quota.correction) == (5, 2)


def test_a_year_without_corrections_is_replaced(client, annexes):
    shown = send(client, stored(2023, {"附件1!C2": 14, "附件1!F20": None}), "2023")
    assert shown.context["plan"].counts.changed == 1
    made = stored(2023, {"附件1!C2": 14})
    made["附件1"].delete_rows(41)
    shown = send(client, made, "2023")
    assert shown.context["plan"].counts == Counts(0, 1, 395, 4)
    confirm(client, shown)
    assert Quota.objects.get(year=2023, annex="start", unit__number=1, band="total").printed == 14
    assert AnnexRow.objects.filter(year=2023, annex="start").count() == 39
    assert Quota.objects.filter(year=2023, annex="start").count() == 39 * 4


def test_a_year_with_corrections_is_not_replaced(client, annexes, drc):
    quota = Quota.objects.get(year=2023, annex="start", unit__number=25, band="over_5m")
    correct_quota(quota=quota, value=2, reason="与合计相符", by=drc)
    shown = send(client, stored(2023, {"附件1!C2": 14}), "2023")
    assert "已载入并有 1 处更正，不能用另一份代替" in shown.content.decode()
    assert shown.context["draft"] == ""


def test_the_difference_to_last_year_stands_beside_each_figure(client, annexes):
    shown = send(client, stored(2023, {"附件1!C2": 15, "附件1!C3": 10, "附件2!D2": 1}))
    plan = shown.context["plan"]
    assert plan.base == 2023
    changes = [
        [cell.change for cell in table.rows[row].cells if cell.change]
        for table, row in ((plan.tables[0], 0), (plan.tables[0], 1), (plan.tables[1], 0))
    ]
    assert changes == [["+2"], ["−3"], ["新增"]]
    assert "与2023年相比" in shown.content.decode()


def test_last_year_s_corrections_count_in_the_difference(client, annexes, drc):
    quota = Quota.objects.get(year=2023, annex="start", unit__number=25, band="over_5m")
    correct_quota(quota=quota, value=2, reason="与合计相符", by=drc)
    plan = send(client, stored(2023)).context["plan"]
    assert [cell.change for cell in plan.tables[0].rows[24].cells] == ["", "", "+3", ""]


def test_an_unknown_name_is_proposed_and_accepted_as_an_alias(client, units):
    shown = send(client, book({"附件1!B2": "甲 镇政府"}))
    (proposal,) = shown.context["plan"].names.proposals
    assert (proposal.name, proposal.unit) == ("甲 镇政府", units[0])
    refused = confirm(client, shown)
    assert "“甲 镇政府”还不是已有单位" in told(refused)[0]
    assert not Quota.objects.exists()
    confirm(client, shown, alias="甲 镇政府")
    alias = UnitAlias.objects.get()
    assert (alias.name, alias.unit, alias.history.get().history_user.name) == (
        "甲 镇政府",
        units[0],
        "王科长",
    )
    row = AnnexRow.objects.get(year=2024, annex="start", unit=units[0])
    assert row.printed_name == "甲 镇政府"


def test_a_known_alias_is_taken(client, units):
    UnitAlias.objects.create(unit=units[1], name="乙街道")
    shown = send(client, book({"附件2!B3": "乙街道"}))
    assert shown.context["plan"].names.proposals == []
    confirm(client, shown)
    assert AnnexRow.objects.get(annex="planning", unit=units[1]).printed_name == "乙街道"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("天外来客", "“天外来客”不是已有的责任单位", id="nothing-near"),
        pytest.param("乙镇", "“乙镇”即“乙镇”，与第2行是同一单位，请只留一行", id="twice"),
    ],
)
def test_a_name_that_cannot_be_is_an_error(client, units, name, message):
    shown = send(client, book({"附件1!B2": name}))
    assert message in shown.content.decode()
    assert shown.context["draft"] == ""


def test_errors_are_listed_and_nothing_can_be_confirmed(client, units):
    html = send(client, book({"附件1!C2": "很多"})).content.decode()
    assert "附件1!C2" in html
    assert "全部载入" not in html


def test_missing_units_are_remarked(client, units):
    make_unit("丙镇", number=3)
    shown = send(client, book())
    assert "下列单位没有任务：丙镇" in shown.content.decode()
    assert shown.context["draft"]


def wrong_row(client):
    """A row whose bands come to 4, not 3, and the number of its contradiction."""
    shown = send(client, book({"附件1!E2": 3}))
    findings = [item.finding for item in shown.context["items"]]
    return shown, next(n for n, one in enumerate(findings) if one.rows == (1,))


def test_a_contradiction_is_kept_as_printed(client, units):
    shown, _ = wrong_row(client)
    html = shown.content.decode()
    assert "附件1第1行 甲镇：项目指标3，各档相加4" in html
    confirm(client, shown)
    assert Quota.objects.get(annex="start", unit=units[0], band="over_5m").printed == 3
    assert not Quota.objects.filter(correction__isnull=False).exists()


def test_a_contradiction_is_corrected_right_there(client, units, drc):
    shown, number = wrong_row(client)
    place = f"start:{units[0].pk}:over_5m"
    fix = {f"place-{number}": place, f"value-{number}": "2", f"reason-{number}": "与合计相符"}
    assert "更正 1 处" in told(confirm(client, shown, **fix))[0]
    quota = Quota.objects.get(annex="start", unit=units[0], band="over_5m")
    assert (quota.printed, quota.correction, quota.corrected_by) == (3, 2, drc)


@pytest.mark.parametrize(
    ("value", "reason", "message"),
    [
        pytest.param("2", "", "请写明更正原因", id="no-reason"),
        pytest.param("", "漏印", "请填写更正数", id="no-value"),
        pytest.param("二", "漏印", "请填写整数", id="word"),
        pytest.param("3", "漏印", "与印发数相同（3）", id="as-printed"),
    ],
)
def test_a_wrong_correction_writes_nothing(client, units, value, reason, message):
    shown, number = wrong_row(client)
    place = f"start:{units[0].pk}:over_5m"
    fix = {f"place-{number}": place, f"value-{number}": value, f"reason-{number}": reason}
    response = confirm(client, shown, **fix)
    assert message in response.content.decode()
    assert not Quota.objects.exists()


def test_a_correction_without_a_place_is_refused(client, units):
    shown, number = wrong_row(client)
    response = confirm(client, shown, **{f"value-{number}": "2", f"reason-{number}": "x"})
    assert "请选择要更正哪一格" in response.content.decode()


def test_one_cell_is_not_corrected_twice(client, units):
    shown = send(client, book({"附件1!E2": 3}))
    place = f"start:{units[0].pk}:over_5m"
    fix = {}
    for number, item in enumerate(shown.context["items"]):
        if item.place and place in dict(item.place.field.choices):
            fix |= {f"place-{number}": place, f"value-{number}": "2", f"reason-{number}": "x"}
    assert len(fix) == 6
    assert "同一格填了两次更正" in told(confirm(client, shown, **fix))[0]
    assert not Quota.objects.exists()


def test_two_confirms_write_once(client, units):
    shown = send(client, book())
    confirm(client, shown)
    again = confirm(client, shown)
    assert "在预览之后有了变动，没有写入任何内容" in told(again)[0]
    assert Quota.objects.count() == 20


def test_a_confirm_after_another_s_writing_is_refused(client, units):
    mine, theirs = send(client, book()), send(client, book({"附件1!C2": 4}))
    confirm(client, theirs)
    assert "没有写入任何内容" in told(confirm(client, mine))[0]
    assert Quota.objects.get(annex="start", unit=units[0], band="total").printed == 4


@pytest.mark.parametrize("kind", ["altered", "another-person", "too-old"])
def test_a_draft_that_is_not_one_s_own_is_refused(client, units, monkeypatch, kind):
    shown = send(client, book())
    draft = shown.context["draft"]
    if kind == "altered":
        draft = draft[:-1] + ("a" if draft[-1] != "a" else "b")
    if kind == "another-person":
        client.force_login(make_user(Role.DRC))
    if kind == "too-old":
        monkeypatch.setattr("assessment.year.draft.MAX_AGE_SECONDS", -1)
    response = client.post(URL, {"draft": draft}, follow=True)
    assert told(response) == ["预览已失效，请重新上传工作簿"]
    assert not Quota.objects.exists()


@pytest.mark.parametrize(
    ("year", "message"),
    [
        pytest.param("", "请填写年度，如 2024", id="none"),
        pytest.param("明年", "年度请填如 2024", id="word"),
        pytest.param("1999", "年度请填 2000 至 2999", id="too-early"),
    ],
)
def test_a_wrong_year_is_explained(client, units, year, message):
    assert message in send(client, book(), year).content.decode()


def test_a_file_that_is_no_annex_is_explained(client, units):
    made = book(names={"附件1": "表一"})
    assert "没有名为“附件1”的工作表" in send(client, made).content.decode()


def test_the_template_of_a_new_year_has_every_unit_and_no_figure(client, units, tmp_path):
    response = client.get("/settings/year/2030/file/")
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    page = load_workbook(path)["附件1"]
    assert [cell.value for cell in page["B"]] == ["责任单位", "甲镇", "乙镇", "合计"]
    assert {cell.value for row in page["C2:F4"] for cell in row} == {None}


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_the_county_s_readers_only_read(client, annexes, role):
    client.force_login(make_user(role))
    html = client.get(URL).content.decode()
    assert "2023年" in html
    assert "上传并核对" not in html
    assert send(client, book()).status_code == 403


@pytest.mark.parametrize("role", [Role.UNIT, Role.SYSADMIN])
def test_others_see_nothing(client, annexes, role):
    client.force_login(make_user(role, Unit.objects.first() if role is Role.UNIT else None))
    assert client.get(URL).status_code == 403
    assert client.get("/settings/year/2023/file/").status_code == 403


def test_the_number_of_queries_is_fixed(client, annexes, django_assert_num_queries):
    with django_assert_num_queries(9):
        client.get(URL)
    made = stored(2023)
    with django_assert_num_queries(13):
        send(client, made)
