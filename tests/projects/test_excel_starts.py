"""开工确认 in the workbook: read by those who may, changed by no import."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from projects.choices import Role
from projects.choices.starts import StartState
from projects.excel.export import write_ledger_book
from projects.models import StartConfirmation
from tests.factories import make_project, make_unit, make_user
from tests.projects.workbooks import errors, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    project = make_project("P-1", unit=make_unit("甲镇"), started_on=date(2023, 4, 1))
    return StartConfirmation.objects.create(
        project=project,
        started_on=date(2023, 4, 1),
        note="基础开挖",
        state=StartState.CONFIRMED,
        asked_on=date(2023, 4, 3),
        answered_on=date(2023, 4, 5),
    )


def exported(user) -> list[tuple]:
    target = BytesIO()
    write_ledger_book(target, user, None)
    rows = load_workbook(target)["开工确认"].iter_rows(values_only=True)
    return [row for row in rows if any(row)][1:]


@pytest.mark.parametrize(
    ("role", "seen"),
    [(Role.DRC, 1), (Role.LEADER, 1), (Role.GOV_OFFICE, 1), (Role.COMMERCE, 0), (Role.FINANCE, 0)],
)
def test_who_reads_the_sheet(start, role, seen):
    assert len(exported(make_user(role))) == seen


def test_a_unit_reads_its_own(start):
    (row,) = exported(make_user(Role.UNIT, start.project.unit))
    assert (row[0], row[3]) == ("P-1", "已确认")
    assert exported(make_user(Role.UNIT, make_unit("乙镇"))) == []


def workbook(path, row: list) -> str:
    book = Workbook()
    book.active.title = "开工确认"
    book.active.append(["项目编号", "实际开工日期", "开工情况", "状态"])
    book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        pytest.param(["P-1", "2023-04-01", "基础开挖", "已确认"], False, id="as-it-stands"),
        pytest.param(["P-1", "2023-04-02", "基础开挖", "已确认"], True, id="another-day"),
        pytest.param(["P-2", "2023-04-02", "打桩", "已确认"], True, id="a-new-one"),
    ],
)
def test_an_import_changes_no_start(start, tmp_path, row, wrong):
    make_project("P-2", unit=start.project.unit)
    found = errors(load(workbook(tmp_path / "a.xlsx", row), make_user(Role.DRC)))
    assert [("只供查阅" in error) for error in found] == [True] * wrong
    assert list(StartConfirmation.objects.values_list("started_on", flat=True)) == [
        date(2023, 4, 1)
    ]
