"""Every way to write an input of cards and completion leaves it in the trail, as it stands."""

import ast
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment.actions.averages import change_averages
from assessment.actions.locking import lock, reopen
from assessment.actions.policy import change_policy
from assessment.actions.quotas import correct_quota, withdraw_correction
from assessment.averages.form import Wanted
from assessment.averages.rows import Entry, average_rows
from assessment.demo.ledger import load_demo
from assessment.known.inputs import FIELDS
from assessment.models import AnnexTotal, CityAverage, Policy, Quota
from projects.actions.enrolment import record_step as record_enrolment
from projects.actions.planning import Entry as PlanningEntry
from projects.actions.planning import record_step as record_planning
from projects.actions.planning import withdraw_pass
from projects.actions.reporting import save_value
from projects.actions.starts import (
    approve_start_due,
    ask_start_due,
    confirm_start,
    submit_start,
)
from projects.actions.submission import accept, send_back, submit, withdraw
from projects.choices import Role
from projects.choices.enrolment import Step
from projects.files.content import CleanFile
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    StartDueAmendment,
    Suspension,
)
from projects.models.attachments import FileKind
from projects.periods import Month
from tests.assessment.known.play import Clock, Play
from tests.assessment.year.books import book, upload
from tests.factories import make_project, make_type, make_unit, make_user
from tests.test_history import page, workbook

pytestmark = pytest.mark.django_db
INPUTS = (*FIELDS, MonthlyPlan, AnnexTotal)
MARCH, DAY = Month(2023, 3), date(2023, 4, 10)
PAPER = CleanFile("证明.pdf", FileKind.PDF, b"%PDF-1.7")


def mirror(model) -> tuple[dict, dict]:
    """All rows as they stand, and as the latest version of each in the trail."""
    names = [field.attname for field in model.history.model.tracked_fields]
    rows = model._base_manager.order_by().values_list(*names)
    place = names.index("id")
    latest = {}
    trail = model.history.order_by("history_date", "history_id")
    for kind, *values in trail.values_list("history_type", *names):
        latest[values[place]] = None if kind == "-" else tuple(values)
    return {row[place]: row for row in rows}, {pk: row for pk, row in latest.items() if row}


def unlike() -> list[str]:
    return [model.__name__ for model in INPUTS if mirror(model)[0] != mirror(model)[1]]


class World:
    """One project with a month, and everybody who writes."""

    def __init__(self, client) -> None:
        self.client = client
        self.unit = make_unit("甲镇", number=1)
        make_unit("乙镇", number=2)
        self.clerk = make_user(Role.UNIT, self.unit)
        self.drc = make_user(Role.DRC, username="fagai")
        self.project = make_project("旧1", unit=self.unit, start_due=date(2023, 5, 1))
        self.kind = make_type("产业")

    def own(self) -> dict:
        return {"unit": self.unit, "month": MARCH}


def _enter(world) -> None:
    for field, value in (("plan", Decimal(9)), ("done", Decimal(5))):
        save_value(
            project=world.project, month=MARCH, field=field, value=value, version=0, by=world.clerk
        )


def _clear_plan(world) -> None:
    _enter(world)
    save_value(
        project=world.project, month=MARCH, field="plan", value=None, version=1, by=world.clerk
    )


def _returns(world) -> None:
    _enter(world)
    for _ in range(2):
        submit(**world.own(), by=world.clerk, at=timezone.now(), today=DAY, due=DAY)
        send_back(**world.own(), by=world.drc, at=timezone.now(), reason="误")
    submit(**world.own(), by=world.clerk, at=timezone.now(), today=DAY, due=DAY)
    withdraw(**world.own(), by=world.clerk)
    submit(**world.own(), by=world.clerk, at=timezone.now(), today=DAY, due=DAY)
    accept(**world.own(), by=world.drc, at=timezone.now())
    assert MonthlyReport.history.count() >= 6


def _import(world, tmp_path) -> None:
    _enter(world)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook())
    call_command("import_workbook", str(path), stdout=StringIO(), stderr=StringIO())
    assert StartDueAmendment.history.count() == 1
    assert CityAverage.history.count() == 1


def _averages(world) -> None:
    for rate in (Decimal("7.5"), Decimal(8), None):
        rows = average_rows(MARCH)
        wanted = [
            Wanted(row.kind.pk, Entry(rate, "市"), row.version)
            for row in rows
            if row.kind == world.kind
        ]
        given = {"month": MARCH, "rows": rows, "wanted": wanted, "today": DAY, "by": world.drc}
        shown = change_averages(**given)
        assert change_averages(**given, expected=shown.fingerprint).kept
    assert [row.history_type for row in CityAverage.history.all()] == ["-", "~", "+"]


def _policy(world) -> None:
    for version, red in enumerate((3, 4)):
        given = {"year": 2023, "values": {"red_after_months": red}, "seen": version}
        shown = change_policy(**given, today=DAY, by=world.drc)
        assert change_policy(**given, today=DAY, by=world.drc, expected=shown.fingerprint).kept
    assert Policy.history.count() == 2


def _quotas(world) -> None:
    call_command("load_annexes", stdout=StringIO())
    quota = Quota.objects.exclude(printed=None).first()
    quota = correct_quota(quota=quota, value=quota.printed + 1, reason="误", by=world.drc)
    withdraw_correction(quota=quota, by=world.drc)
    assert AnnexTotal.history.count() == AnnexTotal.objects.count() > 0


def _year(world) -> None:
    world.client.force_login(world.drc)
    for _ in range(2):
        shown = world.client.post(
            "/settings/year/", {"year": "2024", "file": upload(book())}, follow=True
        )
        world.client.post("/settings/year/", {"draft": shown.context["draft"]}, follow=True)
    assert Quota.objects.filter(year=2024).exists()


def _locks(world) -> None:
    lock(month=MARCH, by=world.drc, today=DAY)
    reopen(month=MARCH, by=world.drc, reason="误")
    lock(month=MARCH, by=world.drc, today=DAY)
    assert [row.history_type for row in ReportingMonth.history.all()] == ["+", "-", "+"]


def _planning(world) -> None:
    for move in ("draft", "improve", "shape", "review", "pass"):
        by = world.drc if move == "pass" else world.clerk
        entry = PlanningEntry(on=date(2023, 3, 1), experts="某", opinion="可")
        record_planning(
            project=world.project, move=move, entry=entry, files=[PAPER], today=DAY, by=by
        )
    assert Project.objects.get().planned_on
    withdraw_pass(project=world.project, reason="误", today=DAY, by=world.drc)
    assert Project.history.count() == 3


def _start(world) -> None:
    asked = ask_start_due(
        project=world.project, new=date(2023, 6, 1), reason="土地", today=DAY, by=world.clerk
    )
    approve_start_due(request=asked, version=1, answer="", today=DAY, by=world.drc)
    start = submit_start(
        project=world.project, version=0, started_on=DAY, note="开挖", files=[PAPER], today=DAY,
        by=world.clerk,
    )  # fmt: skip
    confirm_start(start=start, version=start.version, today=DAY, by=world.drc)
    assert StartDueAmendment.history.get().history_user == world.drc
    assert Project.history.count() == 3


def _enrolment(world) -> None:
    world.project.started_on = date(2023, 1, 3)
    world.project.save()
    record_enrolment(
        project=world.project, step=Step.COMPLETED, done_on=date(2023, 3, 1), lacking="",
        papers=[PAPER], version=0, seen=None, today=DAY, by=world.clerk,
    )  # fmt: skip
    assert Project.history.first().completed_on == date(2023, 3, 1)


def _admin(world) -> None:
    world.client.force_login(world.drc)
    values = {
        "project": world.project.pk,
        "kind": "suspended",
        "from_on": "2023-03-01",
        "reason": "-",
    }
    world.client.post(page(Suspension, "add"), values)
    row = Suspension.objects.get()
    world.client.post(page(Suspension, "change", row.pk), values | {"until_on": "2023-04-01"})
    world.client.post(page(Suspension, "delete", row.pk), {"post": "yes"})
    plan = {"project": world.project.pk, "year": 2023, "amount": "7"}
    world.client.post(page(AnnualPlan, "add"), plan)
    assert Suspension.history.count() == 3
    assert AnnualPlan.history.count() == 1


def _removal(world) -> None:
    """With the project its rows go, and the trail says of each that it went."""
    _enter(world)
    world.project.delete()
    assert MonthlyReport.history.first().history_type == "-"


PATHS = {
    "entry-page": _enter, "entry-page-cleared": _clear_plan, "returns": _returns,
    "workbook": _import, "averages": _averages, "policy": _policy, "quotas": _quotas,
    "year": _year, "locks": _locks, "planning": _planning, "starts": _start,
    "enrolment": _enrolment, "admin": _admin, "removal": _removal,
}  # fmt: skip


@pytest.mark.parametrize("name", PATHS)
def test_a_way_to_write_leaves_its_trail(client, settings, tmp_path, name):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = DAY, tmp_path
    world = World(client)
    assert unlike() == []
    before = sum(model.history.count() for model in INPUTS)
    more = {"tmp_path": tmp_path} if name == "workbook" else {}
    PATHS[name](world, **more)
    assert unlike() == []
    assert sum(model.history.count() for model in INPUTS) > before


def test_a_write_that_leaves_none_would_be_seen(client):
    World(client)
    Project.objects.update(start_due=None)
    assert unlike() == ["Project"]


def test_many_writes_of_every_kind(monkeypatch):
    seed = Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    Play(Random(seed), Clock(monkeypatch)).days(25)
    assert unlike() == [], f"SEED={seed}"


def test_the_demonstration(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.FIXED_TODAY = date(2023, 11, 30)
    call_command("load_annexes", stdout=StringIO())
    load_demo(day=date(2023, 11, 30), projects=60, seed=3)
    assert unlike() == []


# Set-based writes that name an input; each writes the history itself, right beside.
SET_BASED = {("projects/actions/planning.py", "Project.objects.filter(pk=project.pk).update")}
CALLS = {"update", "bulk_create", "bulk_update", "_raw_delete"}


def set_based(path: Path, source: str) -> set[tuple[str, str]]:
    names = {model.__name__ for model in INPUTS} - {"Unit"}
    return {
        (str(path), ast.unparse(node.func))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CALLS
        and ast.unparse(node.func).split(".")[0] in names
        and ".history." not in ast.unparse(node.func)
    }


@pytest.mark.once
def test_no_other_place_passes_by_the_trail():
    root = Path(__file__).resolve().parents[3]
    found = set()
    for app in ("projects", "assessment"):
        for path in (root / app).rglob("*.py"):
            place = path.relative_to(root)
            if not {"migrations", "demo"} & set(place.parts):
                found |= set_based(place, path.read_text())
    assert found <= SET_BASED


@pytest.mark.once
def test_a_place_that_does_is_seen():
    source = "Project.objects.filter(pk=1).update(name='')"
    assert set_based(Path("x.py"), source) == {("x.py", "Project.objects.filter(pk=1).update")}
