"""The pages of supervision: from the draft to the closing, conflicts, the board, the files."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import Circular, InterviewProposal, SupervisionNotice
from projects.choices import Role
from projects.models import Message
from tests.assessment.cases import (
    DAY,
    clerk_of,
    drafted,
    issued,
    proposed,
    received,
    replied,
)
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
BACKEND = "projects.auth.RoleBackend"


@pytest.fixture(autouse=True)
def setting(settings, tmp_path):
    settings.MEDIA_ROOT, settings.FIXED_TODAY = tmp_path, DAY


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(person, backend=BACKEND)
        return client

    return enter


def step(client, row, move: str, **values):
    row.refresh_from_db()
    address = reverse(row._meta.model_name.replace("supervision", ""), args=[row.pk])
    return client.post(address, {"move": move, "version": row.version, **values})


def test_from_the_draft_to_the_closing_by_the_pages(sign_in, unit, drc):
    client = sign_in(drc)
    said = {"subject": "推进项目", "matter": "滞后", "demands": "整改", "due_on": "2023年4月20日"}
    answer = client.post(reverse("notice-new"), {"unit": unit.pk, **said})
    row = SupervisionNotice.objects.get()
    assert answer.url == reverse("notice", args=[row.pk])
    assert client.get(reverse("notice-draft", args=[row.pk])).content.startswith(b"PK")
    assert step(client, row, "issue").status_code == 302
    clerk = sign_in(clerk_of(unit))
    assert "收到督办通知书宁发改督〔2023〕1号" in clerk.get("/").content.decode()
    assert step(clerk, row, "receive").status_code == 302
    assert step(clerk, row, "reply").status_code == 400, "a reply without words"
    proof = SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")
    assert step(clerk, row, "reply", reply="已整改", papers=proof).status_code == 302
    client = sign_in(drc)
    assert step(client, row, "close", check_result="属实").status_code == 302
    html = client.get(answer.url).content.decode()
    for word in ("已销号", "核查属实，销号", "已整改", "a.pdf", "宁发改督〔2023〕1号"):
        assert word in html


def test_an_older_form_loses_and_shows_both_values(sign_in, unit, drc):
    row, client = drafted(unit, drc), sign_in(drc)
    typed = {"subject": "推进项目", "demands": "整改", "due_on": "2023-04-20"}
    assert step(client, row, "edit", matter="先写的", **typed).status_code == 302
    address = reverse("notice", args=[row.pk])
    answer = client.post(address, {"move": "edit", "version": 1, "matter": "后写的", **typed})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "先写的" in html
    assert "后写的" in html


def queries_of(client, pages: list[str]) -> list[int]:
    found = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        found.append(len(queries))
    return found


def test_as_many_queries_at_60_cases_as_at_one(sign_in, unit, drc):
    client = sign_in(drc)
    pages = [reverse("notices"), reverse("notice-list", args=["notice"]), reverse("proposals")]
    proposed(make_project("P-1", unit=unit))
    drafted(unit, drc)
    before = queries_of(client, pages)
    SupervisionNotice.objects.bulk_create(
        SupervisionNotice(unit=unit, subject=f"推进{number}", demands="整改", due_on=DAY)
        for number in range(60)
    )
    for number in range(30):
        proposed(make_project(f"Q-{number}", unit=unit))
    after = queries_of(client, pages)
    assert after[0] == before[0]
    assert max(after) <= 15


def test_overdue_cases_come_first(sign_in, unit, drc):
    late = received(unit, drc, on=date(2023, 3, 1), days=5)
    soon = received(unit, drc, days=5)
    html = sign_in(drc).get(reverse("notices")).content.decode()
    assert html.index(late.paper.mark) < html.index(soon.paper.mark)
    assert "逾期28天" in html
    assert "还剩5天" in html


def test_a_unit_s_page_is_its_own(sign_in, unit, drc):
    other = issued(make_unit("乙镇"), drc)
    client = sign_in(clerk_of(unit))
    for name, pk in (("notice", other.pk), ("paper", other.paper.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.post(reverse("notice", args=[other.pk]), {"move": "receive"}).status_code == 404
    draft = drafted(unit, drc)
    assert client.get(reverse("notice", args=[draft.pk])).status_code == 404


def test_a_paper_is_the_same_every_time(sign_in, unit, drc):
    row = issued(unit, drc)
    client = sign_in(clerk_of(unit))
    address = reverse("paper", args=[row.paper.pk])
    first = client.get(address)
    row.unit.name = "改了名的镇"
    row.unit.save()
    assert client.get(address).content == first.content
    assert "attachment" in first.headers["Content-Disposition"]


def test_proposals_are_confirmed_and_dismissed(sign_in, unit, drc):
    first, second = (proposed(make_project(code, unit=unit)) for code in ("P-1", "P-2"))
    client, address = sign_in(drc), reverse("proposals")
    assert client.post(address, {"move": "confirm"}).status_code == 400
    given = {"proposal": second.pk, f"version-{second.pk}": 1}
    assert client.post(address, {"move": "dismiss", **given}).status_code == 400, "no reason"
    client.post(address, {"move": "dismiss", "reason": "已更正", **given})
    assert InterviewProposal.objects.get(pk=second.pk).reason == "已更正"
    assert client.post(address, {"move": "restore", **given}).status_code == 409, "older version"
    answer = client.post(
        address, {"move": "confirm", "proposal": first.pk, f"version-{first.pk}": 1}
    )
    assert "定时间" in client.get(answer.url).content.decode()
    assert Message.objects.get().unit == unit


def test_a_circular_by_the_pages(sign_in, unit, drc):
    row = received(unit, drc, on=date(2023, 3, 1), days=5)
    client = sign_in(drc)
    client.post(reverse("circular-new"), {"notice": row.pk, "demands": "立即整改"})
    circular = Circular.objects.get()
    assert step(client, circular, "issue").status_code == 302
    html = sign_in(clerk_of(unit)).get(reverse("notice", args=[row.pk])).content.decode()
    assert "宁发改通〔2023〕1号" in html
    html = sign_in(drc).get("/").content.decode()
    assert "1 份督办通知书逾期未回复" in html
    assert "1 条约谈建议" in html


def test_a_wrong_template_is_named_and_a_right_one_used(sign_in, drc):
    client, address = sign_in(drc), reverse("paper-templates")
    wrong = SimpleUploadedFile("a.docx", b"PK\x03\x04no", "application/zip")
    answer = client.post(address, {"kind": "notice", "file": wrong})
    assert answer.status_code == 400
    assert "已损坏" in answer.content.decode()
    default = client.get(reverse("paper-template-file", args=["notice", 0])).content
    right = SimpleUploadedFile("a.docx", default, "application/zip")
    assert client.post(address, {"kind": "notice", "file": right}).status_code == 302
    assert "第1版" in client.get(address).content.decode()
    assert client.post(address, {"kind": "notice", "default": "1"}).status_code == 302


def test_the_file_holds_words_and_no_formulas(sign_in, unit, drc):
    row = replied(unit, drc)
    SupervisionNotice.objects.filter(pk=row.pk).update(reply="=1+1")
    content = b"".join(sign_in(drc).get(reverse("notice-file")).streaming_content)
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["督办通知书", "约谈", "约谈建议"]
    cells = [cell for line in book["督办通知书"].iter_rows(min_row=2) for cell in line]
    assert any(cell.value == row.paper.mark for cell in cells)
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    own = sign_in(clerk_of(make_unit("乙镇"))).get(reverse("notice-file"))
    book = load_workbook(BytesIO(b"".join(own.streaming_content)))
    assert book["督办通知书"].max_row == 1
