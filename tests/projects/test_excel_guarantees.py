"""四包责任 and 走访记录 in the workbook: in, out and in again, and what is refused."""

from datetime import date

import pytest
from openpyxl import Workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book
from projects.models import Guarantee, Visit
from tests.factories import make_project, make_unit, make_user
from tests.projects.workbooks import check, counts, errors, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"))


def book(path, **sheets):
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path / "台账.xlsx")
    return path / "台账.xlsx"


DUTIES = [
    ["项目编号", "四包", "姓名", "身份", "职务"],
    ["A-1", "包进度", "张县长", "包保县领导", "副县长"],
]
VISITS = [
    ["项目编号", "走访日期", "身份", "走访人", "了解和解决的问题"],
    ["A-1", "2023年4月3日", "挂职干部", "李干部", "缺电"],
]


def test_both_sheets_go_in_with_their_history_and_out_again(tmp_path, project):
    by = make_user()
    path = book(tmp_path, 四包责任=DUTIES, 走访记录=VISITS)
    assert counts(load(path, by)) == (2, 0, 0)
    duty, visit = Guarantee.objects.get(), Visit.objects.get()
    assert (duty.kind, duty.role, duty.post) == ("progress", "leader", "副县长")
    assert (visit.visited_on, visit.kind, visit.found) == (date(2023, 4, 3), "cadre", "缺电")
    assert visit.history.get().history_user == by
    out = tmp_path / "out.xlsx"
    with out.open("wb") as target:
        write_ledger_book(target, by, None)
    assert counts(check(out, by))[:2] == (0, 0)
    changed = [VISITS[0], [*VISITS[1][:4], "来电了"]]
    assert counts(load(book(tmp_path, 走访记录=changed), by)) == (0, 1, 0)
    visit.refresh_from_db()
    assert (visit.found, visit.version) == ("来电了", 2)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        pytest.param(["A-1", "2999-01-01", "挂职干部", "李", ""], "还没有到", id="to-come"),
        pytest.param(["A-1", "2023-04-03", "路人", "李", ""], "不是已有的身份", id="kind"),
        pytest.param(["A-1", "2023-04-03", "挂职干部", "", ""], "走访人", id="nobody"),
        pytest.param(["Z-9", "2023-04-03", "挂职干部", "李", ""], "不在台账中", id="project"),
    ],
)
def test_what_a_visit_cannot_be(tmp_path, project, row, word):
    (error,) = errors(check(book(tmp_path, 走访记录=[VISITS[0], row])))
    assert word in error


def test_a_unit_brings_its_own_visits_and_no_guarantees(tmp_path, project):
    clerk = make_user(Role.UNIT, unit=project.unit)
    assert counts(load(book(tmp_path, 走访记录=VISITS), clerk)) == (1, 0, 0)
    assert errors(check(book(tmp_path, 四包责任=DUTIES), clerk))
    other = make_user(Role.UNIT, unit=make_unit("乙镇"))
    (error,) = errors(check(book(tmp_path, 走访记录=VISITS), other))
    assert "不在本单位台账中" in error
