"""Load the printed annexes; what people corrected or renamed since stays as they left it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assessment.annex_files import AnnexFileError, BaseLists, YearFiles
from assessment.models import AnnexRow, AnnexTotal, Goal, Policy, Quota
from projects.models import PermitTemplate, ProjectType, Unit, UnitAlias


class Loaded(NamedTuple):
    """Rows of one kind: created, restored to what is printed, left as they are."""

    label: str
    new: int
    changed: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.label}：新增 {self.new}，更新 {self.changed}，无变化 {self.unchanged}"


@transaction.atomic
def load_base(*, lists: BaseLists) -> list[Loaded]:
    """Units with other names, project types, permit templates; only what is missing is added."""
    units = _add_missing(
        Unit,
        "number",
        [
            Unit(number=u.number, name=u.name, layer=u.layer, kind=u.kind, group=u.group)
            for u in lists.units
        ],
    )
    numbers = {unit.number: unit for unit in Unit.objects.all()}
    aliases = [
        UnitAlias(unit=numbers[line.number], name=name)
        for line in lists.units
        for name in line.aliases
    ]
    types = [ProjectType(name=line.name, order=line.order) for line in lists.types]
    return [
        units,
        _add_missing(UnitAlias, "name", aliases),
        _add_missing(ProjectType, "name", types),
        _add_templates(lists),
    ]


def _add_templates(lists: BaseLists) -> Loaded:
    """The default permits of a type that has none; a template once kept is never touched."""
    types = {kind.name: kind for kind in ProjectType.objects.filter(permits=None)}
    new = []
    for line in lists.permits:
        if line.project_type in types:
            values = {"order": line.order, "lead_days": line.lead_days}
            kind = types[line.project_type]
            new.append(PermitTemplate(project_type=kind, name=line.name, **values))
    _create(PermitTemplate, new)
    label = str(PermitTemplate._meta.verbose_name)
    return Loaded(label, len(new), 0, len(lists.permits) - len(new))


@transaction.atomic
def load_year(*, files: YearFiles, lists: BaseLists) -> list[Loaded]:
    """One year's annexes, goals and default policy; AnnexFileError on an unknown unit.

    Printed values are put back as printed. Corrections and an existing policy are not touched.
    """
    units = _units_by_printed_name(lists)
    rows, quotas, totals = [], [], []
    for annex, lines in files.rows.items():
        place = {"year": files.year, "annex": annex}
        for line in lines:
            if line.name not in units:
                raise AnnexFileError(
                    f"{files.year}年{annex.label}：“{line.name}”不在 units.csv 的名称和别名中"
                )
            unit = units[line.name]
            rows.append(
                AnnexRow(
                    **place,
                    unit=unit,
                    number=line.number,
                    printed_name=line.name,
                    remark=line.remark,
                )
            )
            quotas += [
                Quota(**place, unit=unit, band=band, printed=printed)
                for band, printed in line.figures.items()
            ]
        totals += [
            AnnexTotal(**place, band=band, printed=printed)
            for band, printed in files.totals[annex].items()
        ]
    goals = [Goal(year=files.year, **goal._asdict()) for goal in files.goals]
    return [
        _restore(AnnexRow, ("annex", "unit_id"), ("number", "printed_name", "remark"), rows),
        _restore(Quota, ("annex", "unit_id", "band"), ("printed",), quotas),
        _restore(AnnexTotal, ("annex", "band"), ("printed",), totals),
        _restore(Goal, ("annex", "key"), ("target", "clause"), goals),
        _add_missing(Policy, "year", [Policy(year=files.year, **files.policy)]),
    ]


def _units_by_printed_name(lists: BaseLists) -> dict[str, Unit]:
    numbers = {unit.number: unit for unit in Unit.objects.all()}
    return {
        name: numbers[line.number] for line in lists.units for name in (line.name, *line.aliases)
    }


def _add_missing(model: type[models.Model], key: str, wanted: Sequence[Any]) -> Loaded:
    kept = set(model._default_manager.values_list(key, flat=True))
    new = [row for row in wanted if getattr(row, key) not in kept]
    _create(model, new)
    return Loaded(str(model._meta.verbose_name), len(new), 0, len(wanted) - len(new))


def _restore(
    model: type[models.Model],
    keys: Iterable[str],
    fields: Sequence[str],
    wanted: Sequence[Any],
) -> Loaded:
    """Make the stored rows of the wanted year say in `fields` what `wanted` says."""
    stored: dict[tuple, Any] = {
        tuple(getattr(row, key) for key in keys): row
        for row in model._default_manager.filter(year__in={row.year for row in wanted})
    }
    new, changed = [], []
    for row in wanted:
        there = stored.get(tuple(getattr(row, key) for key in keys))
        if there is None:
            new.append(row)
        elif any(getattr(there, field) != getattr(row, field) for field in fields):
            for field in fields:
                setattr(there, field, getattr(row, field))
            changed.append(there)
    _create(model, new)
    _update(model, changed, fields)
    unchanged = len(wanted) - len(new) - len(changed)
    return Loaded(str(model._meta.verbose_name), len(new), len(changed), unchanged)


def _create(model: type[models.Model], rows: Sequence[Any]) -> None:
    if rows and hasattr(model, "history"):
        bulk_create_with_history(rows, model)
    else:
        model._default_manager.bulk_create(rows)


def _update(model: type[models.Model], rows: Sequence[Any], fields: Sequence[str]) -> None:
    if rows and hasattr(model, "history"):
        bulk_update_with_history(rows, model, fields)
    elif rows:
        model._default_manager.bulk_update(rows, fields)
