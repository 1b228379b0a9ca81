"""Every write to what the cards stand on leaves a mark, whoever makes it."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, models

from assessment.cards import triggers
from assessment.models import ChangeMark, CityAverage, Policy
from projects.models import (
    AnnualPlan,
    MonthlyReport,
    Project,
    ProjectType,
    ReportingMonth,
    StartDueAmendment,
    Suspension,
)
from tests.factories import make_month, make_plan, make_project

EVERYTHING = 0


@pytest.fixture
def project(db):
    project = make_project()
    make_plan(project, 2023, 1)
    make_month(project, "2023-01", 1)
    Suspension.objects.create(
        project=project, kind="suspended", from_on=date(2023, 1, 1), reason="-"
    )
    StartDueAmendment.objects.create(project=project, old=date(2023, 1, 1), reason="-")
    other = make_project(project_type=ProjectType.objects.create(name="民生"))
    make_plan(other, 2023, 1)
    CityAverage.objects.create(year=2023, month=1, project_type=project.project_type, rate=1)
    Policy.objects.create(year=2023)
    ReportingMonth.objects.create(year=2023, month=1)
    ChangeMark.objects.all().delete()
    return project


def marked() -> set[int]:
    return set(ChangeMark.objects.values_list("project_id", flat=True))


def _add(model, **fields):
    def write(project):
        model.objects.bulk_create([model(project=project, **fields)])

    return write


def _update(model, **fields):
    return lambda project: model.objects.filter(project=project).update(**fields)


def _delete(model):
    return lambda project: model.objects.filter(project=project).delete()


def _save(project):
    project.started_on = date(2023, 1, 1)
    project.save()


OF_A_PROJECT = {
    "project-saved": _save,
    "project-updated": lambda project: Project.objects.filter(pk=project.pk).update(name="改"),
    "project-bulk-updated": lambda project: Project.objects.bulk_update([project], ["name"]),
    "plan-added": _add(AnnualPlan, year=2024, amount=1),
    "plan-updated": _update(AnnualPlan, amount=2),
    "plan-deleted": _delete(AnnualPlan),
    "report-added": _add(MonthlyReport, year=2023, month=2, amount=1),
    "report-updated": _update(MonthlyReport, state="returned"),
    "report-deleted": _delete(MonthlyReport),
    "suspension-added": _add(
        Suspension,
        kind="suspended",
        from_on=date(2022, 1, 1),
        until_on=date(2022, 2, 1),
        reason="-",
    ),
    "suspension-updated": _update(Suspension, until_on=date(2023, 2, 1)),
    "suspension-deleted": _delete(Suspension),
    "amendment-added": _add(StartDueAmendment, old=date(2023, 2, 1), reason="-"),
    "amendment-updated": _update(StartDueAmendment, old=date(2022, 2, 1)),
    "amendment-deleted": _delete(StartDueAmendment),
}


@pytest.mark.parametrize("write", OF_A_PROJECT.values(), ids=OF_A_PROJECT)
def test_a_write_marks_its_project_alone(project, write):
    write(project)
    assert marked() == {project.pk}


AVERAGE = {
    "added": lambda project: CityAverage.objects.bulk_create(
        [CityAverage(year=2023, month=2, project_type=project.project_type, rate=1)]
    ),
    "updated": lambda _: CityAverage.objects.update(rate=2),
    "deleted": lambda _: CityAverage.objects.all().delete(),
}


@pytest.mark.parametrize("write", AVERAGE.values(), ids=AVERAGE)
def test_an_average_marks_the_projects_of_its_type(project, write):
    write(project)
    assert marked() == {project.pk}


OF_ALL = {
    "policy-added": lambda: Policy.objects.bulk_create([Policy(year=2024)]),
    "policy-updated": lambda: Policy.objects.update(red_after_months=3),
    "policy-deleted": lambda: Policy.objects.all().delete(),
    "month-locked": lambda: ReportingMonth.objects.bulk_create(
        [ReportingMonth(year=2023, month=2)]
    ),
    "lock-updated": lambda: ReportingMonth.objects.update(month=3),
    "month-reopened": lambda: ReportingMonth.objects.all().delete(),
}


@pytest.mark.parametrize("write", OF_ALL.values(), ids=OF_ALL)
def test_policy_and_locks_mark_everything(project, write):
    write()
    assert marked() == {EVERYTHING}


def test_projects_added_and_deleted_in_bulk(project):
    new = Project.objects.bulk_create(
        [
            Project(
                code=f"N{n}",
                name="新",
                unit=project.unit,
                project_type=project.project_type,
                total_investment=1,
            )
            for n in range(3)
        ]
    )
    assert marked() == {row.pk for row in new}
    ChangeMark.objects.all().delete()
    Project.objects.filter(pk__in=[row.pk for row in new]).delete()
    assert marked() == {row.pk for row in new}


def test_a_report_moved_to_another_project_marks_both(project):
    other = Project.objects.exclude(pk=project.pk).get()
    MonthlyReport.objects.filter(project=project).update(project=other)
    assert marked() == {project.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_lost_triggers_come_back_and_everything_is_marked():
    triggers.before_migrate(using="default", plan=["something"])
    ChangeMark.objects.all().delete()
    make_project()
    assert marked() == set()
    call_command("migrate", verbosity=0)
    assert marked() == {EVERYTHING}
    project = make_project()
    assert marked() == {EVERYTHING, project.pk}


@pytest.mark.django_db(transaction=True)
def test_a_migration_without_work_leaves_them_alone():
    ChangeMark.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert marked() == set()


@pytest.mark.django_db(transaction=True)
def test_an_altered_table_has_its_triggers_again():
    """SQLite remakes the table for it, and its triggers are gone with the old one."""
    triggers.before_migrate(using="default", plan=["something"])
    owner = Project._meta.get_field("owner")
    wider = models.CharField(max_length=owner.max_length + 1)
    wider.set_attributes_from_name("owner")
    with connection.schema_editor() as editor:
        editor.alter_field(Project, owner, wider)
    with connection.schema_editor() as editor:
        editor.alter_field(Project, wider, owner)
    triggers.after_migrate(using="default")
    ChangeMark.objects.all().delete()
    assert marked() == set()
    project = make_project()
    assert marked() == {project.pk}
