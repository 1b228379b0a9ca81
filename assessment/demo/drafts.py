"""Drawing one project: what it is, how far along the chain, and how it stands to its due date."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from assessment.choices import QuotaBand
from assessment.demo import vocabulary as words
from assessment.demo.cases import (
    AMENDED_EVERY,
    CHAIN_SHARE,
    CHAIN_TARGETS,
    ENDING_CYCLE,
    START_CYCLE,
    UNPUBLISHED_EVERY,
    WAITING_CYCLE,
    WAITING_STARTS,
    Ending,
    StartCase,
    Waiting,
)
from assessment.demo.spread import START_MONTHS, Share
from projects.choices import Level, SuspensionKind, UnitKind
from projects.models import IndustryChain, Project, ProjectType, StartDueAmendment, Suspension
from projects.periods import Month


@dataclass
class Draft:
    """An unsaved project with what belongs to it."""

    project: Project
    amendments: list[StartDueAmendment] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)

    @property
    def stops_on(self) -> date | None:
        """The last day on which it can report investment, if it was stopped for good."""
        return self.suspensions[0].from_on if self.suspensions else None


@dataclass(frozen=True)
class Stock:
    """The lists that projects are drawn from."""

    types: dict[str, ProjectType]
    chains: list[IndustryChain]


class Drawer:
    """Draws the projects of one ledger; holds what they share and the place in each cycle.

    Of those waiting the first `troubled` are dealt all cases, the others are not due yet.
    """

    def __init__(self, day: date, stock: Stock, troubled: int, rng: Random):
        self.day, self.stock, self.troubled, self.rng = day, stock, troubled, rng
        self.drawn = 0
        self.started = 0
        self.waiting = 0
        self.public = 0
        self.names: Counter[str] = Counter()

    def started_project(self, share: Share) -> Draft:
        """One that started this year."""
        number, self.started = self.started, self.started + 1
        draft = Draft(self._project(share, number))
        self._start(draft.project, START_CYCLE[number % len(START_CYCLE)])
        if number % AMENDED_EVERY == 0:
            self._amend(draft)
        self._end(draft, ENDING_CYCLE[number % len(ENDING_CYCLE)])
        return draft

    def waiting_project(self, share: Share) -> Draft:
        """One that has not started this year: planned, overdue, stopped, or carried over."""
        number, self.waiting = self.waiting, self.waiting + 1
        case = WAITING_CYCLE[number % len(WAITING_CYCLE)]
        if number >= self.troubled:
            case = Waiting.NOT_DUE
        draft = Draft(self._project(share, number))
        if case is Waiting.CARRIED_OVER:
            self._carry_over(draft, number)
        else:
            self._wait(draft, case, number)
        return draft

    # What it is

    def _project(self, share: Share, number: int) -> Project:
        rng, unit = self.rng, share.unit
        self.drawn += 1
        industrial = rng.random() < share.part(QuotaBand.INDUSTRIAL)
        kind = self._type(industrial)
        works = words.INDUSTRIAL_WORKS if industrial else words.PUBLIC_WORKS[kind]
        work, content = rng.choice(works)
        owner = f"{rng.choice(words.OWNER_WORDS)}{rng.choice(words.OWNER_TRADES[industrial])}"
        total = self._investment(share, number)
        return Project(
            code=f"SL{self.day.year}-{self.drawn:04d}",
            name=self._name(f"{words.MARK}{unit.name}{work}项目"),
            unit=unit,
            owner=f"{words.MARK}{owner}有限公司",
            project_type=self.stock.types[kind],
            is_industrial=industrial,
            chain=self._chain() if industrial else None,
            level=self._level(total),
            total_investment=total,
            location=self._place(share),
            content=f"{content}，总投资{total:,.0f}万元。",
            county_leader=rng.choice(words.LEADERS) if total >= 10_000 else "",
            cadre=rng.choice(words.CADRES) if total >= 5_000 else "",
            is_hard_case=total >= 100_000 and rng.random() < 0.6,
        )

    def _name(self, name: str) -> str:
        """The name, with its phase where the unit has one of that name already."""
        self.names[name] += 1
        phase = self.names[name]
        return name if phase == 1 else f"{name}（{phase}期）"

    def _type(self, industrial: bool) -> str:
        if industrial:
            return "产业"
        self.public += 1
        if self.public % UNPUBLISHED_EVERY == 1:
            return words.UNPUBLISHED_TYPE
        return "民生" if self.rng.random() < 0.4 else "基础设施"

    def _chain(self) -> IndustryChain | None:
        """About as many a tier as the county's planning targets ask for, 二（一）2."""
        if self.rng.random() >= CHAIN_SHARE:
            return None
        tier = self.rng.choices(list(CHAIN_TARGETS), list(CHAIN_TARGETS.values()))[0]
        return self.rng.choice([chain for chain in self.stock.chains if chain.tier == tier])

    def _place(self, share: Share) -> str:
        where = self.rng.choice(words.PLACES[UnitKind(share.unit.kind)])
        local = share.unit.kind in {UnitKind.TOWN, UnitKind.PARK}
        return f"{share.unit.name}{where}" if local else where

    def _investment(self, share: Share, number: int) -> Decimal:
        """万元; the two bands as the unit's quota has them, a few on the limits themselves."""
        limits = {5: 500, 11: 10_000, 17: 100_000, 23: 320, 31: 1_050_000, 37: 640_000}
        if number in limits:
            return Decimal(limits[number])
        roll = self.rng.random()
        if roll >= share.part(QuotaBand.OVER_100M):
            return Decimal(round(600 * 15 ** self.rng.random(), -1) if roll < 0.99 else 380)
        low, high = self.rng.choices(
            [(10_000, 90_000), (105_000, 420_000), (520_000, 900_000)], [66, 28, 6]
        )[0]
        return Decimal(round(low * (high / low) ** self.rng.random(), -2))

    def _level(self, total: Decimal) -> str:
        if total >= 100_000 and self.rng.random() < 0.3:
            return Level.PROVINCE
        if total >= 10_000 and self.rng.random() < 0.4:
            return Level.CITY
        return Level.COUNTY if self.rng.random() < 0.4 else ""

    # How far it is

    def _days(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.rng.randint(low, high))

    def _start(self, project: Project, case: StartCase) -> None:
        months = range(1, self.day.month + 1)
        month = self.rng.choices(months, START_MONTHS[: self.day.month])[0]
        last = min(Month(self.day.year, month).last, self.day)
        project.started_on = last.replace(day=self.rng.randint(1, last.day))
        project.start_due = project.started_on - self._days(*case.value)
        project.completion_due = project.started_on + self._days(200, 700)
        self._prepare(project, project.started_on)

    def _prepare(self, project: Project, before: date) -> None:
        """Planned and signed before `before`; planned this year wherever that leaves time."""
        new_year = before.replace(month=1, day=1)
        project.planned_on = max(
            before - self._days(20, 90), min(new_year + self._days(2, 25), before)
        )
        project.signed_on = project.planned_on + (before - project.planned_on) / 2

    def _amend(self, draft: Draft) -> None:
        due = draft.project.start_due
        if due is not None:
            reason = self.rng.choice(words.AMENDMENT_REASONS)
            amendment = StartDueAmendment(
                project=draft.project, old=due - self._days(40, 100), new=due, reason=reason
            )
            draft.amendments.append(amendment)

    def _end(self, draft: Draft, ending: Ending) -> None:
        if ending in {Ending.COMPLETED, Ending.IN_PRODUCTION, Ending.ENROLLED}:
            self._complete(draft.project, ending)
        elif ending is not Ending.BUILDING:
            self._stop(draft, ending)

    def _complete(self, project: Project, ending: Ending) -> None:
        """Completed, and perhaps in production and enrolled, as far as the days allow."""
        assert project.started_on is not None  # noqa: S101 - only started projects come here
        left = (self.day - project.started_on).days
        if left < 100:
            return
        project.completed_on = project.started_on + timedelta(days=left * 6 // 10)
        if ending is not Ending.COMPLETED:
            project.in_production_on = project.started_on + timedelta(days=left * 8 // 10)
        if ending is Ending.ENROLLED:
            project.enrolled_on = project.started_on + timedelta(days=left * 9 // 10)

    def _stop(self, draft: Draft, ending: Ending) -> None:
        project = draft.project
        earliest = project.started_on or self.day.replace(month=1, day=1)
        left = max(4, (self.day - earliest).days)
        kind = SuspensionKind.ENDED if ending is Ending.ENDED else SuspensionKind.SUSPENDED
        until = None
        if ending is Ending.RESUMED:
            until = min(earliest + timedelta(days=left * 7 // 10), self.day)
        suspension = Suspension(
            project=project,
            kind=kind,
            from_on=min(earliest + timedelta(days=left // 2), self.day),
            until_on=until,
            reason=words.STOP_REASONS[kind],
        )
        if suspension.from_on != until:
            draft.suspensions.append(suspension)

    def _carry_over(self, draft: Draft, number: int) -> None:
        """Started in an earlier year; some of them completed in this one."""
        project = draft.project
        years_back = 1 + number % 2
        project.started_on = date(self.day.year - years_back, 4 + number % 8, 10)
        project.start_due = project.started_on + self._days(0, 15)
        project.completion_due = project.started_on + self._days(420, 800)
        self._prepare(project, project.started_on)
        if number % 3 == 0 and self.day.month > 4:
            project.completed_on = self.day - self._days(70, 100)
            project.in_production_on = project.completed_on + timedelta(days=20)

    def _wait(self, draft: Draft, case: Waiting, number: int) -> None:
        project = draft.project
        start = WAITING_STARTS.get(case)
        if start is not None:
            project.start_due = self.day - self._days(*start.value)
            project.completion_due = project.start_due + self._days(300, 700)
        if number % 4:
            self._prepare(project, self.day - self._days(5, 60))
        if number % 4 == 1:
            project.signed_on = None
        if case in {Waiting.SUSPENDED, Waiting.ENDED}:
            self._stop(draft, Ending[case.name])
