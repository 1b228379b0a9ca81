"""Writes of 签约, 二（二）: the task force, talks, questions, readiness, events, the signing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.choices.signing import Readiness
from projects.lifecycles import MoveError
from projects.lifecycles.signing import QUESTION
from projects.models import (
    Project,
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
    User,
)
from projects.permissions import keeps_area, role_of, writes_area


@dataclass(frozen=True)
class SigningState:
    """A project's signing as it stands: the day, the partner, the event, and its `version`."""

    signed_on: date | None
    partner: str
    event: SigningEvent | None
    version: str


def signing_state(project: Project) -> SigningState:
    """The `version` tells of the day too, which an import may change beside the form."""
    row = Signing.objects.filter(project=project).select_related("event").first()
    version = f"{row.version if row else 0}:{project.signed_on or ''}"
    return SigningState(
        project.signed_on, row.partner if row else "", row.event if row else None, version
    )


@transaction.atomic
def save_team(*, project: Project, head: str, members: str, version: int, by: User) -> SigningTeam:
    """Name the task force; `version` 0 where there was none. StaleError, RefusedError."""
    project = _held(project, by)
    row = SigningTeam.objects.filter(project=project).first()
    values = {"head": head, "members": members}
    return _written(SigningTeam, row, {"project": project}, values, version, by)


@transaction.atomic
def add_talk(
    *, project: Project, held_on: date, way: str, people: str, content: str, today: date, by: User
) -> Talk:
    """Enter a talk under the next number. RefusedError for a day that is still to come."""
    project = _held(project, by)
    _not_after(held_on, today, "洽谈日期")
    row = Talk(
        project=project,
        number=_next_number(Talk, project),
        held_on=held_on,
        way=way,
        people=people,
        content=content,
    )
    return create_row(row, by=by)


@transaction.atomic
def change_talk(*, talk: Talk, version: int, today: date, by: User, **values: Any) -> Talk:
    """Correct a talk. StaleError, RefusedError."""
    _held(talk.project, by)
    _not_after(values["held_on"], today, "洽谈日期")
    return update_row(talk, version=version, by=by, **values)


@transaction.atomic
def raise_question(
    *,
    project: Project,
    content: str,
    owner: str,
    raised_on: date,
    limit_on: date,
    today: date,
    by: User,
) -> TalkQuestion:
    """Enter a question with its owner and limit under the next number."""
    project = _held(project, by)
    _not_after(raised_on, today, "提出日期")
    row = TalkQuestion(
        project=project,
        number=_next_number(TalkQuestion, project),
        content=content,
        owner=owner,
        raised_on=raised_on,
        limit_on=limit_on,
    )
    return create_row(row, by=by)


@transaction.atomic
def change_question(
    *, question: TalkQuestion, version: int, today: date, by: User, **values: Any
) -> TalkQuestion:
    """Correct an open question's words, owner or limit. StaleError, RefusedError."""
    _held(question.project, by)
    if "close" not in QUESTION.allowed(question.state, role_of(by)):
        raise RefusedError("已办结的问题不能修改，请先重新打开")
    _not_after(values["raised_on"], today, "提出日期")
    return update_row(question, version=version, by=by, **values)


@transaction.atomic
def close_question(
    *,
    question: TalkQuestion,
    closed_on: date,
    result: str,
    version: int,
    today: date,
    by: User,
) -> TalkQuestion:
    """Close it with what came of it. StaleError, RefusedError."""
    _held(question.project, by)
    _move("close", question, by)
    _not_after(closed_on, today, "办结日期")
    return update_row(question, version=version, by=by, closed_on=closed_on, result=result)


@transaction.atomic
def reopen_question(*, question: TalkQuestion, version: int, by: User) -> TalkQuestion:
    """Open it again; what came of it the first time stays in its history."""
    _held(question.project, by)
    _move("reopen", question, by)
    return update_row(question, version=version, by=by, closed_on=None, result="")


@transaction.atomic
def save_readiness(
    *, project: Project, item: Readiness, done_on: date | None, version: int, today: date, by: User
) -> ReadinessItem:
    """Mark one line of the list done on a day, or not done; `version` 0 where there was no row."""
    project = _held(project, by)
    if done_on is not None:
        _not_after(done_on, today, "完成日期")
    row = ReadinessItem.objects.filter(project=project, item=item).first()
    key = {"project": project, "item": item}
    return _written(ReadinessItem, row, key, {"done_on": done_on}, version, by)


@transaction.atomic
def record_signing(
    *,
    project: Project,
    signed_on: date,
    partner: str,
    event: SigningEvent | None,
    version: str,
    today: date,
    by: User,
) -> SigningState:
    """Write the day into the ledger, and with whom and where it was signed (二（二）1–2).

    `version` is that of the `SigningState` as it was read. StaleError with the one that stands
    now, RefusedError in words.
    """
    project = _held(project, by)
    stands = signing_state(project)
    if stands.version != version:
        raise StaleError(stands)  # type: ignore[arg-type]
    _not_after(signed_on, today, "签约日期")
    if project.signed_on != signed_on:
        _sign(project, signed_on, by)
    row = Signing.objects.filter(project=project).first()
    values = {"partner": partner, "event": event}
    _written(Signing, row, {"project": project}, values, row.version if row else 0, by)
    return signing_state(project)


@transaction.atomic
def save_event(*, event: SigningEvent, version: int, by: User, **values: Any) -> SigningEvent:
    """Add or change an event of the county's calendar; 商务局 and 发改局 keep it."""
    if not keeps_area(by, Area.SIGNING):
        raise RefusedError("签约活动由商务局和发改局登记")
    stored = event if event.pk else None
    return _written(SigningEvent, stored, {}, values, version, by)


def _held(project: Project, by: User) -> Project:
    """The project, locked: one writer of its signing at a time. RefusedError if it is not his."""
    if not writes_area(by, Area.SIGNING, project):
        raise RefusedError("无权填写该项目")
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def _written(
    model: Any, row: Any, key: dict[str, Any], values: dict[str, Any], version: int, by: User
) -> Any:
    """Create or update by version; no write and no history where nothing changes."""
    if row is None:
        if version:
            raise StaleError(None)
        return create_row(model(**key, **values), by=by)
    if row.version == version and all(getattr(row, name) == new for name, new in values.items()):
        return row
    return update_row(row, version=version, by=by, **values)


def _sign(project: Project, signed_on: date, by: User) -> None:
    project.signed_on = signed_on
    try:
        project.validate_constraints()
    except ValidationError as error:
        raise RefusedError("；".join(error.messages)) from None
    project._history_user = by  # type: ignore[attr-defined]
    project.save(update_fields=["signed_on"])


def _move(name: str, question: TalkQuestion, by: User) -> None:
    try:
        QUESTION.after(name, question.state, role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None


def _not_after(day: date, today: date, label: str) -> None:
    if day > today:
        raise RefusedError(f"{label}不能晚于今天（{today:%Y-%m-%d}）")


def _next_number(model: type[models.Model], project: Project) -> int:
    rows: Any = model._default_manager.filter(project=project)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
