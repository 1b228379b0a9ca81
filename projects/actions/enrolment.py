"""Recording the steps to the statistics register, and the end of building."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from projects.actions.attachments import store_files
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.choices.enrolment import Step
from projects.files.content import CleanFile
from projects.models import EnrolmentStep, Project, User
from projects.permissions import keeps_area, may_edit
from projects.rules.enrolment import MILESTONES, NEEDS_EVIDENCE, wrong_date


def may_record(user: User, project: Project, step: str) -> bool:
    """A unit records its own steps; that a project is enrolled, only who keeps the statistics."""
    if keeps_area(user, Area.STATISTICS):
        return True
    return step != Step.ENROLLED and may_edit(user, project)


@transaction.atomic
def record_step(
    *,
    project: Project,
    step: Step,
    done_on: date | None,
    lacking: str,
    papers: Sequence[CleanFile],
    version: int,
    seen: date | None,
    today: date,
    by: User,
) -> EnrolmentStep:
    """Write one step, and the project's own date where the step is one, both with history.

    `version` is that of the row as it was read, 0 where there was none; `seen` the project's own
    date then. StaleError if either is another by now, RefusedError in words if the date or the
    evidence is wrong.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if step is Step.STARTED or not may_record(by, project, step):
        raise RefusedError("无权填写这一环节")
    _check_seen(project, step, seen)
    _check_date(project, step, done_on, today)
    row = _written(project, step, version, by, {"done_on": done_on, "lacking": lacking})
    if papers:
        row.files.add(*store_files(files=papers, unit=project.unit, area=Area.STATISTICS, by=by))
    if step in NEEDS_EVIDENCE and done_on and not row.files.exists():
        raise RefusedError(f"登记{step.label}须上传凭证（照片或验收、投产材料）")
    _keep_milestone(project, step, done_on, by)
    return row


def dates_of(project: Project) -> dict[Step, date | None]:
    """All steps' dates: the project's own, and those that only stand in rows; one query."""
    found = dict(project.enrolment_steps.values_list("step", "done_on"))
    return {Step(step): on for step, on in found.items()} | own_dates(project)


def own_dates(project: Project) -> dict[Step, date | None]:
    return {step: getattr(project, name) for step, name in MILESTONES.items()}


def _check_seen(project: Project, step: Step, seen: date | None) -> None:
    """The ledger's import writes the project's dates too."""
    name = MILESTONES.get(step)
    if name and getattr(project, name) != seen:
        stands = getattr(project, name)
        row = EnrolmentStep.objects.filter(project=project, step=step).first()
        row = row or EnrolmentStep(project=project, step=step, version=0)
        row.done_on = stands
        raise StaleError(row)


def _check_date(project: Project, step: Step, on: date | None, today: date) -> None:
    wrong = wrong_date(step, on, dates_of(project), today) if on else ""
    if wrong:
        raise RefusedError(wrong)


def _written(
    project: Project, step: Step, version: int, by: User, values: dict[str, object]
) -> EnrolmentStep:
    stored = EnrolmentStep.objects.filter(project=project, step=step).first()
    if stored is None:
        return create_row(EnrolmentStep(project=project, step=step, **values), by=by)
    if not version:
        raise StaleError(stored)
    return update_row(stored, version=version, by=by, **values)


def _keep_milestone(project: Project, step: Step, on: date | None, by: User) -> None:
    name = MILESTONES.get(step)
    if name is None or getattr(project, name) == on:
        return
    setattr(project, name, on)
    try:
        project.validate_constraints()
    except ValidationError as error:
        raise RefusedError("；".join(error.messages)) from None
    project._history_user = by  # type: ignore[attr-defined]
    project.save(update_fields=[name])
