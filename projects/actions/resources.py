"""Writing a project's resource needs, 三（四）."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.lifecycles.resources import NEED
from projects.models import Project, ResourceNeed, User
from projects.permissions import keeps_area, may_edit, role_of
from projects.rules.resources import problems


@transaction.atomic
def raise_need(*, project: Project, values: Mapping[str, Any], by: User) -> ResourceNeed:
    """A new need; RefusedError if the same one stands already."""
    _require(by, project)
    return create_row(ResourceNeed(project=project, **values), by=by)


@transaction.atomic
def save_need(
    *, need: ResourceNeed, version: int, values: Mapping[str, Any], move: str = "", by: User
) -> ResourceNeed:
    """Write a need, and make the move if one is named; the green channel is 发改局's to grant.

    StaleError if the need has another version; MoveError, RefusedError with what is wrong.
    """
    _require(by, need.project)
    if need.version != version:
        raise StaleError(need)
    new = dict(values)
    if not keeps_area(by, Area.RESOURCES):
        new["green_channel"] = need.green_channel
    new["state"] = NEED.after(move, need.state, role_of(by)) if move else need.state
    if wrong := list(problems(new)):
        raise RefusedError("；".join(text for _, text in wrong))
    return update_row(need, version=version, by=by, **new)


def _require(by: User, project: Project) -> None:
    if not may_edit(by, project):
        raise RefusedError("无权填写该项目的要素需求")
