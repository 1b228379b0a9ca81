"""Issued bulletins: kept whole, corrected by editions, the same cells for ever."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessment.actions.bulletins import issue_bulletin
from assessment.actions.locking import lock, reopen
from assessment.actions.policy import save_policy
from assessment.actions.quotas import correct_quota
from assessment.bulletin.build import build
from assessment.bulletin.build.editions import edition_lines
from assessment.bulletin.issued import TamperedError, content_of, issue_of
from assessment.bulletin.render import render
from assessment.bulletin.store import to_text
from assessment.choices import Annex, QuotaBand
from assessment.models import BulletinIssue, Policy, Quota
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.models import MonthlyReport, Project, Unit
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
MARCH, TODAY = Month(2023, 3), date(2023, 4, 10)


@pytest.fixture
def drc():
    return make_user(Role.DRC, name="李四", username="fagai")


@pytest.fixture
def locked(drc):
    """A county of two units with a red project, March locked."""
    for number, name in enumerate(("甲镇", "乙镇"), 1):
        unit = make_unit(name, number=number)
        for band, printed in ((QuotaBand.TOTAL, 3), (QuotaBand.OVER_100M, 1)):
            Quota.objects.create(
                year=2023, annex=Annex.START, band=band, unit=unit, printed=printed
            )
        project = make_project(
            f"P{number}", unit=unit, start_due=date(2023, 1, 5), started_on=date(2023, 3, 7),
            planned_on=date(2023, 1, 3),
        )  # fmt: skip
        make_plan(project, 2023, 900)
        make_month(project, "2023-03", done=Decimal("33.33"))
    make_average("2023-03", "7.5")
    lock(month=MARCH, by=drc, today=TODAY)


def issue(drc, version=0, reason="", on=TODAY, today=TODAY, month=MARCH) -> BulletinIssue:
    return issue_bulletin(
        month=month, issued_on=on, reason=reason, version=version, today=today, by=drc
    )


def correct_ledger(drc) -> None:
    """Open the month, mend a figure, lock it again."""
    reopen(month=MARCH, by=drc, reason="漏报一笔")
    report = MonthlyReport.objects.get(project__code="P1")
    report.amount = Decimal(99)
    report.save()
    lock(month=MARCH, by=drc, today=TODAY)


def change_everything(drc) -> None:
    correct_ledger(drc)
    Unit.objects.filter(name="甲镇").update(name="改名镇")
    Project.objects.filter(code="P2").update(name="改名项目", total_investment=Decimal(400))
    quota = Quota.objects.filter(band=QuotaBand.TOTAL).first()
    correct_quota(quota=quota, value=1, reason="核对", by=drc)
    save_policy(policy=Policy(year=2023, yellow_after_months=3, red_after_months=5), by=drc)
    Project.objects.filter(code="P2").delete()


def cells(content: bytes) -> dict:
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: (
            [[cell.value for cell in row] for row in sheet.iter_rows()],
            {key: one.height for key, one in sheet.row_dimensions.items()},
            sorted(map(str, sheet.merged_cells.ranges)),
        )
        for sheet in book
    }


def test_what_went_out_is_what_was_built_and_says_so(locked, drc):
    built = build(MARCH)
    row = issue(drc)
    assert (row.number, row.edition, row.label, len(row.checksum)) == (1, 0, "第1期", 64)
    stored = content_of(row)
    assert stored.standing == "2023年第1期，2023年4月10日由李四印发"
    assert replace(stored, standing=built.standing) == built
    assert built.standing.startswith("草稿")
    assert row.history.get().history_user == drc


def test_nothing_that_changes_later_changes_a_cell(locked, drc, client, tmp_path):
    before = cells(render(content_of(issue(drc))))
    change_everything(drc)
    assert cells(render(content_of(issue_of(MARCH)))) == before
    path = tmp_path / "x.xlsx"
    call_command("bulletin", "2023-03", "-o", str(path), stdout=StringIO(), stderr=StringIO())
    assert cells(path.read_bytes()) == before
    client.force_login(drc)
    answer = client.get(reverse("bulletin-file", args=[MARCH]))
    assert cells(b"".join(answer.streaming_content)) == before
    assert cells(render(build(MARCH))) != before


def test_the_command_computes_afresh_when_asked(locked, drc, tmp_path):
    issue(drc)
    correct_ledger(drc)
    err = StringIO()
    path = tmp_path / "x.xlsx"
    call_command("bulletin", "2023-03", "--now", "-o", str(path), stdout=StringIO(), stderr=err)
    assert "已印发" in err.getvalue()
    assert "不是印发件" in err.getvalue()
    words = [row[0].value for row in load_workbook(path)["说明"].iter_rows()]
    assert words[2].startswith("草稿")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", None),
        ("number", 7),
        ("issued_on", date(2023, 4, 9)),
        ("checksum", "0" * 64),
        ("reason", "补写"),
        ("month", 4),
    ],
)
def test_tampering_is_noticed(locked, drc, tmp_path, column, value):
    row = issue(drc)
    value = row.content.replace("33.33", "43.33") if column == "content" else value
    BulletinIssue.objects.filter(pk=row.pk).update(**{column: value})
    month = Month(2023, 4) if column == "month" else MARCH
    with pytest.raises(TamperedError, match="校验码不符"):
        content_of(issue_of(month))
    path = str(tmp_path / "x.xlsx")
    with pytest.raises(CommandError, match="校验码不符"):
        call_command("bulletin", str(month), "-o", path, stdout=StringIO(), stderr=StringIO())


def test_a_correction_is_a_new_edition_and_the_old_one_stays(locked, drc):
    first = cells(render(content_of(issue(drc))))
    correct_ledger(drc)
    second = issue(drc, version=1, reason="漏报一笔")
    assert (second.number, second.edition, second.label) == (1, 1, "第1期更正（第1次）")
    assert "更正原因：漏报一笔" in content_of(second).standing
    assert issue_of(MARCH) == second
    assert cells(render(content_of(issue_of(MARCH, 0)))) == first


def test_the_next_bulletin_names_the_corrections(locked, drc):
    april = Month(2023, 4)
    issue(drc)
    assert edition_lines(april) == []
    correct_ledger(drc)
    issue(drc, version=1, reason="漏报一笔。")
    assert edition_lines(april) == [
        "2023年3月通报已印发更正：第1期更正（第1次），2023年4月10日，原因：漏报一笔。"
    ]
    assert edition_lines(Month(2023, 5)) == []
    lock(month=april, by=drc, today=date(2023, 5, 10))
    five = next(p for p in build(april).passages if p.heading.startswith("五"))
    assert "P1 完成投资 33.33→99" in five.lines[0]
    assert five.lines[-1] == edition_lines(april)[0]
    issue(drc, month=april, on=date(2023, 5, 10), today=date(2023, 5, 10))
    report = MonthlyReport.objects.get(project__code="P2")
    reopen(month=MARCH, by=drc, reason="再更正")
    report.amount = Decimal(1)
    report.save()
    lock(month=MARCH, by=drc, today=date(2023, 5, 12))
    issue(drc, version=2, reason="再更正", on=date(2023, 5, 12), today=date(2023, 5, 12))
    assert len(edition_lines(april)) == 1
    assert "第2次" in edition_lines(Month(2023, 5))[0]


def test_numbers_run_through_the_year(locked, drc):
    for number in (1, 2):
        lock(month=Month(2023, number), by=drc, today=TODAY)
        assert issue(drc, month=Month(2023, number)).number == number
    assert issue(drc).number == 3


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_only_the_bureau_issues(locked, role):
    with pytest.raises(RefusedError, match="只有发改局"):
        issue(make_user(role))
    assert not BulletinIssue.objects.exists()


@pytest.mark.parametrize(
    ("on", "fits"),
    [
        pytest.param("2023-03-30", False, id="before-the-month-is-over"),
        pytest.param("2023-03-31", True, id="last-day"),
        pytest.param("2023-04-10", True, id="today"),
        pytest.param("2023-04-11", False, id="tomorrow"),
    ],
)
def test_the_day_of_issue(locked, drc, on, fits):
    if fits:
        assert issue(drc, on=date.fromisoformat(on)).pk
        return
    with pytest.raises(RefusedError, match="印发日期须在2023年3月31日至2023年4月10日之间"):
        issue(drc, on=date.fromisoformat(on))


def test_what_is_refused(locked, drc):
    with pytest.raises(RefusedError, match="还没有锁定"):
        issue(drc, month=Month(2023, 2))
    row = issue(drc)
    with pytest.raises(StaleError) as error:
        issue(drc)
    assert error.value.current == row
    with pytest.raises(RefusedError, match="没有需要更正的内容"):
        issue(drc, version=1, reason="再发")
    correct_ledger(drc)
    with pytest.raises(RefusedError, match="请写明更正的原因"):
        issue(drc, version=1, reason="  ")
    reopen(month=MARCH, by=drc, reason="更正")
    with pytest.raises(RefusedError, match="还没有锁定"):
        issue(drc, version=1, reason="更正")
    assert BulletinIssue.objects.count() == 1


def test_a_reopened_month_keeps_its_issue_on_the_page(locked, drc, client):
    issue(drc)
    reopen(month=MARCH, by=drc, reason="更正")
    client.force_login(drc)
    text = client.get(reverse("bulletin", args=[MARCH])).content.decode()
    assert "2023年第1期，2023年4月10日由李四印发" in text
    assert (
        "已印发的通报不变" in client.get(reverse("bulletin-issue", args=[MARCH])).content.decode()
    )


def post(client, **data):
    given = {"version": 0, "issued_on": "2023年4月10日"} | data
    return client.post(reverse("bulletin-issue", args=[MARCH]), given)


def test_issuing_by_the_page(locked, drc, client, settings):
    settings.FIXED_TODAY = TODAY
    client.force_login(drc)
    draft = client.get(reverse("bulletin", args=[MARCH])).content.decode()
    assert "尚未印发" in draft
    assert post(client, issued_on="四月").status_code == 400
    assert post(client).status_code == 302
    page = client.get(reverse("bulletin", args=[MARCH])).content.decode()
    assert BulletinIssue.objects.get().checksum[:12] in page
    late = post(client)
    assert late.status_code == 400  # a correction wants its reason
    late = post(client, reason="更正")
    assert late.status_code == 409
    assert "李四已经印发" in late.content.decode()
    assert post(client, version=1, reason="更正").status_code == 400
    correct_ledger(drc)
    assert post(client, version=1, reason="漏报一笔").status_code == 302
    assert BulletinIssue.objects.count() == 2


def test_each_edition_and_the_draft_have_their_pages(locked, drc, client):
    issue(drc)
    correct_ledger(drc)
    issue(drc, version=1, reason="漏报一笔")
    client.force_login(make_user(Role.LEADER))
    url = reverse("bulletin", args=[MARCH])
    assert "第1期更正" in client.get(url).context["bulletin"].standing
    assert client.get(f"{url}?edition=0").context["bulletin"].standing.endswith("印发")
    assert client.get(f"{url}?now=1").context["issue"] is None
    assert client.get(f"{url}?edition=9").status_code == 404
    table = client.get(f"{url}?edition=0&table=3").content.decode()
    assert "33.33" in table
    assert "edition=0&amp;table=4" in table
    name = client.get(f"{reverse('bulletin-file', args=[MARCH])}?edition=1")["Content-Disposition"]
    assert "%E6%9B%B4%E6%AD%A31" in name  # 更正1


def test_what_differs_from_the_issue_is_shown_cell_by_cell(locked, drc, client):
    issue(drc)
    client.force_login(drc)
    url = reverse("bulletin-changes", args=[MARCH])
    assert "完全一致" in client.get(f"{url}?table=3").content.decode()
    correct_ledger(drc)
    answer = client.get(f"{url}?table=3")
    found = {(c.row, c.column): (c.then, c.now) for c in answer.context["page"]}
    assert found["甲镇", "本月完成"] == ("33.33", "99.00")
    assert ("乙镇", "本月完成") not in found
    assert f"{reverse('known', args=[MARCH])}?day=2023-04-10" in answer.content.decode()
    assert client.get(f"{reverse('bulletin-changes', args=[Month(2023, 2)])}").status_code == 404


def test_a_tampered_issue_is_said_on_the_page(locked, drc, client):
    row = issue(drc)
    BulletinIssue.objects.filter(pk=row.pk).update(content=row.content.replace("甲镇", "丙镇"))
    client.force_login(drc)
    for name in ("bulletin", "bulletin-changes"):
        assert "校验码不符" in client.get(reverse(name, args=[MARCH])).content.decode()
    assert client.get(reverse("bulletin-file", args=[MARCH])).status_code == 404
    assert "丙镇" not in client.get(f"{reverse('bulletin', args=[MARCH])}?now=1").content.decode()


def test_the_text_is_the_same_for_the_same_content(locked):
    assert to_text(build(MARCH)) == to_text(build(MARCH))
