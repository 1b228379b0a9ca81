"""Drawing up and adopting a scoring scheme, publishing a month's scores; 发改局 only, 三（五）."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from assessment.choices.scores import LineKind, SchemeState
from assessment.lifecycles.scores import SCHEME
from assessment.models import (
    PublishedScore,
    ScoreLine,
    ScorePublication,
    ScoreScheme,
    ScoreVeto,
)
from assessment.rules import RULES_VERSION
from assessment.scores.default import NOTE, PLACES, WHY, proposal
from assessment.scores.measures import DEFAULT_MONTHS, MEASURES
from assessment.scores.rules import Line
from assessment.scores.schemes import Scheme, adopted, as_scheme, faults
from assessment.scores.sheet import freeze, freeze_lines
from assessment.scores.standings import (
    Entry,
    Standings,
    frozen_points,
    frozen_schemes,
    standings,
)
from assessment.scores.vetoes import frozen, vetoes_of
from assessment.scores.words import two
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices import Layer
from projects.lifecycles import MoveError
from projects.models import ReportingMonth, User
from projects.periods import Month
from projects.permissions import leads, role_of

FIRST_CAP = Decimal(120)


@transaction.atomic
def load_proposal(*, year: int, layer: Layer, by: User) -> ScoreScheme:
    """This project's proposal as the year's draft of one layer; RefusedError if there is one."""
    scheme = _new_draft(
        year, layer, by, is_proposal=True, places=PLACES[layer], note=f"{NOTE}。{WHY}"
    )
    _write_lines(scheme, [_row(line) for line in proposal(layer)], by)
    return scheme


@transaction.atomic
def copy_scheme(*, source: ScoreScheme, year: int, by: User) -> ScoreScheme:
    """A new draft with the lines of another scheme, the same year's or an earlier one's."""
    scheme = _new_draft(
        year,
        Layer(source.layer),
        by,
        whole=source.whole,
        places=source.places,
        note=f"据{source}修改",
    )
    _write_lines(scheme, list(source.lines.all()), by)
    return scheme


def _new_draft(year: int, layer: Layer, by: User, **values: Any) -> ScoreScheme:
    _require_lead(by)
    numbers = ScoreScheme.objects.filter(year=year, layer=layer).order_by("-number")
    last = numbers.values_list("number", flat=True).first() or 0
    return create_row(ScoreScheme(year=year, layer=layer, number=last + 1, **values), by=by)


def _row(line: Line) -> ScoreLine:
    def decimal(value: Fraction | None) -> Decimal | None:
        return None if value is None else two(value)

    return ScoreLine(
        kind=line.kind,
        measure=line.measure,
        name=line.name,
        points=two(line.points),
        cap=decimal(line.cap),
        floor=decimal(line.floor),
        elapsed=line.elapsed,
        parameter=line.parameter,
        clause=line.clause,
    )


def _write_lines(scheme: ScoreScheme, rows: Sequence[ScoreLine], by: User) -> None:
    for order, row in enumerate(rows, 1):
        row.pk, row.scheme, row.order = None, scheme, order
    bulk_create_with_history(list(rows), ScoreLine, default_user=by)


@transaction.atomic
def save_draft(
    *,
    scheme: ScoreScheme,
    version: int,
    header: Mapping[str, Any],
    lines: Mapping[int, Mapping[str, Any]],
    by: User,
    removed: Sequence[int] = (),
    added: Sequence[str] = (),
) -> ScoreScheme:
    """Write a draft's header and its lines by their keys; drop some, add some by their measure.

    StaleError if the scheme has another version by now. A changed draft is no longer the
    proposal as this project made it.
    """
    _require_lead(by)
    same = not is_changed(scheme, header=header, lines=lines, removed=removed, added=added)
    proposed = scheme.is_proposal and same
    stored = update_row(scheme, version=version, by=by, is_proposal=proposed, **header)
    _require_draft(stored)
    for row in list(scheme.lines.all()):
        if row.pk in removed:
            row._history_user = by  # type: ignore[attr-defined]
            row.delete()
        elif row.pk in lines:
            _change(row, lines[row.pk], by)
    for code in added:
        _add(stored, code, by)
    return stored


def is_changed(
    scheme: ScoreScheme,
    *,
    header: Mapping[str, Any],
    lines: Mapping[int, Mapping[str, Any]],
    removed: Sequence[int] = (),
    added: Sequence[str] = (),
) -> bool:
    """Whether these values are others than the draft's stored ones."""
    return bool(
        removed
        or added
        or _differ(scheme, header)
        or any(_differ(row, lines.get(row.pk, {})) for row in scheme.lines.all())
    )


def _differ(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the row does not have."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _change(row: ScoreLine, values: Mapping[str, Any], by: User) -> None:
    changed = _differ(row, values)
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        create_row(row, by=by)


def _add(scheme: ScoreScheme, code: str, by: User) -> None:
    if code not in MEASURES:
        raise RefusedError("没有这一指标")
    measure = MEASURES[code]
    last = scheme.lines.order_by("-order").values_list("order", flat=True).first() or 0
    row = ScoreLine(
        scheme=scheme,
        order=last + 1,
        kind=measure.kind,
        measure=code,
        name=measure.label,
        points=1,
        cap=FIRST_CAP if measure.kind is LineKind.ITEM else None,
        parameter=DEFAULT_MONTHS if measure.parameter else 0,
        clause=measure.clause,
    )
    create_row(row, by=by)


@transaction.atomic
def adopt(
    *, scheme: ScoreScheme, version: int, on: date, reason: str, today: date, by: User
) -> ScoreScheme:
    """Put a draft in force, decided on `on`; the scheme before it is kept as replaced.

    RefusedError in words where the weights do not add up, or the scheme is no draft.
    """
    state = _moved(scheme, "adopt", by)
    if on > today:
        raise RefusedError(f"采用日期{on}还没有到：采用后立即用于计分，请填今天或以前的日期")
    found = faults(as_scheme(scheme, scheme.lines.all()), Fraction(scheme.whole))
    if found:
        raise RefusedError("；".join(found))
    if not reason:
        raise RefusedError("请填写采用原因")
    older = ScoreScheme.objects.select_for_update().filter(
        year=scheme.year, layer=scheme.layer, state=SchemeState.ADOPTED
    )
    for row in older:
        replaced = SCHEME.after("replace", row.state, role_of(by))
        update_row(row, version=row.version, by=by, state=replaced)
    values = {"adopted_on": on, "adopted_by": by, "reason": reason, "state": state}
    try:
        with transaction.atomic():
            return update_row(scheme, version=version, by=by, **values)
    except IntegrityError:
        raise RefusedError("该层面刚由别人采用了另一版，请刷新后再看") from None


@transaction.atomic
def save_and_adopt(
    *,
    scheme: ScoreScheme,
    version: int,
    on: date,
    reason: str,
    today: date,
    by: User,
    **values: Any,
) -> ScoreScheme:
    """Write what is typed (as `save_draft` takes it), then adopt it; both, or neither."""
    stored = save_draft(scheme=scheme, version=version, by=by, **values)
    return adopt(scheme=stored, version=stored.version, on=on, reason=reason, today=today, by=by)


def drop(*, scheme: ScoreScheme, version: int, by: User) -> ScoreScheme:
    """Give a draft up; it stays to be read."""
    return update_row(scheme, version=version, by=by, state=_moved(scheme, "drop", by))


def _moved(scheme: ScoreScheme, move: str, by: User) -> SchemeState:
    _require_lead(by)
    try:
        return SchemeState(SCHEME.after(move, scheme.state, role_of(by)))
    except MoveError as error:
        raise RefusedError(str(error)) from None


def _require_draft(scheme: ScoreScheme) -> None:
    if scheme.state != SchemeState.DRAFT:
        raise RefusedError(f"现为“{scheme.get_state_display()}”，不能再修改，请另建草案")


@transaction.atomic
def publish(
    *, month: Month, seen: int, reason: str, today: date, by: User, current: bool = False
) -> ScorePublication:
    """Freeze a locked month's scores with their evidence and the vetoes in force, for ever.

    `seen` is the number of the last publication that the person has read, 0 for none. A further
    one wants a reason and leaves those before it as they are; it reckons by the schemes of the
    last one, as a correction is no change of rules, unless `current` asks for those in force now.
    RefusedError in words else.
    """
    _require_lead(by)
    held = ReportingMonth.objects.select_for_update().filter(year=month.year, month=month.month)
    if not list(held):
        raise RefusedError(f"{month.label}尚未锁定，锁定后才能公布计分")
    last = _require_seen(month, seen, reason)
    schemes = frozen_schemes(last) if last and not current else _in_force(month)
    row = ScorePublication(
        year=month.year,
        month=month.month,
        number=seen + 1,
        day=today,
        reason=reason if seen else "",
        by=by,
        rules_version=RULES_VERSION,
        schemes={layer: _frozen(scheme) for layer, scheme in schemes.items()},
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise RefusedError(f"{month.label}计分刚由别人公布，请刷新后再看") from None
    _write_scores(row, standings(month, today, schemes))
    return row


def _require_seen(month: Month, seen: int, reason: str) -> ScorePublication | None:
    """The last publication, None before the first."""
    last = ScorePublication.objects.filter(year=month.year, month=month.month).first()
    if (last.number if last else 0) != seen:
        raise RefusedError(f"{month.label}计分刚由别人公布，请看过后再决定是否重新公布")
    if seen and not reason:
        raise RefusedError("重新公布须写明原因")
    return last


def _in_force(month: Month) -> dict[Layer, Scheme]:
    schemes = adopted(month.year)
    missing = [layer.label for layer in Layer if layer not in schemes]
    if missing:
        raise RefusedError(f"{'、'.join(missing)}没有现行的计分办法，请先采用")
    return schemes


def _frozen(scheme: Scheme) -> dict[str, object]:
    return {
        "label": scheme.label,
        "places": scheme.places,
        "is_proposal": scheme.is_proposal,
        "lines": freeze_lines(list(scheme.lines)),
    }


def _write_scores(row: ScorePublication, found: Standings) -> None:
    before, vetoes = _ranks_before(Month(row.year, row.month)), vetoes_of(row.year)
    PublishedScore.objects.bulk_create(
        _score(row, layer, entry, found, before.get(entry.unit.pk), vetoes.get(entry.unit.pk, []))
        for layer, table in found.tables.items()
        for entry in table.entries
    )


def _score(
    row: ScorePublication,
    layer: Layer,
    entry: Entry,
    found: Standings,
    before: int | None,
    vetoes: Sequence[ScoreVeto],
) -> PublishedScore:
    sheet = found.sheet(entry.unit)
    return PublishedScore(
        publication=row,
        unit=entry.unit,
        layer=layer,
        score=None if entry.total is None else two(entry.total),
        rank=entry.rank,
        before=before,
        points=frozen_points(entry),
        sheet=freeze(sheet) if sheet else {},
        vetoes=frozen(vetoes),
    )


def _ranks_before(month: Month) -> dict[int, int | None]:
    """Ranks of the month before as they were published last; none for January."""
    if month.month == 1:
        return {}
    earlier = ScorePublication.objects.filter(year=month.year, month=month.month - 1).first()
    rows = earlier.scores.values_list("unit_id", "rank") if earlier else []
    return dict(rows)


def _require_lead(by: User) -> None:
    if not leads(by):
        raise RefusedError("计分办法和计分公布由发改局办理")
