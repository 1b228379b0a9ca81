"""No page of the demonstration asks more than 15 questions or weighs more than 100 KB."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.bulletin.build import SHEETS
from assessment.demo.accounts import DEMO_ACCOUNTS
from assessment.demo.bulletins import issue_bulletins
from assessment.demo.ledger import load_demo
from assessment.demo.mentions import decide_month
from assessment.demo.scores import publish_months
from assessment.models import (
    AssessmentRun,
    Circular,
    Finding,
    Inspection,
    Interview,
    Listing,
    ReportRule,
    ScoreAward,
    ScorePublication,
    ScoreScheme,
    ScoreVeto,
    SupervisionNotice,
    Task,
)
from assessment.readings.points import POINTS
from projects.actions.start_lists import fix_lists
from projects.models import Pledge, Project, Unit, User, VisitProblem
from projects.periods import Month
from projects.weeks import Week

pytestmark = [pytest.mark.django_db, pytest.mark.untraced]
DAY = date(2023, 11, 30)
MONTH, WEEK = Month.of(DAY), Week.of(DAY)
REOPENED_BEFORE = Month(2023, 10)  # its bulletin tells of a month that was reopened
ISSUED = Month(2023, 9)  # its bulletin went out, was reopened and corrected
QUERIES, BYTES = 15, 100 * 1024
LOADED = re.compile(r'<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="([^"]+)"')

PAGES: dict[str, tuple[object, ...]] = {
    "home": (),
    "pledges": (),
    "starts": (MONTH,),
    "starts-pending": (),
    "help": (),
    "password_change": (),
    "projects": (),
    "import": (),
    "assess": (),
    "rules": (),
    "lifecycles": (),
    "chain": (),
    "brief": (MONTH,),
    "mentions": (MONTH,),
    "scores": (MONTH,),
    "score-schemes": (),
    "score-awards": (DAY.year,),
    "screen": (),
    "supervision": (),
    **dict.fromkeys(("notices", "proposals", "notice-new", "circular-new"), ()),
    "paper-templates": (),
    "notice-list": ("notice",),
    **dict.fromkeys(("outlook", "outlook-projects", "outlook-file", "readings"), ()),
    **dict.fromkeys(("planning", "planning-calendar", "planning-chains", "planning-idea"), ()),
    "planning-event-new": (),
    "hardcore": (),
    "permits": (),
    "resources": (),
    "enterprises": (),
    "visits": (),
    **dict.fromkeys(("visit-problems", "tasks", "task-new", "reports", "listings"), ()),
    **dict.fromkeys(("report-rule-new", "patrol", "inspection-new"), ()),
    "enrolment": (),
    "taskforce": (),
    "statistics": (MONTH,),
    "rewards": (DAY.year,),
    "year-settings": (),
    **dict.fromkeys(("quota", "annexes", "year"), (DAY.year,)),
    **dict.fromkeys(("report", "report-check", "review", "lock"), (MONTH,)),
    **dict.fromkeys(("cards", "averages", "weekly-sums"), (MONTH,)),
    **dict.fromkeys(("known", "bulletin-issue"), (MONTH,)),
    "signing-list": (),
    "signing-events": (),
    "signing-month": (MONTH,),
    "weekly": (WEEK,),
}
# The pages of one project.
PROJECT_PAGES = (
    "project",
    "project-trail",
    "enrolment-project",
    "hard-case",
    "permits-project",
    "planning-project",
    "resources-project",
    "signing",
    "start",
    "visits-project",
)


@pytest.fixture(scope="module")
def stored(shared_rows):
    shared_rows(write_demo, FIXED_TODAY=DAY)


@pytest.fixture
def demo(stored, settings):
    """All 315 projects of the demonstration."""
    settings.FIXED_TODAY = DAY


def write_demo() -> None:
    call_command("load_annexes", stdout=StringIO())
    load_demo(day=DAY, projects=315, seed=7)
    fix_lists(through=DAY)
    issue_bulletins(DAY)
    publish_months(DAY)
    decide_month(DAY)


def published_months() -> list[Month]:
    return [Month(row.year, row.month) for row in ScorePublication.objects.all()]


def cases() -> list[str]:
    """The pages of supervised cases: those of every task, inspection, finding and so on."""
    rules = ReportRule.objects.values_list("pk", flat=True)
    rows = [*Task.objects.all(), *Listing.objects.all(), *Inspection.objects.all()]
    rows += [*Finding.objects.all()[:3], *VisitProblem.objects.all()[:4]]
    return [
        *(row.get_absolute_url() for row in rows),
        *(reverse("report-period", args=[rule, "2023-10"]) for rule in rules[:1]),
        *(reverse("listing-decide", args=[row.project.code]) for row in Listing.objects.all()[:1]),
    ]


def editions() -> list[str]:
    """Every table of a bulletin with two editions, and what the second one changed."""
    return [
        f"{reverse(name, args=[ISSUED])}?edition={edition}&table={sheet}"
        for name in ("bulletin", "bulletin-changes")
        for edition in (0, 1)
        for sheet in SHEETS
    ]


def addresses() -> list[str]:
    unit = Unit.objects.get(name="文庙街道")
    codes = Project.objects.filter(unit=unit).values_list("code", flat=True)[:2]
    return [
        *(reverse(name, args=arguments) for name, arguments in PAGES.items()),
        *(reverse("notice", args=[row.pk]) for row in SupervisionNotice.objects.all()),
        *(reverse("interview", args=[row.pk]) for row in Interview.objects.all()),
        *(reverse("circular", args=[row.pk]) for row in Circular.objects.all()),
        f"{reverse('notice-new')}?unit={unit.pk}",
        *(reverse("pledge", args=[row.pk]) for row in Pledge.objects.filter(unit=unit)),
        *(reverse(name, args=[code]) for name in PROJECT_PAGES for code in codes),
        *(
            f"{reverse('project-trail', args=[row.project.code])}?part=supervision"
            for row in Listing.objects.select_related("project")[:2]
        ),
        *cases(),
        *(reverse("statistics-report", args=[MONTH, code]) for code in codes),
        *(f"{reverse('enrolment')}?show={show}" for show in ("enrolled", "finished")),
        f"{reverse('statistics', args=[MONTH])}?show=doubts",
        *(f"{reverse('bulletin', args=[MONTH])}?table={sheet}" for sheet in SHEETS),
        f"{reverse('bulletin', args=[REOPENED_BEFORE])}?table=gaps",
        *(
            f"{reverse('known', args=[ISSUED])}?day=2023-{day}"
            for day in ("09-30", "10-05", "02-01")
        ),
        *(reverse("reading", args=[point.key]) for point in POINTS),
        reverse("review-unit", args=[MONTH, unit.pk]),
        reverse("score", args=[MONTH, unit.number]),
        *(reverse("scores", args=[month]) for month in published_months()),
        *(reverse("score", args=[month, unit.number]) for month in published_months()),
        *(reverse("score-scheme", args=[row.pk]) for row in ScoreScheme.objects.all()),
        *(reverse("score-veto", args=[row.year, row.pk]) for row in ScoreVeto.objects.all()),
        *(reverse("score-award", args=[row.year, row.pk]) for row in ScoreAward.objects.all()),
        reverse("assess-status", args=[AssessmentRun.objects.latest("pk").pk]),
    ]


# On PostgreSQL too: who sees the most, and a unit.
ON_BOTH = {"fagai", "wenmiao"}
ACCOUNTS = [
    pytest.param(each.username, marks=[] if each.username in ON_BOTH else [pytest.mark.once])
    for each in DEMO_ACCOUNTS
]


@pytest.mark.parametrize("username", ACCOUNTS)
def test_every_page_keeps_to_its_budget(client, demo, username, django_assert_max_num_queries):
    client.force_login(User.objects.get(username=username))
    seen, outside = [], []
    # Issued tables are the same for all who may read them.
    asked = addresses() + (editions() if username in {"fagai", "shangwu"} else [])
    for address in dict.fromkeys(asked):
        with django_assert_max_num_queries(QUERIES, info=address):
            answer = client.get(address)
        if answer.status_code == 200 and not answer.streaming:
            seen.append(address)
            assert len(answer.content) <= BYTES, address
            found = LOADED.findall(answer.content.decode())
            outside += [loaded for loaded in found if not loaded.startswith("/")]
    assert len(seen) >= (3 if username == "admin" else 12)
    assert outside == []


def test_what_a_change_would_do_keeps_to_its_budget(client, demo):
    """The previews of averages and of a policy: no run stands behind them."""
    client.force_login(User.objects.get(username="fagai"))
    asked = {
        reverse("averages", args=[MONTH.plus(-1)]): ("form", "rate-", "99"),
        reverse("year", args=[DAY.year]): ("policy_form", "red_after_months", "9"),
    }
    for address, (name, field, value) in asked.items():
        form = client.get(address).context[name]
        data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
        data |= {key: value for key in form.fields if key.startswith(field)}
        with CaptureQueriesContext(connection) as counted:
            answer = client.post(address, data | {"preview": "1"})
        # A form's constraints are checked in a savepoint of the test's own transaction.
        questions = [query for query in counted if "SAVEPOINT" not in query["sql"]]
        assert len(questions) <= QUERIES, address
        assert answer.context["effect"].total, address
        assert len(answer.content) <= BYTES, address
