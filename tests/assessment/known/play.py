"""A small ledger played through many days by every kind of write, on a clock of its own."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from assessment.actions.locking import lock, reopen
from assessment.actions.policy import save_policy
from assessment.actions.quotas import correct_quota, withdraw_correction
from assessment.cards.engine import assess
from assessment.choices import Annex, QuotaBand
from assessment.choices.readings import AtRedLimit, UnderYellowLimit, WithoutAverage
from assessment.completion import CompletionTable, completion
from assessment.known.instants import BEIJING
from assessment.models import Card, CityAverage, Policy, Quota
from assessment.models.runs import RunKind
from projects.actions.bulk import Stamp
from projects.actions.ledger import (
    PROJECT_VALUES,
    Amendment,
    LedgerChanges,
    amend_start_dues,
    write_ledger,
)
from projects.actions.submission import send_back, submit
from projects.choices import ReportState, Role, SuspensionKind
from projects.models import (
    AnnualPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    Suspension,
)
from projects.periods import Month
from tests.factories import make_project, make_type, make_unit, make_user

YEAR = 2023
FIRST, LAST = date(YEAR, 1, 20), date(YEAR, 7, 10)
INVESTMENTS = ("320", "499.99", "500", "9999.99", "10000", "250000", "1000000")


class Clock:
    """Every look at it is a moment later."""

    def __init__(self, monkeypatch) -> None:
        self.at = datetime(YEAR, 1, 1, tzinfo=BEIJING)
        monkeypatch.setattr(timezone, "now", self.now)

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def turn(self, day: date, hour: int, minute: int = 0) -> None:
        self.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)


class Play:
    """`night` leaves what the night had stored, by day, in `nights` and `tables`."""

    def __init__(self, random: Random, clock: Clock) -> None:
        self.random, self.clock = random, clock
        self.day = FIRST
        self.nights: dict[date, dict[tuple, tuple]] = {}
        self.tables: dict[date, CompletionTable] = {}
        clock.turn(FIRST, 8)
        self.units = [make_unit(f"{name}镇") for name in "甲乙丙"]
        self.types = [make_type(name) for name in ("产业", "民生")]
        self.drc = make_user(Role.DRC)
        self.clerks = {unit.pk: make_user(Role.UNIT, unit) for unit in self.units}
        for unit in self.units:
            for annex in Annex:
                for band in (QuotaBand.TOTAL, QuotaBand.OVER_100M, QuotaBand.OVER_5M):
                    Quota.objects.create(
                        year=YEAR, annex=annex, band=band, unit=unit, printed=random.randint(1, 4)
                    )
        for _ in range(6):
            self.new_project()
        self.first = list(Project.objects.values_list("pk", flat=True))

    def days(self, nights: int) -> None:
        """Play until as many nights are over, or the last day."""
        for _ in range(nights):
            self.clock.turn(self.day, 9)
            for _ in range(self.random.randint(1, 9)):
                self.random.choice(self.edits())()
            self.night()
            self.day += timedelta(days=self.random.choice((1, 1, 2, 5, 9)))
            if self.day > LAST:
                return

    def night(self) -> None:
        self.clock.turn(self.day + timedelta(days=1), 0, 10)
        assess(self.day, kind=RunKind.NIGHTLY)
        self.nights[self.day] = stored_cards()
        self.tables[self.day] = completion(YEAR, self.day)

    def edits(self) -> list[Callable[[], object]]:
        return [
            self.new_project, self.edit_project, self.edit_project, self.import_rows,
            self.import_rows, self.report, self.report, self.report, self.hand_in, self.send_back,
            self.plan, self.average, self.average, self.stop, self.amend, self.quota, self.policy,
            self.lock, self.lock, self.reopen, self.remove,
        ]  # fmt: skip

    # Choices

    def some(self, rows):
        rows = list(rows)
        return self.random.choice(rows) if rows else None

    def near(self) -> date | None:
        if self.random.random() < 0.15:
            return None
        return self.day + timedelta(
            days=self.random.choice((-95, -62, -61, -31, -30, -3, 0, 1, 20))
        )

    def month(self) -> int:
        """An open month of the year up to this one."""
        locked = set(ReportingMonth.objects.values_list("month", flat=True))
        return self.random.choice(
            [m for m in range(1, self.day.month + 1) if m not in locked] or [12]
        )

    def amount(self) -> Decimal:
        return Decimal(self.random.choice(("0", "5", "10", "33.33", "50", "100")))

    # Writes

    def new_project(self) -> None:
        started = self.near() if self.random.random() < 0.6 else None
        project = make_project(
            unit=self.some(self.units),
            project_type=self.some(self.types),
            total_investment=Decimal(self.random.choice(INVESTMENTS)),
            planned_on=self.near(),
            start_due=self.near(),
            started_on=started,
            is_industrial=self.random.random() < 0.5,
        )
        if self.random.random() < 0.8:
            AnnualPlan.objects.create(project=project, year=YEAR, amount=Decimal(300))

    def edit_project(self) -> None:
        """As the admin and the stages' pages save it."""
        project = self.some(Project.objects.all())
        name = self.random.choice(
            ("unit", "project_type", "money", "planned_on", "started_on", "end")
        )
        if name == "unit":
            project.unit = self.some(self.units)
        elif name == "project_type":
            project.project_type = self.some(self.types)
        elif name == "money":
            project.total_investment = Decimal(self.random.choice(INVESTMENTS))
        elif name == "end" and project.started_on:
            project.completed_on = max(project.started_on, self.day - timedelta(days=20))
        elif name == "planned_on":
            project.planned_on = self.near()
        else:
            project.started_on = self.near()
            project.completed_on = None
        project._history_user = self.drc
        project.save()

    def import_rows(self) -> None:
        """Set-based, as the workbook is written: one project changed, one report, one plan."""
        project = self.some(Project.objects.all())
        values = {name: getattr(project, name) for name in PROJECT_VALUES}
        old = values["start_due"]
        values["start_due"] = self.near()
        changes = LedgerChanges()
        changes.projects.changed.append((project.pk, *values.values()))
        if old and old != values["start_due"]:
            changes.amendments.append(Amendment(project.pk, old, values["start_due"]))
        month, amount = self.month(), self.amount()
        report = MonthlyReport.objects.filter(project=project, year=YEAR, month=month).first()
        row = (amount, "", "", ReportState.SUBMITTED)
        if report:
            changes.monthly_reports.changed.append((report.pk, *row))
        else:
            changes.monthly_reports.new.append((project.pk, YEAR, month, *row))
        stamp = Stamp(self.drc, "工作簿导入 台账.xlsx", at=timezone.now())
        write_ledger(changes=changes, amendment_reason="批准", stamp=stamp)

    def report(self) -> None:
        project, month = self.some(Project.objects.all()), self.month()
        place = {"project": project, "year": YEAR, "month": month}
        row = MonthlyReport.objects.filter(**place).first() or MonthlyReport(**place)
        row.amount = None if self.random.random() < 0.1 else self.amount()
        row.state = self.random.choice(list(ReportState))
        row._history_user = self.clerks[project.unit_id]
        row.save()

    def hand_in(self) -> None:
        unit, month = self.some(self.units), Month(YEAR, self.month())
        self.try_move(
            lambda: submit(
                unit=unit, month=month, by=self.clerks[unit.pk], at=timezone.now(),
                today=self.day, due=self.day,
            )
        )  # fmt: skip

    def send_back(self) -> None:
        unit, month = self.some(self.units), Month(YEAR, self.month())
        self.try_move(
            lambda: send_back(unit=unit, month=month, by=self.drc, at=timezone.now(), reason="误")
        )

    def try_move(self, move: Callable[[], object]) -> None:
        from projects.actions.reporting import ReportingError  # noqa: PLC0415

        try:
            move()
        except ReportingError:
            return

    def plan(self) -> None:
        plan = self.some(AnnualPlan.objects.all())
        if plan and self.random.random() < 0.2:
            plan.delete()
        elif plan:
            plan.amount = Decimal(self.random.choice(("0", "100", "200", "1000")))
            plan.save()

    def average(self) -> None:
        place = {"year": YEAR, "month": self.month(), "project_type": self.some(self.types)}
        row = CityAverage.objects.filter(**place).first() or CityAverage(**place)
        if row.pk and self.random.random() < 0.2:
            row.delete()
            return
        row.rate = Decimal(self.random.choice(("3.333333333333", "10", "16.67", "33.33", "0")))
        row._history_user = self.drc
        row.save()

    def stop(self) -> None:
        open_stop = self.some(Suspension.objects.filter(until_on=None))
        if open_stop and self.random.random() < 0.6:
            if open_stop.kind == SuspensionKind.ENDED or self.random.random() < 0.3:
                open_stop.delete()
            elif open_stop.from_on < self.day:
                open_stop.until_on = self.day
                open_stop.save()
            return
        free = Project.objects.exclude(suspensions__until_on=None, suspensions__isnull=False)
        project = self.some(free)
        if project:
            kind = self.random.choice(list(SuspensionKind))
            from_on = self.day - timedelta(days=self.random.choice((0, 5, 40)))
            Suspension.objects.create(project=project, kind=kind, from_on=from_on, reason="-")

    def amend(self) -> None:
        project = self.some(Project.objects.exclude(start_due=None))
        if project:
            old, project.start_due = project.start_due, self.near()
            project.completion_due = None
            project.save()
            amend_start_dues(
                amendments=[Amendment(project.pk, old, project.start_due)],
                reason="用地",
                by=self.drc,
            )

    def quota(self) -> None:
        quota = self.some(Quota.objects.all())
        if quota.correction is None:
            correct_quota(quota=quota, value=quota.printed + 1, reason="更正", by=self.drc)
        else:
            withdraw_correction(quota=quota, by=self.drc)

    def policy(self) -> None:
        if self.random.random() < 0.5:
            return
        policy = Policy.objects.filter(year=YEAR).first() or Policy(year=YEAR)
        policy.red_after_months = self.random.choice((2, 3))
        policy.carry_surplus_down = self.random.random() < 0.5
        policy.at_red_limit = self.random.choice(AtRedLimit.values)
        policy.under_yellow_limit = self.random.choice(UnderYellowLimit.values)
        policy.without_average = self.random.choice(WithoutAverage.values)
        save_policy(policy=policy, by=self.drc)

    def lock(self) -> None:
        locked = set(ReportingMonth.objects.values_list("month", flat=True))
        over = [m for m in range(1, self.day.month) if m not in locked]
        if over:
            lock(month=Month(YEAR, self.some(over)), by=self.drc, today=self.day)

    def reopen(self) -> None:
        row = self.some(ReportingMonth.objects.all())
        if row and self.random.random() < 0.5:
            reopen(month=Month(YEAR, row.month), by=self.drc, reason="更正")

    def remove(self) -> None:
        """Never one of the first, so that every month keeps a card."""
        later = self.some(Project.objects.exclude(pk__in=self.first))
        if later and self.random.random() < 0.4:
            later.delete()


_COLUMNS = [field.attname for field in Card._meta.concrete_fields if field.attname != "id"]


def stored_cards() -> dict[tuple, tuple]:
    """(project, rule, month) → all columns of the stored card."""
    rows = Card.objects.order_by().values(*_COLUMNS)
    return {(row["project_id"], row["rule"], row["month"]): tuple(row.values()) for row in rows}


def known_cards(cards) -> Iterator[tuple[tuple, tuple]]:
    """The same of cards that were judged from the trail."""
    for card in cards.values():
        values = tuple(getattr(card, name) for name in _COLUMNS)
        yield (card.project_id, card.rule, card.month), values


def cells_of(table: CompletionTable) -> dict:
    """Every figure of a completion table, ranks and leads with it."""
    rows = [*table.rows, *table.subtotals.values(), table.total]
    return {
        (row.unit.pk if row.unit else row.label): (row.cells, row.rank, row.lead) for row in rows
    }
