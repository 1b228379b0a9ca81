"""Who changed what on one project, field by field, in the words of the forms."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from projects.models import (
    AnnualPlan,
    Blocker,
    EnrolmentStep,
    Guarantee,
    HardCase,
    HardQuestion,
    IndustryChain,
    MonthlyPlan,
    MonthlyReport,
    Permit,
    PlanningRecord,
    Project,
    ProjectType,
    ReadinessItem,
    ResourceNeed,
    Reward,
    Signing,
    SigningEvent,
    SigningTeam,
    SiteMeeting,
    StartConfirmation,
    StartDueRequest,
    StatisticsReport,
    Suspension,
    Talk,
    TalkQuestion,
    Unit,
    User,
    Visit,
    VisitProblem,
)
from projects.periods import Month

if TYPE_CHECKING:
    from projects.permissions import Person

SHOWN = 20
LONG = 6
# What a part of the trail shows: each table with its way to the project. A page shows one part.
LEDGER = "ledger"
STATISTICS = "statistics"
PARTS: dict[str, tuple[str, tuple[tuple[type[models.Model], str], ...]]] = {
    LEDGER: (
        "台账与月报",
        (
            (Project, "id"),
            (AnnualPlan, "project_id"),
            (MonthlyPlan, "project_id"),
            (MonthlyReport, "project_id"),
            (Suspension, "project_id"),
        ),
    ),
    "signing": (
        "签约",
        (
            (SigningTeam, "project_id"),
            (Talk, "project_id"),
            (TalkQuestion, "project_id"),
            (ReadinessItem, "project_id"),
            (Signing, "project_id"),
        ),
    ),
    "planning": ("策划研判", ((PlanningRecord, "project_id"),)),
    "starts": (
        "开工",
        ((StartConfirmation, "project_id"), (StartDueRequest, "project_id")),
    ),
    "permits": ("手续", ((Permit, "project_id"),)),
    "hard_cases": (
        "攻坚",
        (
            (HardCase, "project_id"),
            (SiteMeeting, "project_id"),
            (HardQuestion, "project_id"),
        ),
    ),
    "resources": ("要素需求", ((ResourceNeed, "project_id"),)),
    "guarantees": (
        "包保与走访",
        (
            (Guarantee, "project_id"),
            (Visit, "project_id"),
            (VisitProblem, "project_id"),
        ),
    ),
    STATISTICS: (
        "竣工纳统、统计和奖励",
        (
            (EnrolmentStep, "project_id"),
            (StatisticsReport, "project_id"),
            (Blocker, "project_id"),
            (Reward, "project_id"),
        ),
    ),
}
_KINDS = {"+": "新增", "~": "修改", "-": "删除"}
_NAMED: tuple[type[models.Model], ...] = (Unit, ProjectType, IndustryChain, SigningEvent, User)
_KEYS = {"id", "project", "visit", "task", "inspection", "listing", "problem", "year", "month",
         "version", "key", "part", "evidence_key"}  # fmt: skip
_EMPTY = "（空）"

Names = Mapping[tuple[str, Any], str]


@dataclass(frozen=True)
class FieldChange:
    """One field's value before and after, as a reader sees them; `old` is empty when new."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        before = f"{self.old} → " if self.old else ""
        return f"{self.label}：{before}{self.new}"


@dataclass(frozen=True)
class Change:
    """One recorded change: when, by whom (empty is the system), to which record, which fields."""

    at: datetime
    by: str
    subject: str
    kind: str
    fields: list[FieldChange]

    @property
    def text(self) -> str:
        return "；".join(str(field) for field in self.fields)

    @property
    def is_long(self) -> bool:
        return len(self.fields) > LONG


Told = Callable[[Project, "Person"], list[Change]]
# Parts that an app above this one adds with `register`, so that nothing here knows of it.
_MORE: dict[str, tuple[str, Told]] = {}


def register(part: str, label: str, told: Told) -> None:
    """Add a part after those already there; `told` gives its changes that a person may see."""
    _MORE[part] = (label, told)


def parts() -> list[tuple[str, str]]:
    """Key and label of every part."""
    return [(key, label) for key, (label, _) in (*PARTS.items(), *_MORE.items())]


def changes(project: Project, part: str = LEDGER, user: "Person | None" = None) -> list[Change]:
    """The latest changes of a project in one part, newest first; a fixed number of queries.

    Who may see the project's trail sees the own `PARTS` whole; of a part that was registered
    `user` sees what is its own to see. KeyError for a part that there is not.
    """
    if part in _MORE:
        return latest(_MORE[part][1](project, user or AnonymousUser()))
    return _latest([(model, path, project.pk) for model, path in PARTS[part][1]])


def latest(found: Iterable[Change]) -> list[Change]:
    """The newest of these changes, as many as a page shows."""
    return sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]


def timeline(*rows: tuple[type[models.Model], str, Any], subject: str = "") -> list[Change]:
    """The latest changes of one case, newest first: each table with the column and key to find it.

    Who may see the case may see them. `subject` names all of them, where the table's own name
    says too little.
    """
    found = _latest(list(rows))
    return [replace(change, subject=subject) for change in found] if subject else found


def _latest(rows: list[tuple[type[models.Model], str, Any]]) -> list[Change]:
    names = _names([model for model, _, _ in rows])
    return latest(
        change for row in rows for change in (*_of_model(*row, names), *_uploads(*row, names))
    )


def _uploads(model: Any, path: str, key: Any, names: Names) -> Iterable[Change]:
    """The files behind the records of a table, where it has any: who brought which, and when."""
    if not hasattr(model, "files"):
        return
    record = model._meta.model_name
    links = model.files.through.objects.filter(**{f"{record}__{path}": key})
    for link in links.select_related("attachment__by", record):
        file = link.attachment
        subject = _subject(model, getattr(link, record), names)
        told = [FieldChange("附件", "", file.name)]
        yield Change(file.at, str(file.by or ""), subject, _KINDS["+"], told)


def _of_model(model: Any, path: str, key: Any, names: Names) -> Iterable[Change]:
    records = model.history.filter(**{path: key}).select_related("history_user")
    by_row = defaultdict(list)
    for record in records.order_by("history_date", "history_id"):
        by_row[record.id].append(record)
    for versions in by_row.values():
        for before, after in pairwise([None, *versions]):
            change = _change(model, before, after, names)
            if change.fields or change.kind == _KINDS["-"]:
                yield change


def _change(model: Any, before: Any, after: Any, names: Names) -> Change:
    fields = [] if after.history_type == "-" else _fields(model, before, after, names)
    return Change(
        after.history_date,
        str(after.history_user or ""),
        _subject(model, after, names),
        _KINDS[after.history_type],
        fields,
    )


def _fields(model: Any, before: Any, after: Any, names: Names) -> list[FieldChange]:
    found = []
    for field in after.tracked_fields:
        if field.name in _KEYS or not _is_told(model, field):
            continue
        new = _shown(model, field, after, names)
        old = _shown(model, field, before, names) if before else ""
        if new != (old or _EMPTY):
            label = str(model._meta.get_field(field.name).verbose_name)
            found.append(FieldChange(label, old, new))
    return found


def _is_told(model: Any, field: Any) -> bool:
    """A reference to a table that is not named here says nothing to a reader."""
    return not field.is_relation or model._meta.get_field(field.name).related_model in _NAMED


def _shown(model: Any, field: Any, record: Any, names: Names) -> str:
    value = getattr(record, field.attname)
    if value is None or value == "":
        return _EMPTY
    if field.is_relation:
        return names.get((field.name, value), "（已删除）")
    choices = dict(model._meta.get_field(field.name).flatchoices)
    if choices:
        return str(choices.get(value, value))
    return _written(value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return value.isoformat() if isinstance(value, date) else str(value)


def _subject(model: Any, record: Any, names: Names) -> str:
    if hasattr(record, "month"):
        return f"{Month(record.year, record.month).label}{model._meta.verbose_name}"
    if hasattr(record, "year"):
        return f"{record.year}年{model._meta.verbose_name}"
    named = getattr(model, "TRAIL_NAME", "")
    value = getattr(record, named) if named else ""
    own = f"“{names.get((named.removesuffix('_id'), value), value)}”" if named else ""
    return f"{model._meta.verbose_name}{own}"


def _names(tables: Iterable[Any]) -> Names:
    """What the foreign keys of the tables stand for, by field and key."""
    related = {
        (field.name, field.related_model)
        for model in tables
        for field in model._meta.concrete_fields
        if field.related_model in _NAMED
    }
    rows = {model: list(model._default_manager.all()) for model in {model for _, model in related}}
    return {(name, row.pk): str(row) for name, model in related for row in rows[model]}
