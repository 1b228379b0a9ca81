"""发改局 decides whom to name, 三（一）; the grounds stay as they were that day."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from assessment.choices.mentions import MentionKind, MentionState
from assessment.lifecycles.mentions import MENTION
from assessment.models import Mention
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.lifecycles import MoveError
from projects.models import Unit, User
from projects.periods import Month
from projects.permissions import leads, role_of

Evidence = Sequence[Mapping[str, str]]


@transaction.atomic
def decide_mentions(
    *,
    month: Month,
    kind: MentionKind,
    state: MentionState,
    units: Mapping[Unit, Evidence],
    reason: str,
    on: date,
    by: User,
) -> list[Mention]:
    """List these units or leave them out, all or none; RefusedError says which one is in the way.

    A unit without grounds is listed, and any unit left out, only with a reason.
    """
    if not leads(by):
        raise RefusedError("只有发改局可以决定名单")
    if not reason and state is MentionState.LEFT_OUT:
        raise RefusedError("请写明不列入的理由")
    if not reason and not all(units.values()):
        raise RefusedError("没有系统依据的单位，请写明列入理由")
    return [
        _decide(month, kind, state, unit, evidence, reason, on, by)
        for unit, evidence in units.items()
    ]


def _decide(
    month: Month,
    kind: MentionKind,
    state: MentionState,
    unit: Unit,
    evidence: Evidence,
    reason: str,
    on: date,
    by: User,
) -> Mention:
    row = Mention(
        year=month.year,
        month=month.month,
        unit=unit,
        kind=kind,
        state=state,
        evidence=list(evidence),
        reason=reason,
        decided_by=by,
        decided_on=on,
    )
    try:
        return create_row(row, by=by)
    except RefusedError as error:
        raise RefusedError(f"{unit.name}：{error}") from None


@transaction.atomic
def change_mention(
    *, mention: Mention, move: str, reason: str, version: int, on: date, by: User
) -> Mention:
    """Take a unit off its list or put it on; a reason is needed, the first decision stays in
    history. StaleError and RefusedError as in `update_row`."""
    if mention.version != version:
        raise StaleError(mention)
    try:
        state = MENTION.after(move, mention.state, role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None
    if not reason:
        raise RefusedError("请写明改变决定的理由")
    return update_row(
        mention, version=version, by=by, state=state, reason=reason, decided_by=by, decided_on=on
    )
