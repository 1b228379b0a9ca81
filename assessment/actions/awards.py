"""Recording vetoes and awards, each with its decision; 发改局 only, 三（五）."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessment.choices.scores import AwardState, VetoState
from assessment.lifecycles.scores import AWARD, VETO
from assessment.models import ScoreAward, ScoreVeto
from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.lifecycles import MoveError
from projects.models import Unit, User
from projects.permissions import leads, role_of


@transaction.atomic
def record_veto(
    *, year: int, unit: Unit, papers: Sequence[CleanFile], today: date, by: User, **decision: Any
) -> ScoreVeto:
    """Write a veto down as it was decided; its papers are the unit's to read."""
    _require_lead(by)
    _require_past(decision.get("decided_on"), today)
    row = create_row(ScoreVeto(year=year, unit=unit, **decision), by=by)
    row.files.add(*store_files(files=papers, unit=unit, area=Area.SUPERVISION, by=by))
    return row


@transaction.atomic
def lift_veto(
    *,
    veto: ScoreVeto,
    version: int,
    papers: Sequence[CleanFile],
    today: date,
    by: User,
    **decision: Any,
) -> ScoreVeto:
    """Lift it by a later decision with its own paper, day, name and reason."""
    _require_lead(by)
    _require_past(decision.get("lifted_on"), today)
    if decision["lifted_on"] < veto.decided_on:
        raise RefusedError("解除日期不能早于决定日期")
    state = VetoState(_after(VETO, "lift", veto.state, by))
    row = update_row(veto, version=version, by=by, state=state, **decision)
    row.files.add(*store_files(files=papers, unit=row.unit, area=Area.SUPERVISION, by=by))
    return row


@transaction.atomic
def propose_award(*, year: int, unit: Unit, title: str, ground: str, by: User) -> ScoreAward:
    """Name a unit for an award; refused while a veto stands."""
    _require_lead(by)
    _refuse_vetoed(year, unit)
    return create_row(ScoreAward(year=year, unit=unit, title=title, ground=ground), by=by)


@transaction.atomic
def decide_award(
    *,
    award: ScoreAward,
    version: int,
    papers: Sequence[CleanFile],
    today: date,
    by: User,
    **decision: Any,
) -> ScoreAward:
    """Record the decision that gives the award; refused while a veto stands."""
    _require_lead(by)
    _require_past(decision.get("decided_on"), today)
    _refuse_vetoed(award.year, award.unit)
    return _move(award, "decide", version, papers, by, decision)


@transaction.atomic
def revoke_award(
    *,
    award: ScoreAward,
    version: int,
    papers: Sequence[CleanFile],
    today: date,
    by: User,
    **decision: Any,
) -> ScoreAward:
    """Take a proposal back, or an award that was given; that wants a paper of its own."""
    _require_lead(by)
    _require_past(decision.get("ended_on"), today)
    if award.state == AwardState.DECIDED and not decision.get("end_paper"):
        raise RefusedError("撤销已决定的表彰须填写撤销文号")
    return _move(award, "revoke", version, papers, by, decision)


def _move(
    award: ScoreAward,
    move: str,
    version: int,
    papers: Sequence[CleanFile],
    by: User,
    decision: Mapping[str, Any],
) -> ScoreAward:
    state = AwardState(_after(AWARD, move, award.state, by))
    row = update_row(award, version=version, by=by, state=state, **decision)
    row.files.add(*store_files(files=papers, unit=None, area=Area.SUPERVISION, by=by))
    return row


def _after(lifecycle: Any, move: str, state: str, by: User) -> str:
    try:
        return lifecycle.after(move, state, role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None


def _refuse_vetoed(year: int, unit: Unit) -> None:
    standing = ScoreVeto.objects.filter(year=year, unit=unit, state=VetoState.IN_FORCE)
    if standing.exists():
        raise RefusedError(f"{unit}{year}年已被一票否决，取消当年评优评先资格")


def _require_past(on: date | None, today: date) -> None:
    if on is not None and on > today:
        raise RefusedError(f"{on}还没有到，请填今天或以前的日期")


def _require_lead(by: User) -> None:
    if not leads(by):
        raise RefusedError("一票否决和表彰由发改局登记")
