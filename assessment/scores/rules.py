"""What is measured of a unit, and what it earns by a scheme, 三（五）.

Pure: frozen facts in, exact fractions out; nothing is rounded here. A measure gives a part of a
whole with the projects that make it. What does not concern a unit gives its weight to the other
items; what is not known earns nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment.choices import SPLIT_BANDS, Annex, Colour, QuotaBand, Rule
from assessment.choices.scores import LineKind
from assessment.deadlines import Timeliness
from assessment.rules import carried_down, stop_on
from assessment.scores.facts import ProjectFacts, Reading, Standing, UnitFacts, Witness
from projects.periods import add_months

DATED = {Annex.START: ("started_on", "开工"), Annex.PLANNING: ("planned_on", "策划通过")}


def quota(facts: UnitFacts, annex: Annex, band: QuotaBand) -> Reading:
    """Done of the year's quota in one column of an annex; surplus carried down where it may be."""
    own = [project for project in facts.projects if _counts(facts, project, annex, band)]
    name, word = DATED[annex]
    witnesses = tuple(_witness(project, f"{word} {getattr(project, name)}") for project in own)
    task = facts.quotas.get((annex, band))
    counted = _carried(facts, annex, band) if facts.carries else len(own)
    if not task:
        return _not_applicable("本单位没有这项任务", witnesses)
    note = f"含高档次超额{counted - len(own)}个" if counted > len(own) else ""
    return Reading(Fraction(counted), Fraction(task), note=note, witnesses=witnesses)


def _counts(facts: UnitFacts, project: ProjectFacts, annex: Annex, band: QuotaBand) -> bool:
    return (annex, band) in project.columns and facts.in_year(getattr(project, DATED[annex][0]))


def _carried(facts: UnitFacts, annex: Annex, band: QuotaBand) -> int:
    """What the column counts with the surplus of the higher bands."""
    bands = SPLIT_BANDS[annex]
    own = [sum(_counts(facts, each, annex, one) for each in facts.projects) for one in bands]
    if band not in bands:
        return sum(_counts(facts, each, annex, band) for each in facts.projects)
    return carried_down(own, [facts.quotas.get((annex, one)) for one in bands])[bands.index(band)]


def investment(facts: UnitFacts) -> Reading:
    """Done of the year's plan. A project without a plan adds nothing, whatever it has done."""
    planned = [project for project in facts.projects if project.plan]
    loose = [project for project in facts.projects if not project.plan and _works(facts, project)]
    witnesses = (
        *(_witness(one, f"完成 {one.done} / 计划 {one.plan} 万元") for one in planned),
        *(_witness(one, f"缺年度计划，完成 {one.done} 万元不计", counts=False) for one in loose),
    )
    if planned:
        done = Fraction(sum(project.done for project in planned))
        plan = Fraction(sum(project.plan or 0 for project in planned))
        return Reading(done, plan, witnesses=witnesses)
    if loose:
        note = "有在建项目，但没有年度计划"
        return Reading(Fraction(0), standing=Standing.UNKNOWN, note=note, witnesses=witnesses)
    return _not_applicable("本年没有投资计划，也没有在建项目")


def _works(facts: UnitFacts, project: ProjectFacts) -> bool:
    return bool(project.done) or project.built_in(facts.new_year, facts.day)


def completion(facts: UnitFacts) -> Reading:
    """Completed or in production, of what was due by the day or came earlier than it was due."""
    return _reached(
        facts,
        [project for project in facts.projects if not facts.before_year(project.finished_on)],
        due=lambda project: project.completion_due,
        done=lambda project: project.finished_on,
        words=("竣工", "计划竣工", "没有到期应竣工的项目"),
    )


def enrolment(facts: UnitFacts, months: int) -> Reading:
    """In the statistics register, of what was started `months` ago or is enrolled already."""

    def due(project: ProjectFacts) -> date | None:
        return project.started_on and add_months(project.started_on, months)

    closed = [
        project
        for project in facts.projects
        if not project.counts
        or facts.before_year(project.enrolled_on)
        or facts.before_year(project.completed_on)
    ]
    return _reached(
        facts,
        [project for project in facts.projects if project not in closed],
        due=due,
        done=lambda project: project.enrolled_on,
        words=("纳统", "应于", "没有到期应纳统的项目"),
    )


def _reached(
    facts: UnitFacts,
    projects: Iterable[ProjectFacts],
    *,
    due: Callable[[ProjectFacts], date | None],
    done: Callable[[ProjectFacts], date | None],
    words: tuple[str, str, str],
) -> Reading:
    """Those done by the day, of those due by then or done before they were due."""
    reached, open_ones = [], []
    for project in projects:
        if facts.by_now(done(project)):
            reached.append(_witness(project, f"{words[0]} {done(project)}"))
        elif facts.by_now(due(project)) and not stop_on(project.stops, facts.day):
            text = f"{words[1]} {due(project)}，未{words[0]}"
            open_ones.append(_witness(project, text, counts=False))
    return _share(reached, open_ones, words[2])


def signing(facts: UnitFacts) -> Reading:
    """Signed this year, of what passed its planning and waits for a signature or got it."""
    planned = [
        project
        for project in facts.projects
        if facts.by_now(project.planned_on) and not facts.before_year(project.signed_on)
    ]
    signed = [one for one in planned if facts.by_now(one.signed_on)]
    waiting = [
        one
        for one in planned
        if one not in signed
        and not facts.by_now(one.started_on)
        and not stop_on(one.stops, facts.day)
    ]
    return _share(
        [_witness(one, f"签约 {one.signed_on}") for one in signed],
        [_witness(one, f"策划通过 {one.planned_on}，未签约", counts=False) for one in waiting],
        "没有待签约的策划项目",
    )


def punctual_starts(facts: UnitFacts) -> Reading:
    """Started by the committed day, of what was to be started this year by now."""
    due = [
        project
        for project in facts.projects
        if facts.in_year(project.start_due) and not stop_on(project.stops, facts.day)
    ]
    good: list[Witness] = []
    late: list[Witness] = []
    for project in due:
        started = project.started_on if facts.by_now(project.started_on) else None
        text = f"计划 {project.start_due}，{f'开工 {started}' if started else '未开工'}"
        on_time = started is not None and started <= project.start_due  # type: ignore[operator]
        (good if on_time else late).append(_witness(project, text, counts=on_time))
    return _share(good, late, "没有到期应开工的项目")


def cards(facts: UnitFacts, rule: Rule, colour: Colour) -> Reading:
    """Cards of one rule and colour at the month's end."""
    name = "start_card" if rule is Rule.START else "progress_card"
    found = [project for project in facts.projects if getattr(project, name) is colour]
    return _count(_witness(project, f"{facts.month.label}{colour.label}") for project in found)


def periods(facts: UnitFacts, timeliness: Timeliness, *, weekly: bool) -> Reading:
    """Returns or weeks of this year that stand so: late, or missing."""
    return _count(
        Witness("", period.label, True, timeliness.value)
        for period in facts.periods
        if period.weekly is weekly and period.timeliness is timeliness
    )


def missing_reports(facts: UnitFacts) -> Reading:
    """Projects under construction in the month without a report that counts (缺报)."""
    return _count(
        _witness(project, f"{facts.month.label}缺报")
        for project in facts.projects
        if project.built_in(facts.month.first, facts.month.last) and not project.reported
    )


def _witness(project: ProjectFacts, words: str, *, counts: bool = True) -> Witness:
    return Witness(project.code, project.name, counts, words)


def _count(witnesses: Iterable[Witness]) -> Reading:
    found = tuple(witnesses)
    return Reading(Fraction(len(found)), witnesses=found)


def _share(good: Sequence[Witness], others: Sequence[Witness], nothing: str) -> Reading:
    witnesses = (*good, *others)
    if not witnesses:
        return _not_applicable(nothing)
    return Reading(Fraction(len(good)), Fraction(len(witnesses)), witnesses=witnesses)


def _not_applicable(note: str, witnesses: tuple[Witness, ...] = ()) -> Reading:
    return Reading(Fraction(0), standing=Standing.NOT_APPLICABLE, note=note, witnesses=witnesses)


@dataclass(frozen=True)
class Line:
    """One line of a scheme. An item's `points` are its weight and its `cap` and `floor` percent of
    the task; a deduction's are taken off each time, up to `cap` points (None has no end).

    `elapsed` holds the rate against the elapsed share of the year; `parameter` is the measure's.
    """

    kind: LineKind
    measure: str
    name: str
    points: Fraction
    cap: Fraction | None = None
    floor: Fraction | None = None
    elapsed: bool = False
    parameter: int = 0
    clause: str = ""


@dataclass(frozen=True)
class LineScore:
    """What one line gives: `weight` after spreading, `rate` and `counted` in %, `points` signed."""

    line: Line
    reading: Reading
    weight: Fraction
    rate: Fraction | None
    counted: Fraction | None
    points: Fraction


@dataclass(frozen=True)
class Score:
    """A unit's score; `total` is None where no item concerns the unit: it has no rank."""

    lines: tuple[LineScore, ...]
    total: Fraction | None


def score(lines: Sequence[Line], readings: Mapping[str, Reading], elapsed: Fraction) -> Score:
    """What the readings (by measure) earn by these lines; never below 0."""
    weights = spread(lines, readings)
    scored = tuple(
        _item(line, readings[line.measure], weights[line.measure], elapsed)
        if line.kind is LineKind.ITEM
        else _deduction(line, readings[line.measure])
        for line in lines
        if line.kind is not LineKind.VETO
    )
    if not any(weights.values()):
        return Score(scored, None)
    return Score(scored, max(Fraction(0), sum((one.points for one in scored), Fraction(0))))


def spread(lines: Iterable[Line], readings: Mapping[str, Reading]) -> dict[str, Fraction]:
    """The weights of the items: one that does not concern the unit gives its own to the others,
    in proportion to theirs."""
    items = {line.measure: line.points for line in lines if line.kind is LineKind.ITEM}
    own = {
        name: points
        for name, points in items.items()
        if readings[name].standing is not Standing.NOT_APPLICABLE
    }
    whole, left = sum(items.values(), Fraction(0)), sum(own.values(), Fraction(0))
    return {name: own[name] * whole / left if name in own else Fraction(0) for name in items}


def rate_of(reading: Reading, elapsed: Fraction | None = None) -> Fraction | None:
    """Part ÷ whole in %, against `elapsed` of the year where it is given; None if not measured."""
    if reading.standing is not Standing.MEASURED or not reading.whole:
        return None
    return reading.part * 100 / reading.whole / (elapsed or 1)


def counted_rate(rate: Fraction, floor: Fraction | None, cap: Fraction | None) -> Fraction:
    """Nothing below the floor; on it and above it the rate, up to the cap. All in %."""
    if floor is not None and rate < floor:
        return Fraction(0)
    return rate if cap is None else min(rate, cap)


def _item(line: Line, reading: Reading, weight: Fraction, elapsed: Fraction) -> LineScore:
    rate = rate_of(reading, elapsed if line.elapsed else None)
    counted = None if rate is None else counted_rate(rate, line.floor, line.cap)
    points = Fraction(0) if counted is None else weight * counted / 100
    return LineScore(line, reading, weight, rate, counted, points)


def _deduction(line: Line, reading: Reading) -> LineScore:
    taken = reading.part * line.points
    taken = taken if line.cap is None else min(taken, line.cap)
    return LineScore(line, reading, line.points, None, None, -taken)
