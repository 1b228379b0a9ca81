"""Steps of planning: who may, in which order, on which day; the pass and its withdrawal."""

from datetime import date

import pytest

from assessment.choices import Annex, QuotaBand
from assessment.completion import completion
from assessment.models import Quota
from assessment.models.quotas import AnnexRow
from projects.actions.planning import (
    Entry,
    EventEntry,
    add_idea,
    correct_record,
    latest_step,
    record_step,
    save_event,
    withdraw_pass,
)
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.areas import Area
from projects.choices.planning import PlanningStep, ThreeOne
from projects.files.content import CleanFile
from projects.models import PlanningAttendance, PlanningEvent, PlanningRecord, Project
from projects.models.attachments import FileKind
from projects.planning import counts_by_step, in_planning, with_step
from tests.factories import make_project, make_type, make_unit, make_user

pytestmark = pytest.mark.django_db

S = PlanningStep
TODAY = date(2023, 6, 30)
STEPS = ("draft", "improve", "shape", "review")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project(db):
    return make_project("A1", unit=make_unit("甲镇"))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit, username="jia")


@pytest.fixture
def drc(db):
    return make_user(Role.DRC, username="fagai")


def take(project, move, by, on="2023-05-01", files=(), **values):
    entry = Entry(on=date.fromisoformat(on), **values)
    return record_step(project=project, move=move, entry=entry, files=files, today=TODAY, by=by)


@pytest.fixture
def reviewed(project, clerk):
    for move in STEPS:
        take(project, move, clerk)
    return project


def test_a_unit_goes_from_idea_to_review(project, clerk):
    assert latest_step(project) is S.IDEA
    for move in STEPS:
        record = take(project, move, clerk, experts="张研究员", opinion="可行", edition=2)
        assert latest_step(project) == move
    assert (record.experts, record.opinion, record.edition) == ("张研究员", "可行", 2)
    trail = PlanningRecord.history.values_list("history_type", "history_user__username")
    assert set(trail) == {("+", "jia")}


def test_only_the_bureau_records_a_pass(reviewed, clerk, drc):
    with pytest.raises(RefusedError, match="由发改局"):
        take(reviewed, "pass", clerk)
    take(reviewed, "pass", drc, on="2023-06-01")
    reviewed.refresh_from_db()
    assert reviewed.planned_on == date(2023, 6, 1)
    latest = reviewed.history.first()
    assert (latest.planned_on, latest.history_user) == (date(2023, 6, 1), drc)
    assert latest.history_change_reason == "策划评审通过"


def test_a_pass_counts_for_annex_2_until_it_is_withdrawn(reviewed, drc):
    start = {"year": 2023, "annex": Annex.PLANNING, "unit": reviewed.unit}
    AnnexRow.objects.create(**start, number=1, printed_name="甲镇")
    Quota.objects.create(**start, band=QuotaBand.TOTAL, printed=3)

    def done():
        (row,) = completion(2023, TODAY).rows
        return row.cells[Annex.PLANNING, QuotaBand.TOTAL].done

    assert done() == 0
    take(reviewed, "pass", drc)
    assert done() == 1
    withdraw_pass(project=reviewed, reason="记错项目", today=TODAY, by=drc)
    assert done() == 0


def test_a_withdrawn_pass_stays_with_its_reason_and_can_be_given_again(reviewed, drc):
    take(reviewed, "pass", drc, on="2023-06-01")
    withdraw_pass(project=reviewed, reason="日期记错", today=TODAY, by=drc)
    record = PlanningRecord.objects.get(step=S.PASS)
    assert (record.withdrawn_on, record.withdrawn_because) == (TODAY, "日期记错")
    assert latest_step(Project.objects.get()) is S.REVIEW
    assert reviewed.history.first().history_change_reason == "撤回策划通过：日期记错"
    take(reviewed, "pass", drc, on="2023-06-01")
    assert Project.objects.get().planned_on == date(2023, 6, 1)


def test_a_pass_by_the_workbook_can_be_withdrawn_as_well(project, drc):
    Project.objects.update(planned_on=date(2023, 2, 1))
    withdraw_pass(project=project, reason="依据不足", today=TODAY, by=drc)
    record = PlanningRecord.objects.get()
    assert (record.step, record.on) == (S.PASS, date(2023, 2, 1))
    assert record.withdrawn_because == "依据不足"
    assert Project.objects.get().planned_on is None


def test_a_pass_whose_date_the_workbook_emptied_is_given_again(reviewed, drc):
    take(reviewed, "pass", drc)
    Project.objects.update(planned_on=None)
    assert latest_step(Project.objects.get()) is S.REVIEW
    take(reviewed, "pass", drc, on="2023-06-02")
    standing = PlanningRecord.objects.standing().get(step=S.PASS)
    assert standing.on == date(2023, 6, 2)


@pytest.mark.parametrize("reason", ["", "  "], ids=["empty", "blank"])
def test_a_withdrawal_wants_a_reason(reviewed, drc, reason):
    take(reviewed, "pass", drc)
    with pytest.raises(RefusedError, match="原因"):
        withdraw_pass(project=reviewed, reason=reason, today=TODAY, by=drc)
    assert Project.objects.get().planned_on


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_who_may_neither_pass_nor_withdraw(reviewed, drc, role):
    user = make_user(role, reviewed.unit if role is Role.UNIT else None)
    with pytest.raises(RefusedError):
        take(reviewed, "pass", user)
    take(reviewed, "pass", drc)
    with pytest.raises(RefusedError):
        withdraw_pass(project=reviewed, reason="错", today=TODAY, by=user)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_nobody_else_takes_a_step(project, role):
    with pytest.raises(RefusedError, match="只能填报本单位"):
        take(project, "draft", make_user(role))
    assert not PlanningRecord.objects.exists()


@pytest.mark.parametrize(
    ("done", "move"),
    [
        pytest.param((), "improve", id="nothing-to-improve"),
        pytest.param(("draft",), "draft", id="twice"),
        pytest.param(("draft", "improve"), "review", id="over-the-shape"),
        pytest.param((), "nonsense", id="no-such-move"),
    ],
)
def test_steps_follow_one_another(project, clerk, done, move):
    for step in done:
        take(project, step, clerk)
    with pytest.raises(RefusedError, match="现为"):
        take(project, move, clerk)


def test_a_review_that_fails_goes_back_to_be_improved(reviewed, clerk):
    take(reviewed, "improve", clerk, on="2023-06-02")
    assert latest_step(reviewed) is S.IMPROVE


@pytest.mark.parametrize(
    ("on", "said"),
    [("2023-04-30", "不能早于"), ("2023-07-01", "还没有到")],
    ids=["before-the-last-step", "in-the-future"],
)
def test_a_step_has_a_possible_day(project, clerk, on, said):
    take(project, "draft", clerk, on="2023-05-01")
    with pytest.raises(RefusedError, match=said):
        take(project, "improve", clerk, on=on)


def test_files_belong_to_the_unit_and_the_subject(project, drc):
    pdf = CleanFile("初稿.pdf", FileKind.PDF, b"%PDF-1.7")
    file = take(project, "draft", drc, files=[pdf]).files.get()
    assert (file.unit, file.area, file.name) == (project.unit, Area.PLANNING, "初稿.pdf")


def correct(record, by, version=1, on="2023-05-01", **values):
    entry = Entry(on=date.fromisoformat(on), **values)
    return correct_record(record=record, version=version, entry=entry, files=[], today=TODAY, by=by)


def test_a_correction_raises_the_version_and_an_older_form_loses(project, clerk, drc):
    record = take(project, "draft", clerk)
    assert correct(record, clerk, opinion="改过").version == 2
    with pytest.raises(StaleError) as stale:
        correct(record, drc, version=1, opinion="旧页面")
    assert stale.value.current.opinion == "改过"
    assert PlanningRecord.objects.get().opinion == "改过"


def test_a_correction_keeps_its_place_among_the_steps(reviewed, clerk):
    first = PlanningRecord.objects.get(step="draft")
    correct(first, clerk, on="2023-04-01")
    with pytest.raises(RefusedError, match="不能晚于"):
        correct(first, clerk, version=2, on="2023-05-02")
    last = PlanningRecord.objects.get(step="review")
    with pytest.raises(RefusedError, match="不能早于"):
        correct(last, clerk, on="2023-04-30")


def test_nothing_is_corrected_after_the_pass_nor_a_pass_itself(reviewed, clerk, drc):
    passed = take(reviewed, "pass", drc)
    with pytest.raises(RefusedError, match="不再修改"):
        correct(PlanningRecord.objects.get(step="draft"), clerk)
    withdraw_pass(project=reviewed, reason="错", today=TODAY, by=drc)
    with pytest.raises(RefusedError, match="只供查阅"):
        correct(passed, drc, version=2)


def test_another_unit_corrects_nothing(project, clerk):
    record = take(project, "draft", clerk)
    with pytest.raises(RefusedError):
        correct(record, make_user(Role.UNIT))


def idea(unit, code="N1"):
    return Project(
        code=code, name="新创意", unit=unit, project_type=make_type(), total_investment=600
    )


def test_a_unit_enters_an_idea_of_its_own(clerk):
    project = add_idea(project=idea(clerk.unit), by=clerk)
    assert project.planned_on is None
    assert latest_step(project) is S.IDEA
    assert project.history.get().history_user == clerk


def test_an_idea_is_refused_for_another_unit_and_for_a_code_that_stands(project, clerk):
    with pytest.raises(RefusedError, match="本单位"):
        add_idea(project=idea(make_unit("乙镇")), by=clerk)
    with pytest.raises(RefusedError, match="已被使用"):
        add_idea(project=idea(clerk.unit, code="A1"), by=clerk)
    assert Project.objects.count() == 1


def test_the_list_stands_where_the_actions_stand(reviewed, clerk, drc):
    others = [make_project(unit=reviewed.unit) for _ in range(2)]
    take(others[1], "draft", clerk)
    dated = make_project(unit=reviewed.unit, planned_on=date(2023, 1, 1))
    take(reviewed, "pass", drc)
    Project.objects.filter(pk=reviewed.pk).update(planned_on=None)
    make_project(unit=reviewed.unit, planned_on=date(2022, 12, 31))
    make_project(unit=reviewed.unit, started_on=date(2023, 1, 1))
    rows = with_step(in_planning(2023))
    assert {row.pk: row.planning_step for row in rows} == {
        row.pk: latest_step(row).value
        for row in Project.objects.filter(pk__in=[reviewed.pk, dated.pk, *(p.pk for p in others)])
    }
    counts = counts_by_step(in_planning(2023))
    assert [counts[step] for step in S] == [1, 1, 0, 0, 1, 1]


EVENT = EventEntry(kind=ThreeOne.TALK, on=date(2023, 5, 4), title="宣讲会")


def save(by, event=None, version=0, entry=EVENT, units=(), files=()):
    return save_event(event=event, version=version, entry=entry, units=units, files=files, by=by)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_only_the_bureau_keeps_the_calendar(role):
    with pytest.raises(RefusedError, match="发改局"):
        save(make_user(role))
    assert not PlanningEvent.objects.exists()


def test_an_event_with_its_units_and_minutes(drc, project):
    pdf = CleanFile("纪要.pdf", FileKind.PDF, b"%PDF-1.7")
    event = save(drc, units=[project.unit], files=[pdf])
    assert list(event.units.all()) == [project.unit]
    assert event.files.get().unit is None
    changed = save(drc, event, version=1, entry=EventEntry(**vars(EVENT) | {"people": "张"}))
    assert (changed.people, changed.version, changed.units.count()) == ("张", 2, 0)
    assert changed.files.count() == 1
    with pytest.raises(StaleError):
        save(drc, event, version=1)
    assert set(PlanningEvent.history.values_list("history_type", "history_user")) == {
        ("+", drc.pk),
        ("~", drc.pk),
    }


def test_attendance_has_its_trail_and_who_stayed_is_not_written_again(drc, project):
    other = make_unit("乙镇")
    event = save(drc, units=[project.unit])
    event = save(drc, event, version=event.version, units=[project.unit, other])
    event = save(drc, event, version=event.version, units=[other])
    trail = PlanningAttendance.history.order_by("history_id")
    assert [(row.history_type, row.unit.name, row.history_user) for row in trail] == [
        ("+", "甲镇", drc),
        ("+", "乙镇", drc),
        ("-", "甲镇", drc),
    ]


def test_the_same_event_stands_once(drc):
    save(drc)
    with pytest.raises(RefusedError, match="当天已有"):
        save(drc)
