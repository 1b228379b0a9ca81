"""四不两直: planning an inspection, recording on the spot, mending and re-check, 三（三）.

Photos and papers are stored as the county's own, which no unit may open. When the inspection is
done the photos of its findings are handed to the units; the plan's papers never are.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessment.actions.case_moves import with_proof
from assessment.choices.patrol import InspectionState
from assessment.lifecycles.patrol import FINDING, INSPECTION
from assessment.models import Finding, Inspection
from projects.actions.attachments import store_files
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import Attachment, Project, Unit, User
from projects.permissions import answers_for, keeps_area, role_of


@transaction.atomic
def save_plan(
    *,
    inspection: Inspection | None,
    version: int,
    values: Mapping[str, Any],
    units: Iterable[Unit],
    projects: Iterable[Project],
    files: Sequence[CleanFile] = (),
    by: User,
) -> Inspection:
    """Plan an inspection, a new one without `inspection`; RefusedError once it is done."""
    _require_keeper(by)
    units, projects = list(units), list(projects)
    if not units and not projects:
        raise RefusedError("请选择被检查的单位，或填写被检查项目的编号")
    if inspection is None:
        row = create_row(Inspection(**values), by=by)
    else:
        if inspection.state != InspectionState.PLANNED:
            raise RefusedError("检查已经完成或取消，计划不能再改")
        row = update_row(inspection, version=version, by=by, **values)
    row.units.set(units)
    row.projects.set(projects)
    if files:
        row.papers.add(*store_files(files=files, unit=None, area=Area.SUPERVISION, by=by))
    return row


@transaction.atomic
def end_inspection(
    *, inspection: Inspection, version: int, move: str, summary: str, today: date, by: User
) -> Inspection:
    """`finish`: from now on the units see it and answer; `cancel`: they never will."""
    _require_keeper(by)
    if inspection.version != version:
        raise StaleError(inspection)
    state = INSPECTION.after(move, inspection.state, role_of(by))
    values: dict[str, Any] = {"state": state, "summary": summary}
    if state is InspectionState.DONE:
        values["done_on"] = today
    row = update_row(inspection, version=version, by=by, **values)
    if state is InspectionState.DONE:
        for finding in row.findings.all():
            _hand_over(finding)
    return row


@transaction.atomic
def add_finding(
    *,
    inspection: Inspection,
    values: Mapping[str, Any],
    photos: Sequence[CleanFile] = (),
    by: User,
) -> Finding:
    """Record on the spot what was found; its unit is that of the project, if one is named."""
    _require_keeper(by)
    if inspection.state == InspectionState.CANCELLED:
        raise RefusedError("检查已经取消，不能再记录问题")
    project, unit = values.get("project"), values.get("unit")
    if project is not None:
        unit = project.unit
    if unit is None:
        raise RefusedError("请选择被检查的项目或单位")
    finding = create_row(
        Finding(**(dict(values) | {"unit": unit, "inspection": inspection})), by=by
    )
    if photos:
        stored = store_files(files=photos, unit=None, area=Area.SUPERVISION, by=by)
        finding.photos.add(*stored)
    if inspection.state == InspectionState.DONE:
        _hand_over(finding)
    return finding


@transaction.atomic
def mend_finding(
    *,
    finding: Finding,
    version: int,
    reply: str,
    files: Sequence[CleanFile] = (),
    no_papers: str = "",
    today: date,
    by: User,
) -> Finding:
    """The unit says how it was mended, and proves it by papers or photos."""
    done = finding.inspection.state == InspectionState.DONE
    if not (done and answers_for(by, finding.unit_id)):
        raise RefusedError("由被检查的责任单位报送整改")
    reply = with_proof(reply, "整改情况", files, no_papers)
    finding = _moved(finding, "mend", version, by, reply=reply, replied_on=today)
    if files:
        stored = store_files(files=files, unit=finding.unit, area=Area.SUPERVISION, by=by)
        finding.files.add(*stored)
    return finding


@transaction.atomic
def recheck_finding(
    *,
    finding: Finding,
    version: int,
    move: str,
    recheck: str,
    limit_on: date | None = None,
    today: date,
    by: User,
) -> Finding:
    """`close` it, or have it mended `again`, until a new limit if one is given."""
    _require_keeper(by)
    if not recheck:
        raise RefusedError("请填写复查意见")
    values: dict[str, Any] = {"recheck": recheck, "rechecked_on": today, "rechecked_by": by}
    if move == "again":
        values["again"] = finding.again + 1
        if limit_on is not None:
            if limit_on < today:
                raise RefusedError("新的整改时限不能早于今天")
            values["limit_on"] = limit_on
    return _moved(finding, move, version, by, **values)


def _moved(finding: Finding, move: str, version: int, by: User, **values: Any) -> Finding:
    if finding.version != version:
        raise StaleError(finding)
    state = FINDING.after(move, finding.state, role_of(by))
    return update_row(finding, version=version, by=by, state=state, **values)


def _hand_over(finding: Finding) -> None:
    """The photos become the unit's to see."""
    Attachment.objects.filter(pk__in=finding.photos.values("pk")).update(unit=finding.unit_id)


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.SUPERVISION):
        raise RefusedError("由政府办和发改局组织检查")
