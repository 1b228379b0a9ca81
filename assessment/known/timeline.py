"""The versions of one row in the order of time, and what it said at an instant. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

REMOVED = "-"


class Version(NamedTuple):
    """One entry of a row's trail: when, "+", "~" or "-", by whom, by what, and the values."""

    at: datetime
    kind: str
    by: str
    how: str
    values: tuple[Any, ...]


Timelines = Mapping[int, Sequence[Version]]


class Step(NamedTuple):
    """Two versions that follow each other; None before the first and after the removal."""

    row: int
    version: Version
    before: tuple[Any, ...] | None
    after: tuple[Any, ...] | None


def timelines(entries: Iterable[tuple[Any, ...]]) -> dict[int, list[Version]]:
    """By row, from (row, at, kind, by, how, *values) in the order of time."""
    found: dict[int, list[Version]] = {}
    for row, at, kind, by, how, *values in entries:
        found.setdefault(row, []).append(Version(at, kind, by or "", how or "", tuple(values)))
    return found


def version_at(versions: Sequence[Version], instant: datetime | None) -> Version | None:
    """The row's latest version at or before `instant` (None: the very latest); None if gone."""
    for version in reversed(versions):
        if instant is None or version.at <= instant:
            return None if version.kind == REMOVED else version
    return None


def standing(rows: Timelines, instant: datetime | None) -> Iterator[tuple[int, Version]]:
    """Every row that stood at `instant`, with the version that held."""
    for row, versions in rows.items():
        version = version_at(versions, instant)
        if version is not None:
            yield row, version


def steps(rows: Timelines, since: datetime) -> Iterator[Step]:
    """What was written after `since`, row by row in the order of time."""
    for row, versions in rows.items():
        if versions[-1].at <= since:
            continue
        before: tuple[Any, ...] | None = None
        for version in versions:
            after = None if version.kind == REMOVED else version.values
            if version.at > since and after != before:
                yield Step(row, version, before, after)
            before = after
