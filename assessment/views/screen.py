"""/screen/: the leader's one screen, readable from five metres and without a script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment import overview, screen
from assessment.choices import Annex
from assessment.completion import completion
from assessment.duties import conditions, county_duties, current_periods
from assessment.models import Card
from assessment.queries import latest_run
from projects.clock import today
from projects.models import Project
from projects.periods import Month
from projects.permissions import reads_county
from projects.queries import counts_by_unit, due_to_start, lacking
from projects.views.access import require


@require(reads_county)
def leader_screen(request: HttpRequest) -> HttpResponse:
    """Quotas are those of the last run's day; reports and cards those of the month that ended."""
    run = latest_run()
    day = run.day if run else today()
    month = screen.judged_month(day)
    asked = conditions(current_periods(today())) | {
        "missing": lacking(month),
        "overdue": due_to_start(day),
    }
    projects = counts_by_unit(Project.objects.all(), asked)
    table = completion(day.year, day)
    cards, before = Card.objects.counts_of([month, month.plus(-1)]).values()
    context = {
        "run": run,
        "day": day,
        "judged": month,
        "partial": month != Month.of(day),
        "numbers": [
            screen.quota_number(table, Annex.START),
            screen.quota_number(table, Annex.PLANNING),
            screen.money_number(overview.investment_total(month), month, table.elapsed),
            screen.red_number(month, overview.summed(cards), overview.summed(before)),
        ],
        "last": screen.last_units(table, Month.of(day), cards, projects),
        "months": screen.months_asked(county_duties(today(), projects)),
    }
    return render(request, "assessment/screen.html", context)
