"""责任状: what it says, who may move it, and that it reads the same for ever, 二（三）1."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from assessment.actions import pledges as actions
from assessment.choices import Annex, QuotaBand
from assessment.documents.letter import write_letter
from assessment.documents.widths import LETTER_CM, TEXT_CM, widths
from assessment.models import Quota
from assessment.pledges import content_of, letter, pledged_projects
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role, SuspensionKind
from projects.choices.starts import PledgeState
from projects.files.content import CleanFile
from projects.models import Pledge, Project, Suspension
from projects.models.attachments import FileKind
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY, LATER = date(2023, 2, 10), date(2023, 3, 1)
SCAN = CleanFile("扫描件.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture
def unit():
    unit = make_unit("甲镇")
    start = {"year": 2023, "annex": Annex.START, "unit": unit}
    Quota.objects.create(**start, band=QuotaBand.TOTAL, printed=9)
    Quota.objects.create(
        **start,
        band=QuotaBand.OVER_100M,
        printed=4,
        correction=5,
        correction_reason="合计不符",
        corrected_at="2023-01-05T00:00Z",
    )
    make_project("JIA-1", name="水泥厂", unit=unit, start_due=date(2023, 5, 1))
    return unit


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def issued(unit, drc):
    actions.draw_up(year=2023, by=drc)
    row = Pledge.objects.get()
    return actions.issue(pledge=row, version=row.version, day=DAY, by=drc)


def words(content: bytes) -> list[str]:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_the_letter_gives_effective_quotas_and_dates(unit):
    content = letter(unit, 2023, DAY)
    quotas, projects, duties = content["sections"]
    assert quotas["tables"] == [
        {
            "caption": "附件1 开工任务",
            "head": ["任务", "项目指标", "1亿元以上", "500万元以上", "产业项目"],
            "rows": [["新开工（个）", "9", "5", "—", "—"]],
        }
    ]
    assert projects["tables"][0]["rows"] == [
        ["1", "JIA-1", "水泥厂", "12,000.00", "2023-05-01", "待定", ""]
    ]
    assert "满1个月的亮黄牌" in duties["paragraphs"][3]
    assert "满2个月的亮红牌" in duties["paragraphs"][3]


def test_a_unit_without_quota_and_projects_gets_a_letter_that_says_so():
    quotas, projects, _ = letter(make_unit("乙镇"), 2023, DAY)["sections"]
    assert quotas["tables"] == projects["tables"] == []
    assert quotas["paragraphs"] == ["本年度未下达任务。"]
    assert "暂无" in projects["paragraphs"][0]


LISTED = [
    pytest.param({"start_due": date(2023, 1, 1)}, True, id="due-on-new-year"),
    pytest.param({"start_due": date(2023, 12, 31)}, True, id="due-on-the-last-day"),
    pytest.param({"start_due": date(2024, 1, 1)}, False, id="due-next-year"),
    pytest.param({"start_due": date(2022, 6, 1)}, True, id="overdue-from-last-year"),
    pytest.param({}, True, id="no-date-yet"),
    pytest.param(
        {"start_due": date(2022, 6, 1), "started_on": date(2022, 12, 31)}, False, id="started-then"
    ),
    pytest.param(
        {"start_due": date(2022, 6, 1), "started_on": date(2023, 1, 1)}, True, id="started-now"
    ),
    pytest.param(
        {"started_on": date(2022, 1, 1), "completion_due": date(2023, 12, 31)},
        True,
        id="to-complete",
    ),
    pytest.param(
        {"started_on": date(2022, 1, 1), "completion_due": date(2024, 1, 1)}, False, id="goes-on"
    ),
]


@pytest.mark.parametrize(("dates", "listed"), LISTED)
def test_which_projects_are_pledged(dates, listed):
    unit = make_unit()
    make_project("P-1", unit=unit, **dates)
    assert pledged_projects(unit, 2023).exists() is listed


def test_an_ended_project_and_another_unit_s_are_not_pledged(unit):
    ended = make_project("P-2", unit=unit)
    Suspension.objects.create(
        project=ended, kind=SuspensionKind.ENDED, from_on=date(2023, 1, 1), reason="终止"
    )
    make_project("P-3", unit=make_unit())
    assert [project.code for project in pledged_projects(unit, 2023)] == ["JIA-1"]


def test_an_issued_letter_reads_the_same_whatever_changes(issued, unit):
    before = words(write_letter(content_of(issued, DAY)))
    Project.objects.update(name="改名厂", start_due=date(2023, 9, 9), total_investment=Decimal(1))
    Quota.objects.update(printed=1, correction=None)
    unit.name = "改名镇"
    unit.save()
    row = Pledge.objects.get()
    after = words(write_letter(content_of(row, LATER)))
    assert after == before
    assert any("水泥厂" in word for word in after)
    assert "宁阳县2023年重点项目开工责任状" in after


def test_a_draft_follows_the_ledger(unit, drc):
    actions.draw_up(year=2023, by=drc)
    row = Pledge.objects.get()
    Project.objects.update(name="改名厂")
    assert "改名厂" in str(content_of(row, LATER))


def test_the_letter_is_set_as_an_official_paper(issued):
    document = Document(BytesIO(write_letter(issued.content)))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    fonts = {run.font.name for paragraph in document.paragraphs for run in paragraph.runs}
    assert fonts == {"方正小标宋简体", "黑体", "仿宋_GB2312"}


def test_drawing_up_again_adds_only_what_is_missing(unit, drc):
    assert actions.draw_up(year=2023, by=drc) == 1
    assert actions.draw_up(year=2023, by=drc) == 0
    other = make_unit("乙镇")
    Quota.objects.create(
        year=2023, annex=Annex.PLANNING, unit=other, band=QuotaBand.TOTAL, printed=1
    )
    assert actions.draw_up(year=2023, by=drc) == 1
    assert actions.issue_drafts(year=2023, day=DAY, by=drc) == 2
    assert {row.state for row in Pledge.objects.all()} == {PledgeState.ISSUED}


def signed(issued, drc):
    row = actions.attach_scan(pledge=issued, version=issued.version, files=[SCAN], by=drc)
    return actions.sign(pledge=row, version=row.version, signed_on=DAY, today=LATER, by=drc)


def test_the_signed_letter_is_frozen(issued, drc, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = signed(issued, drc)
    assert (row.state, row.signed_on, row.confirmed_by) == (PledgeState.SIGNED, DAY, drc)
    given = {"pledge": row, "version": row.version, "by": drc}
    for change in (
        lambda: actions.take_back(**given),
        lambda: actions.issue(**given, day=LATER),
        lambda: actions.attach_scan(**given, files=[SCAN]),
        lambda: actions.sign(**given, signed_on=DAY, today=LATER),
    ):
        with pytest.raises(RefusedError, match="已签订"):
            change()
    assert Pledge.history.first().history_user == drc


def test_no_signature_without_a_scan(issued, drc):
    with pytest.raises(RefusedError, match="扫描件"):
        actions.sign(pledge=issued, version=issued.version, signed_on=DAY, today=LATER, by=drc)


@pytest.mark.parametrize(
    ("signed_on", "taken"),
    [
        pytest.param(date(2023, 2, 9), False, id="before-it-was-handed-out"),
        pytest.param(DAY, True, id="the-same-day"),
        pytest.param(LATER, True, id="today"),
        pytest.param(date(2023, 3, 2), False, id="tomorrow"),
    ],
)
def test_the_day_of_signing(issued, drc, settings, tmp_path, signed_on, taken):
    settings.MEDIA_ROOT = tmp_path
    row = actions.attach_scan(pledge=issued, version=issued.version, files=[SCAN], by=drc)
    given = {"pledge": row, "version": row.version, "today": LATER, "by": drc}
    if taken:
        assert actions.sign(**given, signed_on=signed_on).signed_on == signed_on
    else:
        with pytest.raises(RefusedError, match="签订日期"):
            actions.sign(**given, signed_on=signed_on)


def test_taken_back_it_is_a_draft_without_content(issued, drc):
    row = actions.take_back(pledge=issued, version=issued.version, by=drc)
    assert (row.state, row.content, row.issued_on) == (PledgeState.DRAFT, {}, None)


def test_an_older_version_loses(issued, drc):
    with pytest.raises(StaleError):
        actions.take_back(pledge=issued, version=issued.version - 1, by=drc)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_only_the_bureau_moves_letters(issued, unit, role):
    by = make_user(role, unit if role is Role.UNIT else None)
    with pytest.raises(RefusedError):
        actions.draw_up(year=2023, by=by)
    with pytest.raises(RefusedError):
        actions.issue_drafts(year=2023, day=DAY, by=by)
    with pytest.raises(RefusedError):
        actions.take_back(pledge=issued, version=issued.version, by=by)
    with pytest.raises(RefusedError):
        actions.sign(pledge=issued, version=issued.version, signed_on=DAY, today=LATER, by=by)


def test_another_unit_adds_no_scan(issued):
    by = make_user(Role.UNIT, make_unit("乙镇"))
    with pytest.raises(RefusedError, match="其他单位"):
        actions.attach_scan(pledge=issued, version=issued.version, files=[SCAN], by=by)


def sign_in(client, user):
    client.force_login(user, backend="projects.auth.RoleBackend")


def test_the_bureau_s_way_through_the_pages(client, unit, drc, settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = DAY, tmp_path
    sign_in(client, drc)
    assert "还没有拟定责任状" in client.get(reverse("pledges")).content.decode()
    answer = client.post(reverse("pledges"), {"year": 2023, "draw-up": "1"}, follow=True)
    assert "已拟定 1 份责任状，核对后下发" in answer.content.decode()
    again = client.post(reverse("pledges"), {"year": 2023, "draw-up": "1"}, follow=True)
    assert "没有新拟定" in again.content.decode()
    row = Pledge.objects.get()
    page = reverse("pledge", args=[row.pk])
    assert "拟定稿" in client.get(page).content.decode()
    answer = client.post(page, {"issue": "1", "version": row.version}, follow=True)
    assert "请单位下载签字盖章后上传扫描件" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.issued_on) == (PledgeState.ISSUED, DAY)
    answer = client.get(reverse("pledge-letter", args=[row.pk]))
    assert words(answer.content) == words(write_letter(row.content))
    bare = client.post(page, {"sign": "1", "version": row.version, "signed_on": "2023-02-10"})
    assert (bare.status_code, "扫描件" in bare.content.decode()) == (400, True)


def test_a_clerk_sees_no_draft_and_uploads_the_scan(client, unit, drc, settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = DAY, tmp_path
    actions.draw_up(year=2023, by=drc)
    row = Pledge.objects.get()
    page = reverse("pledge", args=[row.pk])
    sign_in(client, make_user(Role.UNIT, unit))
    assert client.get(page).status_code == 404
    row = actions.issue(pledge=row, version=row.version, day=DAY, by=drc)
    assert client.get(page).status_code == 200
    empty = client.post(page, {"attach": "1", "version": row.version})
    assert (empty.status_code, "请选择文件" in empty.content.decode()) == (400, True)
    scan = BytesIO(b"%PDF-1.7")
    scan.name = "scan.pdf"
    answer = client.post(page, {"attach": "1", "version": row.version, "scan": scan})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.scan.unit, row.state) == (unit, PledgeState.ISSUED)
    stale = client.post(page, {"take_back": "1", "version": row.version})
    assert stale.status_code == 400


def test_a_form_that_lost_says_so(client, issued, drc, settings):
    settings.FIXED_TODAY = DAY
    sign_in(client, drc)
    answer = client.post(reverse("pledge", args=[issued.pk]), {"take_back": "1", "version": 1})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["任务", "项目指标"], ["新开工（个）", "13"]], id="short"),
        pytest.param([["一", "二"], ["1", "2"]], id="nothing-to-share-out"),
        pytest.param(
            [["序号", "项目名称", "开工时限"], ["1", "示例" * 40, "2023-03-13"]], id="long-name"
        ),
    ],
)
def test_a_table_fills_the_page_and_breaks_no_date(rows):
    found = widths(rows)
    assert sum(found) == pytest.approx(TEXT_CM)
    for texts, width in zip(zip(*rows, strict=True), found, strict=True):
        dates = [text for text in texts if text[:1].isdigit()]
        assert width > max((len(text) for text in dates), default=0) * LETTER_CM


def test_the_longest_text_gets_what_is_left():
    number, name, day = widths([["1", "示例" * 40, "2023-03-13"]])
    assert name > 3 * max(number, day)


def test_the_signatures_do_not_stand_on_a_page_by_themselves(issued):
    document = Document(BytesIO(write_letter(issued.content)))
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in document.paragraphs]
    assert kept[-2:] == [True, True]
    assert not any(kept[:-2])
    cells = [cell for row in document.tables[-1].rows for cell in row.cells]
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in cells)
