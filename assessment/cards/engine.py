"""One run: bring the cards to a day, in one transaction, writing only what differs."""

import time
from collections.abc import Callable, Sequence
from datetime import date

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from assessment.actions.proposals import write_proposals
from assessment.cards import scope, sql, tables
from assessment.cards.dialect import current
from assessment.models import AssessmentRun, Card
from assessment.models.cards import PROJECT_STRIDE, RULE_STRIDE
from assessment.models.runs import RunKind, RunState
from assessment.queries import latest_run, stored_policies
from assessment.rules import RULES_VERSION
from projects.models import Project, ReportingMonth, User
from projects.periods import Month

CHUNK = 5_000
QUIET_SECONDS = 1.0
_LOCK = 20_230_006
Progress = Callable[[int, int], None]


class RunUnderWayError(Exception):
    """Another run holds the lock; nothing was read or written."""

    def __init__(self) -> None:
        super().__init__("另一次评定正在进行，请稍后再试")


def assess(
    day: date,
    *,
    kind: str,
    by: User | None = None,
    full: bool = False,
    progress: Progress | None = None,
    queued: AssessmentRun | None = None,
    missed: Sequence[date] = (),
) -> AssessmentRun:
    """Bring all cards of unlocked months to the end of `day` and record the run.

    `full` looks at every project, whatever changed. `queued` is the waiting run to fill in, once;
    `missed` are earlier days without a run of their own that this one stands in for: their
    cards would have been overwritten by this one's. Red runs that last are proposed for interviews
    in the same transaction. `progress(done, total)` counts projects and
    is first called when the run has taken over a second.
    Raises RunUnderWayError if another run is at work.
    """
    try:
        with transaction.atomic():
            _hold_lock()
            last = latest_run()
            run = _row(day, kind, by, queued)
            if queued and run.state != RunState.QUEUED:
                return run
            run.day, run.first_year = day, scope.first_year()
            written, removed = _bring_to(run, full, _patient(progress or _silent))
            run.written, run.removed = run.written + written, run.removed + removed
            write_proposals(day=day, since=last.day if last else None)
            _record(run, missed)
            return run
    except OperationalError as error:
        if "locked" in str(error):
            raise RunUnderWayError from error
        raise


def _silent(done: int, total: int) -> None:
    pass


def _patient(progress: Progress) -> Progress:
    """`progress`, but silent in a run's first second."""
    began = time.monotonic()

    def report(done: int, total: int) -> None:
        if time.monotonic() - began >= QUIET_SECONDS:
            progress(done, total)

    return report


def _row(day: date, kind: str, by: User | None, queued: AssessmentRun | None) -> AssessmentRun:
    """The row to fill in: the one that waits, the night's own if it has one, else a new one."""
    if queued:
        return AssessmentRun.objects.select_for_update().get(pk=queued.pk)
    night = AssessmentRun.objects.filter(day=day, kind=RunKind.NIGHTLY)
    found = night.first() if kind == RunKind.NIGHTLY else None
    return found or AssessmentRun(kind=kind, by=by)


def _hold_lock() -> None:
    """SQLite's transaction is alone from its first statement (IMMEDIATE)."""
    if connection.vendor != "postgresql":
        return
    if not tables.fetch("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])[0]:
        raise RunUnderWayError
    tables.execute("SET LOCAL work_mem = '64MB'")
    tables.execute("SET LOCAL jit = off")


def _bring_to(run: AssessmentRun, full: bool, progress: Progress) -> tuple[int, int]:
    """Cards written and removed."""
    tables.create()
    scope.see_marks()
    last = latest_run()
    first = run.first_year or run.day.year + 1
    rows = scope.months_of(first, run.day, stored_policies())
    tables.fill_months(rows)
    tables.fill_stops()
    tables.fill_averages()
    plan = scope.passes(rows, run.day, last, run.first_year, full)
    if plan[-1].touched_only and last and last.day < run.day:
        scope.find_moving(last.day, run.day)
    source = "assess_touched" if plan[0].touched_only else "projects_project"
    written = _judge(plan, rows, progress)
    written += _insert(sql.late_entries(source), sql.LATE_COLUMNS, ())
    removed = _remove(first, run.day, everywhere=not plan[-1].touched_only)
    tables.execute("DELETE FROM assessment_changemark WHERE id IN (SELECT id FROM assess_seen)")
    tables.drop()
    return written, removed


def _judge(plan: list[scope.Pass], rows: list[tables.MonthRow], progress: Progress) -> int:
    """Run the passes; the number of cards written.

    A project in two passes is done by halves: the progress is the share of all looks at one.
    """
    written = looks = 0
    sizes = [_size(step, moving=step is plan[-1]) for step in plan]
    total, all_looks = max(sizes), sum(sizes)
    for step in plan:
        if not step.months:
            continue
        if step.touched_only and step is plan[-1]:
            scope.touch_moving()
        straight = not _have_cards(step.months)
        for after, upto, count in scope.chunks(step.touched_only, CHUNK):
            tables.fill_projects(after, upto, step.touched_only)
            written += _chunk(step.months, rows, (after, upto), straight)
            looks += count
            progress(total * looks // all_looks, total)
    return written


def _size(step: scope.Pass, *, moving: bool) -> int:
    """Projects that a pass looks at, with those that the days move."""
    if not step.months:
        return 0
    if not step.touched_only:
        return Project.objects.count()
    tables_read = ("assess_touched", "assess_moving") if moving else ("assess_touched",)
    return sum(tables.fetch(f"SELECT COUNT(*) FROM {name}")[0] for name in tables_read)


def _have_cards(months: Sequence[int]) -> bool:
    """Whether any month holds cards already; into empty months they go straight."""
    first = Month.of(tables.EPOCH)
    return any(Card.objects.of_month(first.plus(month)).exists() for month in months)


def _chunk(
    months: Sequence[int],
    rows: list[tables.MonthRow],
    bounds: tuple[int, int],
    straight: bool,
) -> int:
    """Judge the projects of `assess_project`; the number of cards written."""
    wanted = scope.in_list(months)
    years = {row.year for row in rows if row.ord in months}
    read = scope.in_list(row.ord for row in rows if row.year in years and row.ord <= max(months))
    put = _insert if straight else _compare
    written = put(sql.start_cards(wanted), sql.START_COLUMNS, ())
    progress = sql.progress_cards(wanted, read, rows)
    written += put(progress, sql.PROGRESS_COLUMNS, bounds * 2)
    return written if straight else _write_difference()


def _insert(select: str, columns: tuple[str, ...], params: Sequence[int]) -> int:
    names = ", ".join(columns)
    return tables.execute(f"INSERT INTO assessment_card ({names}) {select}", params)


def _compare(select: str, columns: tuple[str, ...], params: Sequence[int]) -> int:
    """Put what is new or differs from the stored cards into `assess_diff`."""
    differs = " OR ".join(current().differs.format(f"n.{name}", f"c.{name}") for name in columns)
    return tables.execute(
        f"INSERT INTO assess_diff ({', '.join(columns)})"
        f" SELECT {', '.join(f'n.{name}' for name in columns)} FROM ({select}) n"
        f" LEFT JOIN assessment_card c ON c.id = n.id WHERE c.id IS NULL OR {differs}",
        params,
    )


def _remove(first_year: int, day: date, *, everywhere: bool) -> int:
    """Take away cards outside the run's months and those of projects that are gone.

    Locked months stand. Where everything is looked at anew, their cards are marked as final.
    """
    unlocked = (
        "NOT EXISTS (SELECT 1 FROM projects_reportingmonth r"
        " WHERE r.year = assessment_card.year AND r.month = assessment_card.month)"
    )
    removed = tables.execute(
        "DELETE FROM assessment_card"
        f" WHERE (year < %s OR year > %s OR year = %s AND month > %s) AND {unlocked}",
        [first_year, day.year, day.year, day.month],
    )
    gone = "project_id NOT IN (SELECT id FROM projects_project)"
    if everywhere:
        for year, month in ReportingMonth.objects.values_list("year", "month"):
            Card.objects.of_month(Month(year, month)).filter(final=False).update(final=True)
        return removed + tables.execute(f"DELETE FROM assessment_card WHERE {gone} AND {unlocked}")
    return removed + _remove_gone(unlocked)


def _remove_gone(unlocked: str) -> int:
    """Cards of marked projects that no longer exist, by key: there is no index on the project."""
    stride, rule = PROJECT_STRIDE, RULE_STRIDE
    return tables.execute(
        "DELETE FROM assessment_card WHERE id IN ("
        " SELECT c.id FROM (SELECT DISTINCT project_id FROM assess_seen"
        " WHERE project_id NOT IN (SELECT id FROM projects_project)) s"
        f" JOIN assessment_card c ON c.id >= s.project_id * {stride} + {rule}"
        f" AND c.id < s.project_id * {stride} + {3 * rule})"
        f" AND {unlocked}"
    )


def _write_difference() -> int:
    names = ", ".join(tables.COLUMNS)
    updates = ", ".join(f"{name} = excluded.{name}" for name in tables.COLUMNS if name != "id")
    written = tables.execute(
        f"INSERT INTO assessment_card ({names}) SELECT {names} FROM assess_diff WHERE true"
        f" ON CONFLICT (id) DO UPDATE SET {updates}"
    )
    tables.execute("DELETE FROM assess_diff")
    return written


def _record(run: AssessmentRun, missed: Sequence[date]) -> None:
    """Write the run's row, and one for each day it stands in for."""
    run.state, run.error, run.rules_version = RunState.DONE, "", RULES_VERSION
    run.finished_at = timezone.now()
    run.save()
    waiting = AssessmentRun.objects.filter(kind=RunKind.NIGHTLY, day__in=missed)
    waiting.exclude(state=RunState.DONE).update(
        state=RunState.DONE, error="", finished_at=run.finished_at
    )
    known = set(waiting.values_list("day", flat=True))
    AssessmentRun.objects.bulk_create(
        AssessmentRun(
            day=day,
            kind=RunKind.NIGHTLY,
            state=RunState.DONE,
            finished_at=run.finished_at,
            first_year=run.first_year,
            rules_version=RULES_VERSION,
        )
        for day in missed
        if day not in known
    )
