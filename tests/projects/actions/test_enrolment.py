"""Steps with evidence and history: who records them, in which order, against which version."""

from datetime import date

import pytest

from projects.actions.enrolment import record_step
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.areas import Area
from projects.choices.enrolment import Step
from projects.files.content import CleanFile
from projects.models import Attachment, EnrolmentStep, Project
from projects.models.attachments import FileKind
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2023, 6, 30)
PAPER = CleanFile("验收.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project():
    return make_project("A1", unit=make_unit("甲镇"), started_on=date(2023, 2, 1))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit, username="clerk")


@pytest.fixture
def bureau():
    return make_user(Role.STATISTICS, username="tongji")


def record(project, step, by, **given):
    values = {"done_on": date(2023, 4, 1), "lacking": "", "papers": [], "version": 0, "seen": None}
    return record_step(project=project, step=step, today=TODAY, by=by, **values | given)


def test_a_unit_s_step_has_its_date_its_author_and_what_is_missing(project, clerk):
    row = record(project, Step.PAPERS, clerk, done_on=None, lacking="施工许可证")
    assert (row.done_on, row.lacking) == (None, "施工许可证")
    assert list(row.history.values_list("history_type", "history_user__username")) == [
        ("+", "clerk")
    ]


def test_enrolment_sets_the_project_s_own_date_with_history(project, bureau):
    record(project, Step.ENROLLED, bureau)
    project.refresh_from_db()
    assert project.enrolled_on == date(2023, 4, 1)
    latest = Project.history.filter(id=project.pk).latest("history_id")
    assert (latest.history_type, latest.history_user, latest.enrolled_on) == (
        "~", bureau, date(2023, 4, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "step", "allowed"),
    [
        (Role.UNIT, Step.WORKS, True),
        (Role.UNIT, Step.ENROLLED, False),
        (Role.DRC, Step.ENROLLED, True),
        (Role.STATISTICS, Step.WORKS, True),
        (Role.COMMERCE, Step.WORKS, False),
        (Role.LEADER, Step.WORKS, False),
        (Role.DRC, Step.STARTED, False),
    ],
)
def test_who_records_what(project, role, step, allowed):
    person = make_user(role, project.unit if role == Role.UNIT else None)
    if allowed:
        assert record(project, step, person).step == step
        return
    with pytest.raises(RefusedError):
        record(project, step, person)
    assert not EnrolmentStep.objects.exists()


def test_another_unit_s_clerk_records_nothing(project):
    with pytest.raises(RefusedError, match="无权"):
        record(project, Step.WORKS, make_user(Role.UNIT, make_unit("乙镇")))


@pytest.mark.parametrize("step", [Step.COMPLETED, Step.IN_PRODUCTION])
def test_the_end_of_building_wants_evidence(project, clerk, step):
    with pytest.raises(RefusedError, match="须上传凭证"):
        record(project, step, clerk)
    assert not EnrolmentStep.objects.exists()
    row = record(project, step, clerk, papers=[PAPER])
    assert row.files.get().area == Area.STATISTICS
    assert Attachment.objects.get().unit == project.unit


def test_evidence_once_given_need_not_be_given_again(project, clerk):
    row = record(project, Step.COMPLETED, clerk, papers=[PAPER])
    on = date(2023, 4, 2)
    record(project, Step.COMPLETED, clerk, done_on=on, version=row.version, seen=row.done_on)
    project.refresh_from_db()
    assert project.completed_on == on


def test_a_form_that_is_behind_loses(project, clerk):
    row = record(project, Step.WORKS, clerk)
    record(project, Step.WORKS, clerk, lacking="一", version=row.version)
    for version in (0, row.version):
        with pytest.raises(StaleError) as lost:
            record(project, Step.WORKS, clerk, lacking="二", version=version)
        assert lost.value.current.lacking == "一"


def test_a_date_that_the_ledger_changed_meanwhile_is_not_overwritten(project, bureau):
    Project.objects.filter(pk=project.pk).update(enrolled_on=date(2023, 5, 5))
    with pytest.raises(StaleError) as lost:
        record(project, Step.ENROLLED, bureau, seen=None)
    assert lost.value.current.done_on == date(2023, 5, 5)
    project.refresh_from_db()
    assert project.enrolled_on == date(2023, 5, 5)


def test_a_wrong_date_is_refused_in_words(project, clerk):
    with pytest.raises(RefusedError, match="不能早于实际开工日期"):
        record(project, Step.WORKS, clerk, done_on=date(2023, 1, 31))
