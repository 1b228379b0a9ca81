"""The first page, by role: the county's overview, a unit's own, or the accounts."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment import open_items, overview
from assessment.choices import Colour, GoalKey, Rule
from assessment.completion import completion
from assessment.duties import Counts, Duty, county_duties, current_periods, unit_duties
from assessment.duties import conditions as duty_conditions
from assessment.links import cards_url, projects_url
from assessment.models import Card
from assessment.notices.counts import unit_news, waiting
from assessment.outlook.county import money_and_turns
from assessment.outlook.lines import SOON
from assessment.outlook.soon import next_starts, start_turns
from assessment.queries import latest_run, policy_for
from assessment.reporting.rows import filled
from assessment.reporting.standing import reporting_month
from assessment.unit_overview import standings
from projects.chain import links
from projects.choices.areas import Area
from projects.clock import today
from projects.models import Project, Unit
from projects.periods import Month
from projects.permissions import (
    enters,
    keeps_supervision,
    reads_all,
    reads_area,
    reads_county,
    reads_figures,
    reads_supervision,
    visits_in_person,
)
from projects.queries import all_units, counts_by_unit, due_to_start, lacking
from projects.todos import todos

if TYPE_CHECKING:
    from projects.permissions import Person

SHOWN = 10
NEXT = 5
WARNING = (Colour.YELLOW, Colour.RED)
HEADLINE = {GoalKey.TOTAL, GoalKey.INDUSTRIAL}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The signed-in person's first page."""
    if not reads_figures(request.user):
        return render(request, "assessment/home_accounts.html")
    run = latest_run()
    day = run.day if run else today()
    context: dict[str, object] = {
        "run": run,
        "day": day,
        "month": Month.of(day),
        "todos": todos(request.user, today()),
    }
    context |= _open(request)
    if reads_county(request.user):
        return render(request, "assessment/home_county.html", context | _county(request, day))
    return render(request, "assessment/home_unit.html", context | _unit(request, day))


def _open(request: HttpRequest) -> dict[str, object]:
    """What is owed in supervision: a unit's own by limit, or the county's overdue."""
    user, county = request.user, reads_county(request.user)
    if county and not reads_supervision(user):
        return {}
    found = open_items.open_cases(user, today(), SHOWN, county=county)
    return {
        "county": county,
        "open_items": found.items,
        "overdue_total": found.overdue,
        "waiting": found.waiting if keeps_supervision(user) else [],
    }


def _projects(day: date, user: "Person", conditions: dict[str, Q]) -> Counts:
    """All that the page counts of projects, in one pass over the ledger."""
    conditions |= overview.funnel_conditions(day) | duty_conditions(current_periods(today()))
    return counts_by_unit(Project.objects.visible_to(user).with_stage(day), conditions)


def _county(request: HttpRequest, day: date) -> dict[str, object]:
    month = Month.of(day)
    table = completion(day.year, day)
    asked = overview.tier_conditions(day.year, day) | {"missing": lacking(month)}
    asked |= start_turns(today())
    projects = _projects(day, request.user, asked)
    county = overview.summed(projects)
    missing = {unit: own["missing"] for unit, own in projects.items() if own["missing"]}
    goals = overview.goal_lines(table, county)
    counts, before = Card.objects.counts_of([month, month.plus(-1)]).values()
    cards = overview.card_lines(month, overview.summed(counts), overview.summed(before))
    red = {
        rule: sum(line.now for line in lines if line.colour == Colour.RED)
        for rule, lines in cards.items()
    }
    duties = county_duties(today(), projects)
    money, turns = money_and_turns(month, today(), _month_ahead(duties))
    return _supervision(request) | {
        "enters": enters(request.user),
        "reads_all": reads_all(request.user),
        "visits": visits_in_person(request.user),
        "subjects": [] if reads_all(request.user) else links(request.user, today()),
        "duties": duties,
        "elapsed": table.elapsed * 100,
        "goals": goals,
        "headline": [goal for goal in goals if goal.key in HEADLINE],
        "steps": overview.funnel(county, day),
        "cards": cards,
        "red": red[Rule.START] + red[Rule.PROGRESS],
        "red_start": red[Rule.START],
        "red_progress": red[Rule.PROGRESS],
        "red_url": cards_url(month, colour=Colour.RED.code),
        "lagging": overview.lagging(table, month, counts, missing),
        "missing": [
            (unit, missing[unit.pk], projects_url(unreported=month, unit=unit.pk))
            for unit in all_units()
            if unit.pk in missing
        ],
        "missing_total": county["missing"],
        "soon": SOON,
        "turns_yellow": county["turns_yellow"],
        "turns_red": county["turns_red"],
        "missing_url": projects_url(unreported=month),
        "progress_yellow": turns[Colour.YELLOW],
        "progress_red": turns[Colour.RED],
        "investment": money,
    }


def _month_ahead(duties: Sequence[Duty]) -> Month:
    """As `outlook.reading.month_ahead`, from the duties that the page has read already."""
    month = reporting_month(today(), policy_for(today().year))
    locked = any(duty.period == month and duty.locked for duty in duties)
    return month.plus(1) if locked else month


def _supervision(request: HttpRequest) -> dict[str, object]:
    """What waits in supervision, for who reads it."""
    if not reads_area(request.user, Area.SUPERVISION):
        return {}
    return {"supervision": waiting(request.user, today())}


def _entry(request: HttpRequest, counts: Counts) -> dict[str, object]:
    """What the unit owes, and how far the month is that it fills in now."""
    unit = cast(Unit, request.user.unit)  # type: ignore[union-attr]
    duties = unit_duties(unit, today(), counts)
    months = [duty.period for duty in duties if duty.window.opens <= today()]
    entry = next((period for period in reversed(months) if isinstance(period, Month)), None)
    own = counts.get(unit.pk, {})
    return {
        "duties": duties,
        "entry": entry,
        "filled": own.get(f"filled_{entry}", 0),
        "due": own.get(f"built_{entry}", 0),
    }


def _unit(request: HttpRequest, day: date) -> dict[str, object]:
    month = Month.of(day)
    table = completion(day.year, day, request.user)
    months = (period for period in current_periods(today()) if isinstance(period, Month))
    asked = {"overdue": due_to_start(day)} | {f"filled_{each}": filled(each) for each in months}
    projects = _projects(day, request.user, asked)
    own = overview.summed(projects)
    cards = Card.objects.visible_to(request.user)
    counts, before = cards.counts_of([month, month.plus(-1)]).values()
    lines = overview.card_lines(month, overview.summed(counts), overview.summed(before))
    warned = cards.of_month(month).filter(colour__in=WARNING)
    told, cases = unit_news(request.user, today())
    return _entry(request, projects) | {
        "notices": told[:SHOWN],
        "elapsed": table.elapsed * 100,
        "standings": [item for row in table.rows for item in standings(table, row)],
        "cards": lines,
        "warned_total": sum(
            line.now
            for rule_lines in lines.values()
            for line in rule_lines
            if line.colour in WARNING
        ),
        "warned": warned.select_related("project").order_by("-colour", "id")[:SHOWN],
        "next_starts": next_starts(request.user, today(), NEXT),
        "overdue": own["overdue"],
        "overdue_url": projects_url(overdue=1, day=day),
        "steps": overview.funnel(own, day),
        "cases": cases,
    }
