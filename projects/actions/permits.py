"""Writing permits: from the template, one by one, and moving them on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.lifecycles.permits import PERMIT
from projects.models import Permit, PermitTemplate, Project, User
from projects.permissions import leads, may_edit, role_of
from projects.rules.permits import due_on, problems, put_off

FIELDS = ("planned_on", "done_on", "missing", "promised_on", "remark")


@transaction.atomic
def apply_templates(*, projects: Iterable[Project], by: User) -> int:
    """Give each project the permits of its type that it has not got; how many were added."""
    projects = list(projects)
    if not all(may_edit(by, project) for project in projects):
        raise RefusedError("无权为这些项目建立手续清单")
    rows = list(_missing(projects))
    try:
        bulk_create_with_history(rows, Permit, default_user=by)
    except IntegrityError:
        raise RefusedError("手续清单刚由别人建立，请刷新后再看") from None
    return len(rows)


@transaction.atomic
def add_permit(*, project: Project, values: Mapping[str, Any], by: User) -> Permit:
    """A permit that the template does not know; RefusedError if its name is taken."""
    _require(by, project)
    last = project.permits.order_by("-order").values_list("order", flat=True).first() or 0
    return create_row(Permit(project=project, order=last + 1, **values), by=by)


@transaction.atomic
def save_permit(
    *, permit: Permit, version: int, values: Mapping[str, Any], move: str = "", by: User
) -> Permit:
    """Write `FIELDS`, and make the move if one is named.

    StaleError if the permit has another version; MoveError, RefusedError with what is wrong.
    """
    _require(by, permit.project)
    if permit.version != version:
        raise StaleError(permit)
    state = PERMIT.after(move, permit.state, role_of(by)) if move else permit.state
    new = {name: values[name] for name in FIELDS} | {"state": state}
    if move == "reopen":
        new["done_on"] = None
    wrong = list(problems(new))
    if not leads(by):
        wrong += put_off(vars(permit), new)
    if wrong:
        raise RefusedError("；".join(text for _, text in wrong))
    return update_row(permit, version=version, by=by, **new)


def _missing(projects: list[Project]) -> Iterator[Permit]:
    by_type = defaultdict(list)
    for template in PermitTemplate.objects.all():
        by_type[template.project_type_id].append(template)
    there = set(Permit.objects.filter(project__in=projects).values_list("project_id", "name"))
    for project in projects:
        for template in by_type[project.project_type_id]:
            if (project.pk, template.name) not in there:
                yield Permit(
                    project=project,
                    name=template.name,
                    order=template.order,
                    planned_on=due_on(project.start_due, template.lead_days),
                )


def _require(by: User, project: Project) -> None:
    if not may_edit(by, project):
        raise RefusedError("无权办理该项目的手续")
