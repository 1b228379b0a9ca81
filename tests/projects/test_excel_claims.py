"""A start in a unit's workbook waits for its evidence; 发改局's counts at once, 二（三）2."""

from datetime import date

import pytest

from projects.choices import Role
from projects.choices.starts import StartState
from projects.models import Project, StartConfirmation
from tests.factories import make_project, make_type, make_unit, make_user
from tests.projects.workbooks import check, counts, errors, ledger, load, save

pytestmark = pytest.mark.django_db
ON, OTHER = date(2023, 4, 12), date(2023, 4, 20)
ROW = ledger(实际开工日期="2023-04-12")


@pytest.fixture(autouse=True)
def clerk():
    make_type()
    return make_user(Role.UNIT, make_unit("甲镇"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


@pytest.fixture
def own(clerk):
    """As `LEDGER` says it, so that the start alone differs."""
    return make_project("A1", name="示例一", unit=clerk.unit, is_industrial=True)


def claim(project, state=StartState.CLAIMED, on=ON):
    told = {"started_on": on, "note": "打桩", "state": state, "asked_on": on}
    answer = "照片无日期" if state == StartState.RETURNED else ""
    return StartConfirmation.objects.create(project=project, answer=answer, **told)


def stands() -> tuple:
    """The ledger's date, and the claim's state and day."""
    row = StartConfirmation.objects.first()
    return Project.objects.get().started_on, row and (row.state, row.started_on)


@pytest.mark.parametrize("new", [True, False], ids=["new-project", "known-project"])
def test_a_unit_s_start_is_a_claim(path, clerk, new):
    if not new:
        make_project("A1", unit=clerk.unit)
    plan = load(save(path, [ROW]), clerk)
    assert plan.written
    (remark,) = plan.findings.remarks
    assert remark.place == "项目台账!G2"
    assert "暂不计入" in remark.text
    assert stands() == (None, (StartState.CLAIMED, ON))
    row = StartConfirmation.objects.get()
    assert (row.asked_by, row.project.code, row.history.get().history_user) == (clerk, "A1", clerk)


@pytest.mark.parametrize("who", ["bureau", "command"])
def test_what_the_bureau_brings_counts_at_once(path, who):
    plan = load(save(path, [ROW]), make_user(Role.DRC) if who == "bureau" else None)
    assert (plan.findings.remarks, stands()) == ([], (ON, None))


def test_the_same_claim_again_is_no_change(path, clerk, own):
    assert counts(load(save(path, [ROW]), clerk)) == (0, 1, 0)
    again = load(path, clerk)
    assert (counts(again), again.findings.remarks) == ((0, 0, 1), [])
    assert StartConfirmation.objects.get().version == 1


def test_another_day_takes_the_claim_s_place(path, clerk, own):
    row = claim(own, on=OTHER)
    assert load(save(path, [ROW]), clerk).written
    assert stands() == (None, (StartState.CLAIMED, ON))
    row.refresh_from_db()
    assert (row.version, row.history.count()) == (2, 2)


@pytest.mark.parametrize(
    ("state", "on", "said"),
    [
        pytest.param(StartState.SUBMITTED, OTHER, "已报送 2023-04-20 开工", id="waits"),
        pytest.param(StartState.SUBMITTED, ON, "", id="waits-with-the-same-day"),
        pytest.param(StartState.RETURNED, OTHER, "已报送 2023-04-20 开工", id="returned"),
        pytest.param(StartState.CONFIRMED, OTHER, "已由发改局确认为 2023-04-20", id="confirmed"),
    ],
)
def test_what_was_reported_on_the_page_is_changed_there(path, clerk, own, state, on, said):
    claim(own, state, on)
    if state == StartState.CONFIRMED:
        Project.objects.update(started_on=on)
    before = stands()
    found = errors(load(save(path, [ROW]), clerk))
    assert [said in error for error in found] == [True] * bool(said)
    assert stands() == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("2023-04-12", "实际开工日期已记为 2023-04-20", id="another-day"),
        pytest.param("清空", "实际开工日期已记为 2023-04-20", id="emptied"),
        pytest.param("2023-04-20", "", id="as-it-stands"),
        pytest.param(None, "", id="left-blank"),
    ],
)
def test_a_date_of_the_ledger_stands_against_a_unit(path, clerk, own, given, said):
    Project.objects.update(started_on=OTHER)
    found = errors(load(save(path, [ledger(实际开工日期=given)]), clerk))
    assert [said in error for error in found] == [True] * bool(said)
    assert stands() == (OTHER, None)


def test_no_completion_stands_on_a_claim(path, clerk):
    row = ROW | {"实际竣工日期": "2023-06-01"}
    (error,) = errors(check(save(path, [row]), clerk))
    assert "须先经发改局确认" in error
    assert errors(check(path, make_user(Role.DRC))) == []
