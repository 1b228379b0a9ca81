"""四不两直: a planned inspection does not exist for a unit, in no answer that it can call for.

Three runs of the same site are compared: without any inspection, with one that is planned at the
unit (papers, findings and photos recorded), and with that inspection done. The first two must
read the same, byte for byte where an answer is text, on every address that a clerk may call.
"""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook

from assessment.actions.patrol import add_finding, end_inspection, save_plan
from assessment.models import Finding, Inspection
from assessment.models.patrol import FindingQuerySet, InspectionQuerySet
from projects.choices import Role
from projects.files.content import CleanFile
from projects.models import Attachment
from projects.models.attachments import FileKind
from projects.models.visibility import UnitScopedQuerySet
from tests.factories import make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.untraced]
DAY = date(2023, 4, 20)
# No word of these stands in anything else that the site says.
SECRETS = (
    "密访组",
    "夜查钢筋",
    "方案机密",
    "未见围挡",
    "现场密照",
    "cafe0123cafe0123",
    "beef0123beef0123",
)
# Addresses of one row by their arguments; those of inspections are asked for by the secret keys.
ARGUMENTS: dict[str, dict[str, object]] = {
    **{key: {"key": "cafe0123cafe0123"} for key in ("inspection", "inspection-plan")},
    "finding": {"key": "beef0123beef0123"},
}
BY_NAME: dict[str, object] = {
    "code": "A-1", "month": "2023-03", "week": "2023-W10", "year": 2023, "number": 1,
    "kind": "interest", "app_label": "assessment", "unit": 1, "pk": 1, "key": "no-such-key",
}  # fmt: skip
QUERIES = (
    "",
    "?overdue=1",
    "?state=open",
    "?q=密访",
    "?unit=1",
    "?part=ledger",
    "?part=supervision",
)
SHOWN_IN_ADMIN = re.compile("inspection|finding|attachment|index|app_list|autocomplete")
# Changes between two answers that have nothing to do with what they tell.
NOISE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def site(settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = DAY, tmp_path
    project = make_project("A-1", name="甲厂", unit=make_unit("甲镇"), started_on=date(2023, 1, 5))
    make_plan(project, 2023, 1000)
    return project


@pytest.fixture
def clerk(site):
    return make_user(Role.UNIT, site.unit, username="jia")


@pytest.fixture
def drc(site):
    return make_user(Role.DRC, username="fagai")


def plan(project, drc) -> Inspection:
    """An inspection planned at the unit and its project, with papers, a finding and a photo."""
    values = {"planned_on": DAY, "inspectors": "密访组", "focus": "夜查钢筋"}
    papers = [CleanFile("方案机密.pdf", FileKind.PDF, b"%PDF-1.7")]
    row = save_plan(
        inspection=None, version=0, values=values, units=[project.unit], projects=[project],
        files=papers, by=drc,
    )  # fmt: skip
    Inspection.objects.filter(pk=row.pk).update(key="cafe0123cafe0123")
    row.refresh_from_db()
    photo = [CleanFile("现场密照.jpg", FileKind.PICTURE, b"jpeg", b"small")]
    found = {"project": project, "text": "未见围挡", "severity": "grave", "limit_on": DAY}
    finding = add_finding(inspection=row, values=found, photos=photo, by=drc)
    Finding.objects.filter(pk=finding.pk).update(key="beef0123beef0123")
    return row


def finish(row: Inspection, drc) -> None:
    end_inspection(
        inspection=row, version=row.version, move="finish", summary="有序", today=DAY, by=drc
    )


def patterns(found, space: str = ""):
    for each in found:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from patterns(each.url_patterns, inner)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}", each


def addresses() -> dict[str, str]:
    """Every address of the site by its name, the admin's lists and files included."""
    found = {}
    for name, pattern in patterns(get_resolver().url_patterns):
        if name == "logout" or (name.startswith("admin:") and not SHOWN_IN_ADMIN.search(name)):
            continue  # the table of permissions asks a clerk for every page of the admin
        names = pattern.pattern.converters or pattern.pattern.regex.groupindex
        asked = ARGUMENTS.get(name) or {each: BY_NAME.get(each, 1) for each in names}
        unnamed = 0 if asked else pattern.pattern.regex.groups
        found[name] = reverse(name, args=[1] * unnamed or None, kwargs=asked or None)
    return found


def words_of(response) -> str:
    """What an answer tells: its text, or the cells of its workbook, and its name."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = response.get("Content-Disposition", "") + response.get("Location", "")
    if body[:2] == b"PK":
        book = load_workbook(BytesIO(body)) if b"xl/workbook" in body else None
        rows = [row for sheet in book or [] for row in sheet.iter_rows(values_only=True)]
        return told + repr(rows)
    return told + NOISE.sub("", body.decode("utf-8", "replace"))


def answers(client, user, *, queries=("",)) -> dict[str, tuple[int, str]]:
    client.force_login(user, backend="projects.auth.RoleBackend")
    found = {}
    for name, address in addresses().items():
        for query in queries:
            response = client.get(address + query)
            found[name + query] = (response.status_code, words_of(response))
    return found


def leaks(client, clerk) -> list[str]:
    """The addresses at which a secret word stands in what the clerk is answered."""
    return [
        name
        for name, (_, words) in answers(client, clerk, queries=QUERIES[:1]).items()
        if any(secret in words for secret in _not_asked_for(name))
    ]


def _not_asked_for(name: str) -> tuple[str, ...]:
    """A sign-in page repeats the address that was asked for; that is no leak."""
    return SECRETS[:5] if name in ARGUMENTS else SECRETS


def test_a_planned_inspection_changes_no_answer(client, site, clerk, drc):
    before = answers(client, clerk)
    plan(site, drc)
    after = answers(client, clerk)
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.mark.parametrize("name", ["patrol", "patrol-file", "tasks", "listings", "projects", "home"])
def test_nor_do_searches_and_filters(client, site, clerk, drc, name):
    client.force_login(clerk, backend="projects.auth.RoleBackend")
    asked = [reverse(name) + query for query in QUERIES]
    before = [words_of(client.get(url)) for url in asked]
    plan(site, drc)
    assert [words_of(client.get(url)) for url in asked] == before


def test_its_addresses_and_files_are_not_found(client, site, clerk, drc):
    row = plan(site, drc)
    client.force_login(clerk, backend="projects.auth.RoleBackend")
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(Finding.objects.get().get_absolute_url()).status_code == 404
    assert Attachment.objects.count() == 2
    for file in Attachment.objects.all():
        assert client.get(reverse("file", args=[file.pk])).status_code == 404
        assert client.get(reverse("file-small", args=[file.pk])).status_code == 404
    for method, url in (
        ("post", row.get_absolute_url()),
        ("post", reverse("finding", args=["beef0123beef0123"])),
    ):
        assert getattr(client, method)(url, {"move": "finish"}).status_code == 404


def test_a_cancelled_inspection_is_never_told(client, site, clerk, drc):
    before = answers(client, clerk)
    row = plan(site, drc)
    end_inspection(
        inspection=row, version=row.version, move="cancel", summary="", today=DAY, by=drc
    )
    after = answers(client, clerk)
    assert {name for name in before if before[name] != after[name]} == set()


def test_from_the_moment_it_is_done_the_unit_sees_its_own(client, site, clerk, drc):
    row = plan(site, drc)
    assert leaks(client, clerk) == []
    finish(row, drc)
    seen = leaks(client, clerk)
    assert {"patrol", "patrol-file", "finding", "home"} <= set(seen)
    client.force_login(clerk, backend="projects.auth.RoleBackend")
    photo, papers = Finding.objects.get().photos.get(), row.papers.get()
    answer = client.get(reverse("file", args=[photo.pk]))
    assert answer.status_code == 200
    assert words_of(answer).endswith("jpeg")
    assert client.get(reverse("file", args=[papers.pk])).status_code == 404
    html = client.get(row.get_absolute_url()).content.decode()
    assert "夜查钢筋" not in html  # what to look at may name other units
    assert "方案机密" not in html


def test_another_unit_sees_nothing_of_it_for_good(client, site, drc):
    other = make_user(Role.UNIT, make_unit("乙镇"))
    before = answers(client, other)
    finish(plan(site, drc), drc)
    after = answers(client, other)
    assert {name for name in before if before[name] != after[name]} == set()


def test_a_unit_sees_its_own_part_of_a_tour_only(client, site, clerk, drc):
    row = plan(site, drc)
    theirs = make_project("B-1", name="乙厂", unit=make_unit("乙镇"))
    row.projects.add(theirs)
    found = {"project": theirs, "text": "无人值守", "severity": "minor", "limit_on": DAY}
    add_finding(inspection=row, values=found, by=drc)
    finish(row, drc)
    client.force_login(clerk, backend="projects.auth.RoleBackend")
    for url in (row.get_absolute_url(), reverse("patrol"), reverse("patrol-file"), "/"):
        words = words_of(client.get(url))
        assert "无人值守" not in words
        assert "乙厂" not in words


def test_keys_say_nothing_of_how_many_there_are(site, drc):
    keys = {Inspection(planned_on=DAY).key for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"[0-9a-f]{16}", key) for key in keys)
    row = plan(site, drc)
    assert str(row.pk) not in row.get_absolute_url().replace(row.key, "")


def test_without_the_gate_the_leak_is_seen(client, site, clerk, drc, monkeypatch):
    """The broken variant: rows by unit alone, as any other table of a unit has them."""
    plan(site, drc)

    def by_unit(rows, user):
        return rows.filter(unit=user.unit_id)

    monkeypatch.setattr(FindingQuerySet, "of_unit", by_unit)
    monkeypatch.setattr(FindingQuerySet, "in_force", lambda rows: rows)
    seen = leaks(client, clerk)
    assert {"patrol", "patrol-file", "finding", "home"} <= set(seen)
    monkeypatch.setattr(InspectionQuerySet, "of_unit", lambda rows, _user: rows)
    assert "inspection" in leaks(client, clerk)
    assert issubclass(FindingQuerySet, UnitScopedQuerySet)
