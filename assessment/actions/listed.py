"""挂牌督办: putting a lagging project on the list, its months, and taking it off, 三（五）."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessment.lifecycles.listed import LISTING
from assessment.models import Listing, ListingNote
from projects.actions.attachments import store_files
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import Project, User
from projects.periods import Month
from projects.permissions import answers_for, leads, role_of


@transaction.atomic
def decide_listing(
    *,
    project: Project,
    move: str,
    evidence: str,
    evidence_key: str,
    reason: str,
    leader: str = "",
    limit_on: date | None = None,
    today: date,
    by: User,
) -> Listing:
    """`list` a project with reason, leader and limit, or `decline` what was proposed."""
    _require_drc(by)
    if move not in {"list", "decline"}:
        raise RefusedError("请选择挂牌或不挂牌")
    row = Listing(project=project, evidence=evidence, evidence_key=evidence_key)
    row = create_row(row, by=by)
    values: dict[str, Any] = {"reason": reason}
    if move == "list":
        values |= {"leader": leader, "limit_on": limit_on, "listed_on": today}
    return _moved(row, move, row.version, by, **values)


@transaction.atomic
def save_note(
    *,
    listing: Listing,
    month: Month,
    text: str,
    files: Sequence[CleanFile] = (),
    version: int = 0,
    today: date,
    by: User,
) -> ListingNote:
    """Write what the unit did in a month on the list; a second time it betters the first."""
    _require_unit(by, listing)
    listed_on = listing.listed_on
    if listed_on is None or not Month.of(listed_on) <= month <= Month.of(today):
        raise RefusedError("只能填写挂牌当月到本月的进展")
    key = {"listing": listing, "year": month.year, "month": month.month}
    row = ListingNote.objects.filter(**key).first()
    if row is None:
        row = create_row(ListingNote(**key, text=text), by=by)
    else:
        row = update_row(row, version=version, by=by, text=text)
    if files:
        unit = listing.project.unit
        row.files.add(*store_files(files=files, unit=unit, area=Area.SUPERVISION, by=by))
    return row


@transaction.atomic
def ask_to_lift(*, listing: Listing, version: int, request: str, today: date, by: User) -> Listing:
    """The unit says that it has caught up and asks to be taken off."""
    _require_unit(by, listing)
    return _moved(listing, "ask", version, by, request=request, asked_on=today)


@transaction.atomic
def send_back_request(*, listing: Listing, version: int, answer: str, by: User) -> Listing:
    """It stays on the list, for the reason given."""
    _require_drc(by)
    if not answer:
        raise RefusedError("退回申请须写明原因")
    return _moved(listing, "send_back", version, by, answer=answer)


@transaction.atomic
def lift_listing(
    *, listing: Listing, version: int, check_note: str, lift_reason: str, today: date, by: User
) -> Listing:
    """Take it off the list: only with what the check found, and the reason."""
    _require_drc(by)
    values = {"check_note": check_note, "lift_reason": lift_reason}
    return _moved(listing, "lift", version, by, **values, lifted_on=today, lifted_by=by)


def _moved(listing: Listing, move: str, version: int, by: User, **values: Any) -> Listing:
    if listing.version != version:
        raise StaleError(listing)
    state = LISTING.after(move, listing.state, role_of(by))
    return update_row(listing, version=version, by=by, state=state, **values)


def _require_drc(by: User) -> None:
    if not leads(by):
        raise RefusedError("由发改局决定挂牌和摘牌")


def _require_unit(by: User, listing: Listing) -> None:
    if not answers_for(by, listing.project.unit_id):
        raise RefusedError("由项目的责任单位填写")
