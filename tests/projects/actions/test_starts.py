"""Amended dates and confirmed starts: who asks, who answers, what it writes, 二（三）2."""

from datetime import date

import pytest

from projects.actions import starts as actions
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.starts import RequestState, StartState
from projects.files.content import CleanFile
from projects.models import Project, StartConfirmation, StartDueAmendment, StartDueRequest
from projects.models.attachments import FileKind
from projects.starts import unconfirmed
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DUE, NEW, DAY = date(2023, 3, 1), date(2023, 6, 1), date(2023, 3, 20)
PHOTO = CleanFile("照片.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project():
    return make_project("P-1", unit=make_unit("甲镇"), start_due=DUE)


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def ask(project, by, new=NEW):
    return actions.ask_start_due(project=project, new=new, reason="土地推迟", today=DAY, by=by)


def submit(project, by, *, version=0, files=(PHOTO,), started_on=DAY):
    return actions.submit_start(
        project=project,
        version=version,
        started_on=started_on,
        note="基础开挖",
        files=files,
        today=DAY,
        by=by,
    )


def answered(row, by, **values):
    return {"request": row, "version": row.version, "answer": "", "today": DAY, "by": by} | values


def judged(row, by, **values):
    return {"start": row, "version": row.version, "today": DAY, "by": by} | values


def test_approval_writes_the_date_the_amendment_and_the_history(project, clerk, drc):
    row = actions.approve_start_due(**answered(ask(project, clerk), drc))
    project.refresh_from_db()
    amendment = StartDueAmendment.objects.get()
    assert (row.state, row.answered_by, row.answered_on) == (RequestState.APPROVED, drc, DAY)
    assert project.start_due == NEW
    assert (amendment.old, amendment.new, amendment.reason, amendment.by) == (
        DUE, NEW, "土地推迟", drc,
    )  # fmt: skip
    assert project.history.first().history_user == drc
    assert row.history.first().history_user == drc


def test_refusal_needs_a_reason_and_leaves_the_date(project, clerk, drc):
    row = ask(project, clerk)
    with pytest.raises(RefusedError, match="原因"):
        actions.refuse_start_due(**answered(row, drc))
    row = actions.refuse_start_due(**answered(row, drc, answer="理由不足"))
    project.refresh_from_db()
    assert (row.state, project.start_due) == (RequestState.REFUSED, DUE)
    assert not StartDueAmendment.objects.exists()
    assert ask(project, clerk).state == RequestState.ASKED


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"start_due": None}, "还没有计划开工日期", id="no-date"),
        pytest.param({"started_on": DAY}, "已开工", id="started"),
    ],
)
def test_what_cannot_be_asked(project, clerk, values, words):
    for name, value in values.items():
        setattr(project, name, value)
    with pytest.raises(RefusedError, match=words):
        ask(project, clerk)


def test_one_request_at_a_time_and_never_for_the_same_date(project, clerk):
    with pytest.raises(RefusedError, match="相同"):
        ask(project, clerk, DUE)
    ask(project, clerk)
    with pytest.raises(RefusedError, match="待批准"):
        ask(project, clerk, date(2023, 7, 1))


def test_an_approval_that_came_too_late_is_refused(project, clerk, drc):
    row = ask(project, clerk)
    Project.objects.update(start_due=date(2023, 4, 1))
    with pytest.raises(RefusedError, match="已变动"):
        actions.approve_start_due(**answered(row, drc))
    Project.objects.update(start_due=DUE, started_on=DAY)
    with pytest.raises(RefusedError, match="已开工"):
        actions.approve_start_due(**answered(row, drc))
    assert StartDueRequest.objects.get().state == RequestState.ASKED


def test_a_date_after_completion_is_refused_whole(project, clerk, drc):
    Project.objects.update(completion_due=date(2023, 5, 1))
    with pytest.raises(RefusedError, match="计划竣工日期不能早于"):
        actions.approve_start_due(**answered(ask(project, clerk), drc))
    assert StartDueRequest.objects.get().state == RequestState.ASKED
    assert Project.objects.get().start_due == DUE


def test_an_answer_to_an_older_version_loses(project, clerk, drc):
    row = ask(project, clerk)
    with pytest.raises(StaleError):
        actions.refuse_start_due(**answered(row, drc, answer="否", version=row.version + 1))


def test_an_answered_request_is_not_answered_again(project, clerk, drc):
    row = actions.approve_start_due(**answered(ask(project, clerk), drc))
    with pytest.raises(RefusedError, match="已批准"):
        actions.refuse_start_due(**answered(row, drc, answer="否"))


@pytest.mark.parametrize("role", Role)
def test_only_the_unit_asks_and_only_the_bureau_answers(project, clerk, role):
    by = make_user(role, make_unit() if role is Role.UNIT else None)
    with pytest.raises(RefusedError):
        ask(project, by)
    with pytest.raises(RefusedError):
        submit(project, by)
    row, start = ask(project, clerk), submit(project, clerk)
    if role is Role.DRC:
        return
    for answer in (
        lambda: actions.approve_start_due(**answered(row, by)),
        lambda: actions.refuse_start_due(**answered(row, by, answer="否")),
        lambda: actions.confirm_start(**judged(start, by)),
        lambda: actions.return_start(**judged(start, by, answer="否")),
    ):
        with pytest.raises(RefusedError, match="只有发改局"):
            answer()


def test_a_confirmed_start_is_the_project_s(project, clerk, drc):
    row = actions.confirm_start(**judged(submit(project, clerk), drc))
    project.refresh_from_db()
    assert (row.state, project.started_on) == (StartState.CONFIRMED, DAY)
    assert project.history.first().history_user == drc
    assert [file.unit for file in row.files.all()] == [project.unit]


def test_a_start_needs_evidence_and_no_future(project, clerk):
    with pytest.raises(RefusedError, match="佐证"):
        submit(project, clerk, files=())
    with pytest.raises(RefusedError, match="不能晚于"):
        submit(project, clerk, started_on=date(2023, 3, 21))
    assert not StartConfirmation.objects.exists()


def test_a_returned_start_is_reported_again_with_its_files(project, clerk, drc):
    row = submit(project, clerk)
    with pytest.raises(RefusedError, match="原因"):
        actions.return_start(**judged(row, drc, answer=""))
    row = actions.return_start(**judged(row, drc, answer="照片无日期"))
    assert row.state == StartState.RETURNED
    with pytest.raises(RefusedError, match="已退回"):
        actions.confirm_start(**judged(row, drc))
    row = submit(project, clerk, version=row.version, files=())
    assert (row.state, row.answer, row.files.count()) == (StartState.SUBMITTED, "", 1)
    assert Project.objects.get().started_on is None


def test_a_confirmed_start_is_not_reported_again(project, clerk, drc):
    row = actions.confirm_start(**judged(submit(project, clerk), drc))
    with pytest.raises(RefusedError, match="已确认"):
        submit(project, clerk, version=row.version)


def test_who_reports_beside_a_colleague_is_told(project, clerk):
    row = submit(project, clerk)
    for version in (0, row.version + 1):
        with pytest.raises(StaleError):
            submit(project, clerk, version=version)


def test_a_start_after_completion_is_refused_whole(project, clerk, drc):
    row = submit(project, clerk)
    Project.objects.update(started_on=date(2023, 3, 1), completed_on=date(2023, 3, 10))
    with pytest.raises(RefusedError, match="实际竣工日期"):
        actions.confirm_start(**judged(row, drc))
    assert StartConfirmation.objects.get().state == StartState.SUBMITTED


def test_which_starts_are_unconfirmed(project, clerk, drc):
    make_project("P-2", unit=project.unit, started_on=date(2022, 12, 31))
    make_project("P-3", unit=project.unit, started_on=date(2023, 1, 1))
    actions.confirm_start(**judged(submit(project, clerk), drc))
    assert [row.code for row in unconfirmed(2023, drc)] == ["P-3"]
    Project.objects.filter(pk=project.pk).update(started_on=date(2023, 3, 19))
    assert [row.code for row in unconfirmed(2023, drc)] == ["P-1", "P-3"]
    assert list(unconfirmed(2023, make_user(Role.UNIT, make_unit()))) == []


def test_a_wrong_confirmation_is_taken_back_and_can_be_reported_again(project, clerk, drc):
    row = actions.confirm_start(**judged(submit(project, clerk), drc))
    with pytest.raises(RefusedError, match="退回须写明原因"):
        actions.revoke_start(**judged(row, drc, answer=""))
    row = actions.revoke_start(**judged(row, drc, answer="照片不是本项目的"))
    project.refresh_from_db()
    assert (row.state, row.answer, project.started_on) == (
        StartState.RETURNED,
        "照片不是本项目的",
        None,
    )
    assert project.history.first().history_user == drc
    assert submit(project, clerk, version=row.version).state == StartState.SUBMITTED


def test_taking_back_leaves_another_date_of_the_ledger_alone(project, clerk, drc):
    row = actions.confirm_start(**judged(submit(project, clerk), drc))
    Project.objects.update(started_on=DUE)
    actions.revoke_start(**judged(row, drc, answer="日期有误"))
    assert Project.objects.get().started_on == DUE


def test_a_start_that_a_completion_stands_on_is_not_taken_back(project, clerk, drc):
    row = actions.confirm_start(**judged(submit(project, clerk), drc))
    Project.objects.update(completed_on=DAY)
    with pytest.raises(RefusedError, match="实际竣工日期须有实际开工日期"):
        actions.revoke_start(**judged(row, drc, answer="日期有误"))
    assert StartConfirmation.objects.get().state == StartState.CONFIRMED


def test_only_the_bureau_takes_a_confirmation_back(project, clerk, drc):
    row = actions.confirm_start(**judged(submit(project, clerk), drc))
    for by in (clerk, make_user(Role.LEADER)):
        with pytest.raises(RefusedError):
            actions.revoke_start(**judged(row, by, answer="日期有误"))


def test_a_claim_counts_with_its_evidence_only(project, clerk, drc):
    values = {"started_on": DAY, "state": StartState.CLAIMED, "asked_on": DAY}
    claim = StartConfirmation.objects.create(project=project, **values)
    with pytest.raises(RefusedError):
        actions.confirm_start(**judged(claim, drc))
    with pytest.raises(RefusedError, match="请上传开工佐证"):
        submit(project, clerk, version=claim.version, files=())
    row = actions.confirm_start(**judged(submit(project, clerk, version=claim.version), drc))
    assert (row.state, Project.objects.get().started_on) == (StartState.CONFIRMED, DAY)
