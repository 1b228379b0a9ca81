"""What every step of a notice, an interview or a circular shares: may it be made, the record of it,
and word to the unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.models import CaseEvent, Circular, Interview, SupervisionNotice
from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.lifecycles import Lifecycle, MoveError
from projects.models import Message, Unit, User
from projects.permissions import keeps_area, reports, role_of

LONGEST_MESSAGE = 300


def allowed(lifecycle: Lifecycle, row: Any, user: Any) -> set[str]:
    """The moves of this person on this row; another unit has none."""
    if reports(user) and getattr(user, "unit_id", None) != getattr(row, "unit_id", None):
        return set()
    return lifecycle.allowed(row.state, role_of(user))


def after(lifecycle: Lifecycle, move: str, row: Any, by: User) -> str:
    """Where the move leads; RefusedError in words where it may not be made."""
    if reports(by) and by.unit_id != getattr(row, "unit_id", None):
        raise RefusedError("无权处理其他单位的事项")
    try:
        return lifecycle.after(move, row.state, role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None


def require_keeper(by: User) -> None:
    if not keeps_area(by, Area.SUPERVISION):
        raise RefusedError("由发改局、政府办办理督办和约谈")


def require_text(text: str, label: str) -> None:
    if not text.strip():
        raise RefusedError(f"请填写{label}")


def with_proof(text: str, label: str, files: Sequence[CleanFile], why_none: str) -> str:
    """The unit's words, which come with files or, under them, with why there are none."""
    require_text(text, label)
    if files:
        return text
    if not why_none.strip():
        raise RefusedError("请附佐证材料；确实没有的，写明没有佐证材料的原因")
    return f"{text.strip()}\n没有佐证材料，原因：{why_none.strip()}"


@transaction.atomic
def record(
    what: str,
    *,
    unit: Unit,
    state: str,
    on: date,
    by: User,
    text: str = "",
    files: Sequence[CleanFile] = (),
    notice: SupervisionNotice | None = None,
    interview: Interview | None = None,
    circular: Circular | None = None,
) -> CaseEvent:
    """Keep one step with its words and files, which become the unit's attachments."""
    event = CaseEvent.objects.create(
        what=what, unit=unit, state=state, on=on, by=by, text=text.strip(),
        notice=notice, interview=interview, circular=circular,
    )  # fmt: skip
    if files:
        event.files.set(store_files(files=files, unit=unit, area=Area.SUPERVISION, by=by))
    return event


def tell(unit: Unit, *, case: str, step: str, text: str, url: str) -> None:
    """Put word on the unit's first page, in place of the last one of the same case; mailed later.

    Only for what a person has just issued or answered.
    """
    settle(unit, case=case)
    Message.objects.get_or_create(
        key=f"{case}-{step}", defaults={"unit": unit, "text": text[:LONGEST_MESSAGE], "url": url}
    )


def settle(unit: Unit, *, case: str) -> None:
    """What was said of the case is done with."""
    said = Message.objects.filter(unit=unit, done_at=None)
    for prefix in (f"{case}-", f"due-{case}-"):
        said.filter(key__startswith=prefix).update(done_at=timezone.now())
