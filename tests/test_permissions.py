"""Who gets which answer from which address; an address that is not in the table fails."""

from collections.abc import Iterator
from copy import copy
from datetime import date
from io import BytesIO
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import Workbook, load_workbook

from assessment.actions.scores import adopt, copy_scheme, load_proposal
from assessment.bulletin.build import build
from assessment.bulletin.issued import checksum_of
from assessment.bulletin.store import to_text
from assessment.cards.engine import assess
from assessment.choices import Annex, QuotaBand
from assessment.models import (
    AssessmentRun,
    BulletinIssue,
    ChangeMark,
    Circular,
    Goal,
    Inspection,
    Interview,
    Listing,
    Mention,
    Paper,
    Policy,
    PublishedScore,
    Quota,
    ReportRule,
    ScoreAward,
    ScorePublication,
    ScoreScheme,
    ScoreVeto,
    SupervisionNotice,
    Task,
)
from assessment.models.quotas import AnnexRow, AnnexTotal
from assessment.models.runs import RunKind
from assessment.pledges import letter
from projects.actions.attachments import store_files
from projects.choices import Layer, Role, SuspensionKind
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import (
    Attachment,
    Blocker,
    EnrolmentStep,
    Guarantee,
    HardCase,
    HardQuestion,
    IndustryChain,
    LockEvent,
    Message,
    Permit,
    PermitTemplate,
    PlanningAttendance,
    PlanningEvent,
    PlanningRecord,
    Pledge,
    Project,
    ReadinessItem,
    ReportingMonth,
    ResourceNeed,
    Reward,
    RewardTier,
    Signing,
    SigningEvent,
    SigningTeam,
    SiteMeeting,
    StartConfirmation,
    StartDueAmendment,
    StartDueRequest,
    StartList,
    StartListEntry,
    StatisticsReport,
    Submission,
    Suspension,
    Talk,
    TalkQuestion,
    TaskForceMeeting,
    Unit,
    UnitAlias,
    User,
    Visit,
    VisitProblem,
    WeeklyUpdate,
    WorkbookImport,
)
from projects.models.attachments import FileKind
from projects.models.uploads import ImportState
from projects.periods import Month
from projects.permissions import ACCOUNTS, AREAS, BASE_DATA, CO_LEADS, KEEPERS, NEVER_DELETED
from tests.assessment.cases import add_cases
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.untraced]

# Who asks. `unit` is the clerk whose objects they are, `other` the clerk of another unit.
PEOPLE = ("anonymous", "unit", "other", "drc", "leader", "colead", "auditor", "sysadmin")
ROLES = {
    "unit": Role.UNIT,
    "other": Role.UNIT,
    "drc": Role.DRC,
    "leader": Role.LEADER,
    "colead": Role.COMMERCE,
    "auditor": Role.AUDITOR,
    "sysadmin": Role.SYSADMIN,
}

# GET, in the order of PEOPLE. 302 of an anonymous person is the sign-in page.
PAGES = {
    "healthz": (200, 200, 200, 200, 200, 200, 200, 200),
    "login": (200, 302, 302, 302, 302, 302, 302, 302),
    "logout": (405, 405, 405, 405, 405, 405, 405, 405),
    "password_change": (302, 200, 200, 200, 200, 200, 200, 200),
    "home": (302, 200, 200, 200, 200, 200, 200, 200),
    **dict.fromkeys(
        ("pledges", "starts", "starts-file", "starts-pending"),
        (302, 200, 200, 200, 200, 403, 200, 403),
    ),
    **dict.fromkeys(("pledge", "pledge-letter", "start"), (302, 200, 404, 200, 200, 403, 200, 403)),
    "message-read": (405, 405, 405, 405, 405, 405, 405, 405),
    "help": (302, 200, 200, 200, 200, 200, 200, 200),
    "rules": (302, 200, 200, 200, 200, 200, 200, 403),
    "lifecycles": (302, 200, 200, 200, 200, 200, 200, 403),
    # Of the unpublished month a unit sees its own row, a co-lead nothing to open.
    "scores": (302, 200, 200, 200, 200, 200, 200, 403),
    "scores-file": (302, 200, 200, 200, 200, 404, 200, 403),
    "score": (302, 200, 404, 200, 200, 404, 200, 403),
    "score-schemes": (302, 200, 200, 200, 200, 200, 200, 403),
    "score-scheme": (302, 404, 404, 200, 200, 404, 200, 403),
    "score-awards": (302, 200, 200, 200, 200, 200, 200, 403),
    "score-award": (302, 404, 404, 200, 200, 404, 200, 403),
    "score-veto": (302, 200, 404, 200, 200, 404, 200, 403),
    **dict.fromkeys(("mentions", "mentions-file"), (302, 200, 200, 200, 200, 200, 200, 403)),
    "screen": (302, 403, 403, 200, 200, 200, 200, 403),
    "supervision": (302, 200, 200, 200, 200, 200, 200, 403),
    **dict.fromkeys(
        ("outlook", "outlook-projects", "outlook-file"), (302, 200, 200, 200, 200, 200, 200, 403)
    ),
    **dict.fromkeys(("readings", "reading"), (302, 403, 403, 200, 200, 403, 200, 403)),
    "chain": (302, 200, 200, 200, 200, 200, 200, 403),
    **dict.fromkeys(
        ("notices", "notice-list", "notice-file"), (302, 200, 200, 200, 200, 403, 200, 403)
    ),
    **dict.fromkeys(("notice", "interview", "paper"), (302, 200, 404, 200, 200, 403, 200, 403)),
    # Both units are listed in it; each reads only its own line.
    "circular": (302, 200, 200, 200, 200, 403, 200, 403),
    "proposals": (302, 403, 403, 200, 200, 403, 200, 403),
    **dict.fromkeys(
        ("notice-new", "notice-draft", "circular-new", "paper-templates", "paper-template-file"),
        (302, 403, 403, 200, 403, 403, 403, 403),
    ),
    # A file of the unit's start papers, no picture: a co-lead of signing has no business with it.
    "file": (302, 200, 404, 200, 200, 404, 200, 403),
    "file-small": (302, 404, 404, 404, 404, 404, 404, 403),
    "planning": (302, 200, 200, 200, 200, 200, 200, 403),
    "planning-idea": (302, 200, 200, 200, 403, 403, 403, 403),
    "planning-project": (302, 200, 404, 200, 200, 200, 200, 403),
    "planning-record": (302, 200, 404, 200, 403, 403, 403, 403),
    "planning-calendar": (302, 200, 200, 200, 200, 200, 200, 403),
    "planning-chains": (302, 403, 403, 200, 200, 200, 200, 403),
    **dict.fromkeys(
        ("planning-event-new", "planning-event"), (302, 403, 403, 200, 403, 403, 403, 403)
    ),
    # A co-lead of signing has no business with statistics and rewards.
    "enrolment": (302, 200, 200, 200, 200, 403, 200, 403),
    "enrolment-project": (302, 200, 404, 200, 200, 403, 200, 403),
    "statistics": (302, 200, 200, 200, 200, 403, 200, 403),
    "statistics-report": (302, 200, 404, 200, 200, 403, 200, 403),
    "taskforce": (302, 200, 200, 200, 200, 403, 200, 403),
    "taskforce-meeting": (302, 403, 403, 200, 403, 403, 403, 403),
    "taskforce-blocker": (302, 403, 403, 200, 403, 403, 403, 403),
    "rewards": (302, 200, 200, 200, 200, 403, 200, 403),
    "rewards-file": (302, 200, 200, 200, 200, 403, 200, 403),
    "reward": (302, 200, 404, 200, 200, 403, 200, 403),
    "projects": (302, 200, 200, 200, 200, 200, 200, 403),
    "project": (302, 200, 404, 200, 200, 200, 200, 403),
    "project-trail": (302, 200, 404, 200, 403, 403, 200, 403),
    "enterprises": (302, 200, 200, 200, 200, 200, 200, 403),
    **dict.fromkeys(
        ("tasks", "task-file", "reports", "report-file", "listings", "listing-file"),
        (302, 200, 200, 200, 200, 403, 200, 403),
    ),
    **dict.fromkeys(("patrol", "patrol-file"), (302, 200, 200, 200, 200, 403, 200, 403)),
    **dict.fromkeys(("task", "listing", "finding"), (302, 200, 404, 200, 200, 403, 200, 403)),
    "report-period": (302, 200, 200, 200, 200, 403, 200, 403),
    # The planned inspection is at both units; it does not exist for either.
    "inspection": (302, 404, 404, 200, 200, 403, 200, 403),
    **dict.fromkeys(
        ("task-new", "report-rule-new", "report-rule", "inspection-new", "inspection-plan"),
        (302, 403, 403, 200, 403, 403, 403, 403),
    ),
    "listing-decide": (302, 403, 403, 200, 403, 403, 403, 403),
    **dict.fromkeys(
        ("visit-problems", "visit-problem-file"), (302, 200, 200, 200, 200, 403, 200, 403)
    ),
    "visit-problem": (302, 200, 404, 200, 200, 403, 200, 403),
    "visits": (302, 200, 200, 200, 200, 403, 200, 403),
    "visits-project": (302, 200, 404, 200, 200, 403, 200, 403),
    "visit": (302, 200, 404, 200, 403, 403, 403, 403),
    "guarantee": (302, 403, 404, 200, 403, 403, 403, 403),
    "export": (302, 200, 200, 200, 200, 200, 200, 403),
    "import": (302, 200, 200, 200, 403, 200, 403, 403),
    "import-template": (302, 200, 200, 200, 403, 200, 403, 403),
    "import-detail": (302, 200, 404, 404, 403, 404, 403, 403),
    "import-status": (302, 200, 404, 404, 403, 404, 403, 403),
    # Nothing in this upload is marked.
    "import-marked": (302, 404, 404, 404, 403, 404, 403, 403),
    "hardcore-file": (302, 200, 200, 200, 200, 403, 200, 403),
    "hardcore": (302, 200, 200, 200, 200, 403, 200, 403),
    "hard-case": (302, 200, 404, 200, 200, 403, 200, 403),
    "resources": (302, 200, 200, 200, 200, 403, 200, 403),
    "resources-project": (302, 200, 404, 200, 200, 403, 200, 403),
    "permits": (302, 200, 200, 200, 200, 403, 200, 403),
    "permits-project": (302, 200, 404, 200, 200, 403, 200, 403),
    "quota": (302, 200, 200, 200, 200, 200, 200, 403),
    "cards": (302, 200, 200, 200, 200, 200, 200, 403),
    "annexes": (302, 403, 403, 200, 200, 403, 200, 403),
    "averages": (302, 403, 403, 200, 200, 403, 200, 403),
    "year-settings": (302, 403, 403, 200, 200, 403, 200, 403),
    "year": (302, 403, 403, 200, 200, 403, 200, 403),
    "year-file": (302, 403, 403, 200, 200, 403, 200, 403),
    "bulletin": (302, 403, 403, 200, 200, 200, 200, 403),
    **dict.fromkeys(("brief", "brief-file"), (302, 403, 403, 200, 200, 200, 200, 403)),
    "bulletin-file": (302, 403, 403, 200, 200, 200, 200, 403),
    "bulletin-changes": (302, 403, 403, 200, 200, 200, 200, 403),
    "bulletin-issue": (302, 403, 403, 200, 403, 403, 403, 403),
    **dict.fromkeys(("known", "known-file"), (302, 200, 200, 200, 200, 403, 200, 403)),
    "report-now": (302, 302, 302, 403, 403, 403, 403, 403),
    "report": (302, 200, 200, 403, 403, 403, 403, 403),
    "report-check": (302, 200, 200, 403, 403, 403, 403, 403),
    **dict.fromkeys(("report-save", "report-withdraw"), (405,) * 8),
    "weekly-now": (302, 302, 302, 302, 302, 302, 302, 403),
    "weekly": (302, 200, 200, 200, 200, 200, 200, 403),
    "weekly-sums": (302, 200, 200, 200, 200, 200, 200, 403),
    **dict.fromkeys(
        ("signing-list", "signing-events", "signing-event", "signing-month", "signing-month-file"),
        (302, 200, 200, 200, 200, 200, 200, 403),
    ),
    "signing": (302, 200, 404, 200, 200, 200, 200, 403),
    **dict.fromkeys(("signing-talk", "signing-question"), (302, 200, 404, 200, 403, 200, 403, 403)),
    "review": (302, 403, 403, 200, 200, 403, 200, 403),
    "review-unit": (302, 403, 403, 200, 200, 403, 200, 403),
    "lock": (302, 403, 403, 200, 403, 403, 403, 403),
    "assess": (302, 403, 403, 200, 200, 403, 200, 403),
    **dict.fromkeys(
        (
            "review-accept-clean",
            "review-begin",
            "review-accept",
            "review-return",
            "reopen",
        ),
        (405,) * 8,
    ),
    "assess-status": (302, 403, 403, 200, 200, 403, 200, 403),
    "admin:index": (302, 302, 302, 200, 302, 302, 200, 200),
    "admin:login": (302, 403, 403, 302, 403, 403, 302, 302),
    "admin:logout": (302, 302, 302, 405, 302, 302, 405, 405),
    "admin:password_change": (302, 302, 302, 302, 302, 302, 302, 302),
    "admin:jsi18n": (302, 302, 302, 200, 302, 302, 200, 200),
    "admin:autocomplete": (302, 302, 302, 200, 302, 302, 200, 403),
    "admin:app_list": (302, 302, 302, 200, 302, 302, 200, 404),
}

# An empty POST: who may write gets the form back or a redirect, who may not gets 403 or 404.
WRITES = {
    "pledges": (302, 403, 403, 302, 403, 403, 403, 403),
    **dict.fromkeys(("pledge", "start"), (302, 302, 404, 302, 403, 403, 403, 403)),
    **dict.fromkeys(("notice", "interview"), (302, 302, 404, 302, 403, 403, 403, 403)),
    "circular": (302, 403, 403, 302, 403, 403, 403, 403),
    "proposals": (302, 403, 403, 400, 403, 403, 403, 403),
    "notice-new": (302, 403, 403, 200, 403, 403, 403, 403),
    "circular-new": (302, 403, 403, 400, 403, 403, 403, 403),
    "paper-templates": (302, 403, 403, 404, 403, 403, 403, 403),
    "hard-case": (302, 302, 404, 302, 403, 403, 403, 403),
    "resources-project": (302, 302, 404, 302, 403, 403, 403, 403),
    "permits": (302, 302, 302, 302, 403, 403, 403, 403),
    "permits-project": (302, 302, 404, 302, 403, 403, 403, 403),
    "enrolment-project": (302, 404, 404, 404, 404, 403, 404, 403),
    "statistics": (302, 403, 403, 302, 403, 403, 403, 403),
    "statistics-report": (302, 403, 404, 400, 403, 403, 403, 403),
    "taskforce": (302, 403, 403, 400, 403, 403, 403, 403),
    "taskforce-meeting": (302, 403, 403, 400, 403, 403, 403, 403),
    "taskforce-blocker": (302, 403, 403, 400, 403, 403, 403, 403),
    "rewards": (302, 403, 403, 400, 403, 403, 403, 403),
    "reward": (302, 403, 404, 400, 403, 403, 403, 403),
    "message-read": (302, 302, 404, 404, 404, 404, 404, 404),
    "weekly": (302, 404, 404, 403, 403, 403, 403, 403),
    **dict.fromkeys(
        ("task-new", "report-rule-new", "report-rule", "inspection-new", "inspection-plan"),
        (302, 403, 403, 400, 403, 403, 403, 403),
    ),
    "task": (302, 404, 404, 404, 403, 403, 403, 403),
    "report-period": (302, 400, 400, 403, 403, 403, 403, 403),
    "listing": (302, 302, 404, 302, 403, 403, 403, 403),
    "listing-decide": (302, 403, 403, 400, 403, 403, 403, 403),
    "inspection": (302, 404, 404, 400, 403, 403, 403, 403),
    "finding": (302, 302, 404, 302, 403, 403, 403, 403),
    "visit-problem": (302, 302, 404, 302, 403, 403, 403, 403),
    "visits-project": (302, 400, 404, 400, 400, 403, 403, 403),
    "visit": (302, 400, 404, 400, 403, 403, 403, 403),
    "guarantee": (302, 403, 404, 400, 403, 403, 403, 403),
    "import": (302, 200, 200, 200, 403, 200, 403, 403),
    "import-detail": (302, 302, 404, 404, 403, 404, 403, 403),
    "annexes": (302, 403, 403, 404, 403, 403, 403, 403),
    "averages": (302, 403, 403, 200, 403, 403, 403, 403),
    "scores": (302, 403, 403, 400, 403, 403, 403, 403),
    "score-schemes": (302, 403, 403, 404, 403, 403, 403, 403),
    "score-scheme": (302, 404, 404, 400, 403, 404, 403, 403),
    "score-awards": (302, 403, 403, 400, 403, 403, 403, 403),
    "score-award": (302, 404, 404, 404, 403, 404, 403, 403),
    "score-veto": (302, 403, 404, 400, 403, 404, 403, 403),
    "mentions": (302, 403, 403, 200, 403, 403, 403, 403),
    "year-settings": (302, 403, 403, 200, 403, 403, 403, 403),
    "year": (302, 403, 403, 200, 403, 403, 403, 403),
    "reading": (302, 403, 403, 400, 403, 403, 403, 403),
    "assess": (302, 403, 403, 302, 403, 403, 403, 403),
    "report": (302, 302, 302, 403, 403, 403, 403, 403),
    "report-save": (401, 400, 400, 403, 403, 403, 403, 403),
    "report-check": (302, 302, 302, 403, 403, 403, 403, 403),
    "report-withdraw": (302, 302, 302, 403, 403, 403, 403, 403),
    "review-accept-clean": (302, 403, 403, 302, 403, 403, 403, 403),
    "review-begin": (302, 403, 403, 302, 403, 403, 403, 403),
    "review-accept": (302, 403, 403, 302, 403, 403, 403, 403),
    "review-return": (302, 403, 403, 200, 403, 403, 403, 403),
    "bulletin-issue": (302, 403, 403, 400, 403, 403, 403, 403),
    "lock": (302, 403, 403, 302, 403, 403, 403, 403),
    "reopen": (302, 403, 403, 200, 403, 403, 403, 403),
    **dict.fromkeys(
        ("signing", "signing-talk", "signing-question"), (302, 200, 404, 200, 403, 200, 403, 403)
    ),
    **dict.fromkeys(("signing-events", "signing-event"), (302, 403, 403, 400, 403, 400, 403, 403)),
    # An empty form is no form: the page again, nothing written.
    "planning-idea": (302, 200, 200, 200, 403, 403, 403, 403),
    "planning-project": (302, 400, 404, 400, 403, 403, 403, 403),
    "planning-record": (302, 200, 404, 200, 403, 403, 403, 403),
    **dict.fromkeys(
        ("planning-event-new", "planning-event"), (302, 403, 403, 200, 403, 403, 403, 403)
    ),
    "password_change": (302, 200, 200, 200, 200, 200, 200, 200),
    "logout": (302, 302, 302, 302, 302, 302, 302, 302),
}

# Pages of one table in the admin: drc, auditor, sysadmin; everybody else is sent to sign in.
READ, KEPT, FOR_GOOD, ACCOUNT = "read", "kept", "for-good", "account"
VIEWS = ("changelist", "change", "history", "simple_history")
ADMIN = {
    READ: dict.fromkeys(VIEWS, (200, 200, 403)) | dict.fromkeys(("add", "delete"), (403, 403, 403)),
    KEPT: dict.fromkeys(VIEWS, (200, 200, 403)) | dict.fromkeys(("add", "delete"), (200, 403, 403)),
    FOR_GOOD: dict.fromkeys(VIEWS, (200, 200, 403))
    | {"add": (200, 403, 403), "delete": (403, 403, 403)},
    ACCOUNT: dict.fromkeys((*VIEWS, "add", "password_change"), (403, 403, 200))
    | {"delete": (403, 403, 403)},
}


def named(patterns, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or ''}", pattern


ALL = list(named(get_resolver().url_patterns))
NAMES = sorted({name for name, _ in ALL})


def kind_of(model) -> str:
    label = model._meta.label_lower
    if label in ACCOUNTS:
        return ACCOUNT
    if label in NEVER_DELETED:
        return FOR_GOOD
    return KEPT if label in BASE_DATA else READ


def admin_pages() -> dict[str, tuple[type, str]]:
    """`admin:app_model_page` → the table and the page."""
    pages = {}
    for model in admin.site._registry:
        for page in ADMIN[kind_of(model)]:
            if page != "simple_history" or hasattr(model, "history"):
                prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
                pages[prefix + page] = (model, page)
    # Django names this one without the app.
    pages["admin:auth_user_password_change"] = pages.pop("admin:projects_user_password_change")
    return pages


ADMIN_PAGES = admin_pages()


DAY = date(2023, 4, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("county")


@pytest.fixture(scope="module")
def stored(shared_rows, folder):
    """The people of the county, and the session in which each is signed in."""
    return shared_rows(make_county, FIXED_TODAY=DAY, MEDIA_ROOT=folder)


@pytest.fixture
def county(stored, folder, settings):
    """The people, by what the tables call them."""
    settings.MEDIA_ROOT, settings.FIXED_TODAY = folder, DAY
    return {name: copy(user) for name, user in stored.people.items()}


class County(NamedTuple):
    people: dict[str, User]
    sessions: dict[int, str]


def make_county() -> County:
    """Two units; one row of every table, belonging to the first unit wherever it has units."""
    unit, other = make_unit("甲镇"), make_unit("乙镇")
    project = make_project("JIA-1", name="甲镇水泥厂", unit=unit, start_due=date(2023, 1, 1))
    theirs = make_project(
        "YI-1",
        name="乙镇玻璃厂",
        unit=other,
        owner="玻璃厂公司",
        county_leader="乙镇长",
        started_on=date(2023, 1, 5),
    )
    for row in (project, theirs):
        make_plan(row, 2023, 1000)
        make_month(row, "2023-02", done=10, plan=20)
    make_average("2023-02", 5)
    Suspension.objects.create(
        project=project, kind=SuspensionKind.SUSPENDED, from_on=date(2023, 3, 1), reason="缺资金"
    )
    StartDueAmendment.objects.create(project=project, old=date(2022, 12, 1), reason="调整")
    _add_starts(project, theirs)
    UnitAlias.objects.create(unit=unit, name="甲")
    IndustryChain.objects.create(name="链", tier="key")
    Policy.objects.create(year=2023)
    start = {"year": 2023, "annex": Annex.START}
    for number, place in enumerate((unit, other), start=1):
        AnnexRow.objects.create(**start, unit=place, number=number, printed_name=place.name)
        Quota.objects.create(**start, unit=place, band=QuotaBand.TOTAL, printed=number)
    AnnexTotal.objects.create(**start, band=QuotaBand.TOTAL, printed=3)
    Goal.objects.create(**start, key="total", target=3, clause="一")
    ReportingMonth.objects.create(year=2022, month=12)
    assess(DAY, kind=RunKind.COMMAND)
    ChangeMark.objects.create(project_id=project.pk)
    people = {"unit": unit, "other": other}
    users = {name: make_user(role, people.get(name), username=name) for name, role in ROLES.items()}
    Submission.objects.create(unit=unit, year=2022, month=11)
    WeeklyUpdate.objects.create(project=project, year=2022, week=45, first_on=date(2022, 11, 11))
    PlanningRecord.objects.create(project=project, step="draft", on=date(2023, 1, 9))
    event = PlanningEvent.objects.create(kind="talk", on=date(2023, 2, 6), title="宣讲会")
    PlanningAttendance.objects.create(event=event, unit=other)
    Message.objects.create(unit=unit, key="k", text="请报送")
    EnrolmentStep.objects.create(project=project, step="works", done_on=date(2023, 2, 1))
    EnrolmentStep.objects.create(project=theirs, step="works", done_on=date(2023, 2, 1))
    for row in (project, theirs):
        StatisticsReport.objects.create(project=row, year=2023, month=2, amount=9)
        Reward.objects.create(project=row, year=2023, kind="interest")
        raised = {"raised_on": date(2023, 2, 1), "owner": "某人", "due_on": date(2023, 3, 1)}
        Blocker.objects.create(project=row, text="缺合同", **raised)
    RewardTier.objects.create(year=2023, floor=500, amount=10)
    TaskForceMeeting.objects.create(held_on=date(2023, 2, 1), title="入库")
    LockEvent.objects.create(year=2022, month=12, locked=True, by=users["drc"])
    _add_issue(users["drc"])
    decided = {"decided_by": users["drc"], "decided_on": date(2023, 3, 1), "evidence": []}
    Mention.objects.create(year=2023, month=2, unit=unit, kind="praise", state="listed", **decided)
    make_signing(project)
    store_files(
        files=[CleanFile("开工照片.pdf", FileKind.PDF, b"%PDF-1.7")],
        unit=unit,
        area=Area.STARTS,
        by=users["unit"],
    )
    PermitTemplate.objects.create(project_type=project.project_type, name="施工许可")
    for row in (project, theirs):
        Permit.objects.create(project=row, name=f"{row.name}施工许可")
        HardCase.objects.create(project=row)
        SiteMeeting.objects.create(project=row, held_on=date(2023, 4, 3), minutes="会议")
        need_by = date(2023, 5, 1)
        HardQuestion.objects.create(
            project=row, number=1, text=f"{row.name}迁改", owner="张三", due_on=need_by
        )
        ResourceNeed.objects.create(
            project=row, kind="land", content=f"{row.name}用地", need_by=need_by
        )
    Guarantee.objects.create(project=project, kind="progress", person="张县长")
    Visit.objects.create(
        project=project, visited_on=date(2023, 4, 3), kind="leader", person="张县长"
    )
    make_supervision(project, theirs)
    add_cases(project, theirs, by=users["drc"])
    _add_scores(unit, users["drc"])
    WorkbookImport.objects.create(
        by=users["unit"],
        name="台账.xlsx",
        file=ContentFile(b"", name="x.xlsx"),
        sha256="0" * 64,
        state=ImportState.ABANDONED,
    )
    return County(users, {user.pk: sign_in(user) for user in users.values()})


def sign_in(user: User) -> str:
    """The key of a new session of that person's."""
    client = Client()
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client.session.session_key


def _add_issue(by: User) -> None:
    """The month of the addresses has gone out."""
    row = BulletinIssue(year=2023, month=2, number=1, issued_on=date(2023, 4, 30), by=by)
    row.content = to_text(build(Month(2023, 2)))
    row.checksum = checksum_of(row)
    row.save()


def make_supervision(*projects: Project) -> None:
    """Of each project a row of every table of supervision; one inspection is planned at both."""
    on, later = date(2023, 4, 3), date(2023, 6, 1)
    planned = {"planned_on": on, "inspectors": "暗访组", "focus": "看现场"}
    tour = Inspection.objects.create(key="planned", **planned)
    tour.projects.set(projects)
    rule = ReportRule.objects.create(
        name="月报告", period="month", due_day=5, since=date(2023, 1, 1)
    )
    matter = {"origin": "drc", "given_by": "科长", "given_on": on, "limit_on": later}
    for project in projects:
        unit = project.unit
        task = Task.objects.create(title=f"{project.name}用电", demands="接电", **matter)
        task.parts.create(unit=unit, limit_on=later)
        delivered = {"due_on": on, "delivered_on": on, "text": project.name}
        rule.deliveries.create(unit=unit, year=2023, part=1, **delivered)
        listed = {"listed_on": on, "limit_on": later, "leader": "县长", "reason": "滞后"}
        listing = Listing.objects.create(project=project, state="listed", **listed)
        listing.notes.create(year=2023, month=4, text=f"{project.name}进场")
        done = Inspection.objects.create(
            key=f"done-{project.code}", state="done", done_on=on, summary="有序", **planned
        )
        done.findings.create(
            key=f"f-{project.code}", unit=unit, project=project, text=f"{project.name}无围挡",
            limit_on=later,
        )  # fmt: skip
        visit = Visit.objects.create(
            project=project, visited_on=date(2023, 4, 9), kind="cadre", person="干部"
        )
        visit.problems.create(
            project=project, text=f"{project.name}缺水", state="assigned", unit=unit, limit_on=later
        )


def make_signing(project: Project) -> None:
    """One row of every table of signing."""
    first = {"project": project, "number": 1}
    days = {"raised_on": date(2023, 2, 1), "limit_on": date(2023, 3, 1)}
    SigningTeam.objects.create(project=project, head="甲书记")
    Talk.objects.create(**first, held_on=date(2023, 2, 1), way="visited", people="甲", content="价")
    TalkQuestion.objects.create(**first, **days, content="用地", owner="甲")
    ReadinessItem.objects.create(project=project, item="land")
    event = SigningEvent.objects.create(name="签约会", held_on=date(2023, 3, 1), kind="season")
    Signing.objects.create(project=project, event=event)


def _add_scores(unit: Unit, by: User) -> None:
    """Schemes in force and a draft, a veto, an award that is only proposed; a month published."""
    on = date(2023, 1, 1)
    for layer in Layer:
        draft = load_proposal(year=2023, layer=layer, by=by)
        adopt(scheme=draft, version=1, on=on, reason="试行", today=on, by=by)
    copy_scheme(source=ScoreScheme.objects.get(layer=Layer.TOWN_PARK), year=2023, by=by)
    decided = {"paper": "1号", "decided_on": date(2023, 2, 1), "decided_by": "安委会"}
    ScoreVeto.objects.create(year=2023, unit=unit, ground="safety", reason="事故", **decided)
    ScoreAward.objects.create(year=2023, unit=unit, title="先进", ground="第1位")
    old = ScorePublication.objects.create(
        year=2022, month=12, number=1, day=date(2023, 1, 9), by=by, schemes={}
    )
    PublishedScore.objects.create(publication=old, unit=unit, layer=unit.layer, points={}, sheet={})


def _add_starts(*projects: Project) -> None:
    """Of each project everything that hangs on its start."""
    fixed, on = StartList.objects.create(year=2023, month=2), date(2023, 2, 1)
    for project in projects:
        content = letter(project.unit, 2023, on)
        issued = {"state": "issued", "issued_on": on, "content": content}
        Pledge.objects.create(unit=project.unit, year=2023, **issued)
        StartListEntry.objects.create(list=fixed, project=project, start_due=on)
        StartConfirmation.objects.create(project=project, started_on=on, note="开挖", asked_on=on)
        StartDueRequest.objects.create(
            project=project, old=on, new=date(2023, 5, 1), reason="调整", asked_on=on
        )


@pytest.fixture
def ask(client, county, stored):
    sessions = dict(stored.sessions)

    def answer(person: str, url: str, method: str = "get", **data):
        client.cookies.clear()
        if person != "anonymous":
            user = county[person]
            if user.pk not in sessions:
                sessions[user.pk] = sign_in(user)
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[user.pk]
        response = getattr(client, method)(url, data)
        if response.streaming:  # read to the end, which closes the file
            response.body = b"".join(response.streaming_content)
        return response

    return answer


def address(name: str) -> str:
    month = {"month": "2023-02"}
    upload = {"pk": getattr(WorkbookImport.objects.first(), "pk", 0)}
    pledge = {"pk": Pledge.objects.order_by("pk").values_list("pk", flat=True).first()}
    stored = {"pk": getattr(Attachment.objects.first(), "pk", 0)}
    own = {"unit__name": "甲镇"}
    arguments = {
        "notice-list": {"kind": "notice"},
        "notice": _first(SupervisionNotice, **own, paper__isnull=False),
        "notice-draft": _first(SupervisionNotice, **own, state="draft"),
        "interview": _first(Interview, **own),
        "circular": _first(Circular),
        "paper": _first(Paper, **own),
        "paper-template-file": {"kind": "notice", "number": 0},
        **dict.fromkeys(("pledge", "pledge-letter"), pledge),
        "message-read": {"pk": getattr(Message.objects.first(), "pk", 0)},
        **dict.fromkeys(("starts", "starts-file"), month),
        "start": {"code": "JIA-1"},
        "project": {"code": "JIA-1"},
        "project-trail": {"code": "JIA-1"},
        "hard-case": {"code": "JIA-1"},
        "permits-project": {"code": "JIA-1"},
        "resources-project": {"code": "JIA-1"},
        "visits-project": {"code": "JIA-1"},
        "task": {"pk": getattr(Task.objects.filter(title__contains="甲镇").first(), "pk", 0)},
        "report-rule": {"pk": getattr(ReportRule.objects.first(), "pk", 0)},
        "report-period": {"pk": getattr(ReportRule.objects.first(), "pk", 0), "code": "2023-2"},
        "listing": {"pk": getattr(Listing.objects.filter(project__code="JIA-1").first(), "pk", 0)},
        "listing-decide": {"code": "JIA-1"},
        **{key: {"key": "planned"} for key in ("inspection", "inspection-plan")},
        "finding": {"key": "f-JIA-1"},
        "visit-problem": {
            "pk": getattr(VisitProblem.objects.filter(project__code="JIA-1").first(), "pk", 0)
        },
        "visit": {"pk": getattr(Visit.objects.first(), "pk", 0)},
        "guarantee": {"pk": getattr(Guarantee.objects.first(), "pk", 0)},
        **dict.fromkeys(("import-detail", "import-status", "import-marked"), upload),
        "assess-status": {"pk": getattr(AssessmentRun.objects.first(), "pk", 0)},
        **dict.fromkeys(("file", "file-small"), stored),
        "signing": {"code": "JIA-1"},
        "signing-talk": {"code": "JIA-1", "number": 1},
        "signing-question": {"code": "JIA-1", "number": 1},
        "signing-event": {"pk": getattr(SigningEvent.objects.first(), "pk", 0)},
        **dict.fromkeys(("signing-month", "signing-month-file"), month),
        "planning-project": {"code": "JIA-1"},
        "planning-record": {"pk": getattr(PlanningRecord.objects.first(), "pk", 0)},
        "planning-event": {"pk": getattr(PlanningEvent.objects.first(), "pk", 0)},
        "enrolment-project": {"code": "JIA-1"},
        "statistics": month,
        "statistics-report": month | {"code": "JIA-1"},
        "taskforce-meeting": {"pk": getattr(TaskForceMeeting.objects.first(), "pk", 0)},
        "taskforce-blocker": {"pk": getattr(Blocker.objects.first(), "pk", 0)},
        "rewards": {"year": 2023},
        "rewards-file": {"year": 2023},
        "reward": {"year": 2023, "code": "JIA-1", "kind": "interest"},
        "quota": {"year": 2023},
        "annexes": {"year": 2023},
        "averages": month,
        "year": {"year": 2023},
        "reading": {"key": "two-months"},
        "year-file": {"year": 2023},
        "cards": month,
        "weekly": {"week": "2023-W08"},
        "weekly-sums": month,
        **dict.fromkeys(("report", "report-save", "report-check", "report-withdraw"), month),
        **dict.fromkeys(("review", "review-accept-clean", "lock", "reopen"), month),
        **dict.fromkeys(
            ("review-unit", "review-begin", "review-accept", "review-return"),
            month | {"unit": Unit.objects.order_by("number").values_list("pk", flat=True).first()},
        ),
        **dict.fromkeys(("scores", "scores-file"), month),
        "score": month | {"number": getattr(Unit.objects.first(), "number", 1)},
        "score-scheme": {"pk": getattr(ScoreScheme.objects.filter(state="draft").first(), "pk", 0)},
        "score-awards": {"year": 2023},
        "score-award": {"year": 2023, "pk": getattr(ScoreAward.objects.first(), "pk", 0)},
        "score-veto": {"year": 2023, "pk": getattr(ScoreVeto.objects.first(), "pk", 0)},
        **dict.fromkeys(("mentions", "mentions-file", "brief", "brief-file"), month),
        "bulletin": month,
        "bulletin-file": month,
        **dict.fromkeys(("bulletin-issue", "bulletin-changes", "known", "known-file"), month),
        "admin:app_list": {"app_label": "assessment"},
    }
    url = reverse(name, kwargs=arguments.get(name))
    if name == "admin:autocomplete":
        url += "?app_label=projects&model_name=suspension&field_name=project&term=JIA"
    return url


def _first(model, **which) -> dict[str, int]:
    return {"pk": getattr(model.objects.filter(**which).order_by("pk").first(), "pk", 0)}


def admin_address(name: str) -> str:
    model, page = ADMIN_PAGES[name]
    row = model._default_manager.order_by("pk").first()
    assert row is not None, f"no row of {model._meta.label} to ask for"
    if page in {"changelist", "add"}:
        return reverse(name)
    if page == "simple_history":
        version = model.history.filter(**{model._meta.pk.attname: row.pk}).first()
        return reverse(name, args=[row.pk, version.history_id])
    return reverse(name, args=[row.pk])


def test_every_address_is_in_a_table():
    unnamed = [pattern for name, pattern in ALL if not name.rpartition(":")[2]]
    assert {name for name in NAMES if name.rpartition(":")[2]} == set(PAGES) | set(ADMIN_PAGES)
    # The admin sends /<table>/<id>/ on to /<table>/<id>/change/, which asks who one is.
    assert {pattern.lookup_str for pattern in unnamed} == {"django.views.generic.base.RedirectView"}


def test_every_role_is_asked_for():
    assert set(ROLES.values()) | CO_LEADS == set(Role)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(ask, name):
    url = address(name)
    answers = {person: ask(person, url) for person in PEOPLE}
    expected = dict(zip(PEOPLE, PAGES[name], strict=True))
    assert {person: answer.status_code for person, answer in answers.items()} == expected
    if expected["anonymous"] == 302:
        assert answers["anonymous"].url.startswith((reverse("login"), reverse("admin:index")))


@pytest.mark.parametrize("name", sorted(WRITES))
def test_write(ask, name):
    url = address(name)
    expected = dict(zip(PEOPLE, WRITES[name], strict=True))
    for person, status in expected.items():
        runs = AssessmentRun.objects.count()
        assert ask(person, url, "post").status_code == status, person
        assert person == "drc" or AssessmentRun.objects.count() == runs


@pytest.mark.parametrize("name", sorted(ADMIN_PAGES))
def test_admin_page(ask, name):
    model, page = ADMIN_PAGES[name]
    url = admin_address(name)
    staff = dict(zip(("drc", "auditor", "sysadmin"), ADMIN[kind_of(model)][page], strict=True))
    expected = {person: staff.get(person, 302) for person in PEOPLE}
    assert {person: ask(person, url).status_code for person in PEOPLE} == expected


# A page of one subject: the co-leads of that subject read it, the others do not.
AREA_PAGES: dict[str, Area] = {
    "file": Area.STARTS,
    **dict.fromkeys((name for name in PAGES if name.startswith("signing")), Area.SIGNING),
    **dict.fromkeys(
        ("planning", "planning-project", "planning-calendar", "planning-chains"), Area.PLANNING
    ),
    **dict.fromkeys(("pledges", "pledge", "pledge-letter"), Area.STARTS),
    **dict.fromkeys(("starts", "starts-file", "starts-pending", "start"), Area.STARTS),
    **dict.fromkeys(("hardcore", "hardcore-file", "hard-case"), Area.HARD_CASES),
    "resources": Area.RESOURCES,
    "resources-project": Area.RESOURCES,
    "permits": Area.PERMITS,
    "permits-project": Area.PERMITS,
    **dict.fromkeys(("visits", "visits-project"), Area.GUARANTEES),
    **dict.fromkeys(("visit-problems", "visit-problem", "visit-problem-file"), Area.GUARANTEES),
    **dict.fromkeys(
        ("tasks", "task-file", "task", "reports", "report-file", "report-period"), Area.SUPERVISION
    ),
    **dict.fromkeys(("listings", "listing-file", "listing"), Area.SUPERVISION),
    **dict.fromkeys(("patrol", "patrol-file", "inspection", "finding"), Area.SUPERVISION),
    **dict.fromkeys(
        ("enrolment", "enrolment-project", "statistics", "statistics-report", "taskforce"),
        Area.STATISTICS,
    ),
    **dict.fromkeys(("rewards", "rewards-file", "reward"), Area.REWARDS),
    "score-veto": Area.SUPERVISION,
    **dict.fromkeys(("notices", "notice-list", "notice-file"), Area.SUPERVISION),
    **dict.fromkeys(("notice", "interview", "circular", "paper", "proposals"), Area.SUPERVISION),
}
# Pages to change something: of the co-leads only those open them that keep the subject.
KEEPER_PAGES: dict[str, Area] = {
    **dict.fromkeys(("visit", "guarantee"), Area.GUARANTEES),
    **dict.fromkeys(
        ("task-new", "report-rule-new", "report-rule", "inspection-new", "inspection-plan"),
        Area.SUPERVISION,
    ),
    **dict.fromkeys(("notice-new", "notice-draft", "circular-new"), Area.SUPERVISION),
    **dict.fromkeys(("taskforce-meeting", "taskforce-blocker"), Area.STATISTICS),
}
# The workbook's pages are for who fills one of its sheets.
IMPORT_PAGES = {name for name in PAGES if name.startswith("import")}
FILLS_SHEETS = {Role.COMMERCE, Role.STATISTICS, Role.ORGANISATION}
# And an empty POST by who keeps the subject gets this; by any other co-lead 403 or 404.
AREA_WRITES: dict[str, tuple[Area, int]] = {
    **dict.fromkeys(("signing", "signing-talk", "signing-question"), (Area.SIGNING, 200)),
    **dict.fromkeys(("signing-events", "signing-event"), (Area.SIGNING, 400)),
    **dict.fromkeys(("visits-project", "visit", "guarantee"), (Area.GUARANTEES, 400)),
    "visit-problem": (Area.GUARANTEES, 302),
    **dict.fromkeys(
        ("task-new", "report-rule-new", "report-rule", "inspection-new", "inspection-plan"),
        (Area.SUPERVISION, 400),
    ),
    "inspection": (Area.SUPERVISION, 400),
    "task": (Area.SUPERVISION, 404),
    "finding": (Area.SUPERVISION, 302),
    "score-veto": (Area.SUPERVISION, 403),
    "enrolment-project": (Area.STATISTICS, 404),
    "statistics": (Area.STATISTICS, 302),
    **dict.fromkeys(
        ("statistics-report", "taskforce", "taskforce-meeting", "taskforce-blocker"),
        (Area.STATISTICS, 400),
    ),
    **dict.fromkeys(("rewards", "reward"), (Area.REWARDS, 400)),
    **dict.fromkeys(("notice", "interview", "circular"), (Area.SUPERVISION, 302)),
    "notice-new": (Area.SUPERVISION, 200),
    "circular-new": (Area.SUPERVISION, 400),
}


@pytest.mark.parametrize("role", sorted(CO_LEADS))
def test_a_co_lead_reads_what_is_published_and_its_own_subjects(ask, county, role):
    county["colead"] = make_user(role)
    column = PEOPLE.index("colead")
    for name, statuses in PAGES.items():
        status = ask("colead", address(name)).status_code
        if name in KEEPER_PAGES:
            keeps = role in KEEPERS.get(KEEPER_PAGES[name], ())
            assert status == (200 if keeps else 403), name
        elif name in IMPORT_PAGES:
            assert status == (statuses[column] if role in FILLS_SHEETS else 403), name
        elif name in AREA_PAGES:
            assert (status in {200, 302, 405}) is (AREA_PAGES[name] in AREAS[role]), name
        else:
            assert status == statuses[column], name


@pytest.mark.parametrize("role", sorted(CO_LEADS))
def test_a_co_lead_writes_only_what_it_keeps(ask, county, role):
    county["colead"] = make_user(role)
    column = PEOPLE.index("colead")
    for name, statuses in WRITES.items():
        if name in {"logout", "password_change"}:
            continue
        status = ask("colead", address(name), "post").status_code
        if name in AREA_WRITES:
            area, answer = AREA_WRITES[name]
            keeps = role in KEEPERS.get(area, ())
            assert status == answer if keeps else status in {403, 404}, name
        elif name in IMPORT_PAGES:
            assert status == (statuses[column] if role in FILLS_SHEETS else 403), name
        else:
            assert status == statuses[column], name


def test_an_account_that_was_stopped_is_out_at_once(ask, county):
    assert ask("unit", reverse("projects")).status_code == 200
    User.objects.filter(pk=county["unit"].pk).update(is_active=False)
    assert ask("unit", reverse("projects")).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_unit_s_project_does_not_exist(ask, method):
    for code in ("YI-1", "NO-SUCH"):
        url = reverse("project", args=[code])
        assert ask("unit", url, method).status_code == 404


SEES_ONLY_OWN = [
    pytest.param("home", "", id="home"),
    pytest.param("projects", "", id="list"),
    pytest.param("projects", "?q=%E7%8E%BB%E7%92%83", id="list-searched"),
    pytest.param("projects", "?unit={other}", id="list-by-other-unit"),
    pytest.param("projects", "?month=2023-02&rule=start&colour=none", id="list-by-card"),
    pytest.param("cards", "", id="cards"),
    pytest.param("cards", "?unit={other}", id="cards-by-other-unit"),
    pytest.param("hardcore", "", id="hardcore"),
    pytest.param("notices", "", id="notices"),
    pytest.param("notice-list", "", id="notice-list"),
    pytest.param("circular", "", id="circular"),
    pytest.param("permits", "", id="permits"),
    pytest.param("resources", "", id="resources"),
    pytest.param("resources", "?unit={other}", id="resources-by-other-unit"),
    pytest.param("quota", "", id="quota"),
    pytest.param("enrolment", "", id="enrolment"),
    pytest.param("enrolment", "?unit={other}", id="enrolment-by-other-unit"),
    pytest.param("statistics", "", id="statistics"),
    pytest.param("statistics", "?show=doubts", id="doubts"),
    pytest.param("taskforce", "", id="taskforce"),
    pytest.param("rewards", "", id="rewards"),
    pytest.param("weekly", "", id="weekly"),
    pytest.param("weekly", "?unit={other}", id="weekly-by-other-unit"),
    pytest.param("weekly-sums", "", id="weekly-sums"),
    pytest.param("weekly-sums", "?unit={other}", id="weekly-sums-by-other-unit"),
    pytest.param("signing-list", "", id="signing-list"),
    pytest.param("signing-list", "?unit={other}", id="signing-list-by-other-unit"),
    pytest.param("signing-events", "", id="signing-events"),
    pytest.param("signing-event", "", id="signing-event"),
    pytest.param("signing-month", "", id="signing-month"),
    pytest.param("planning", "", id="planning"),
    pytest.param("planning", "?unit={other}", id="planning-by-other-unit"),
    pytest.param("planning-calendar", "", id="planning-calendar"),
    pytest.param("pledges", "", id="pledges"),
    pytest.param("starts", "", id="starts"),
    pytest.param("starts-pending", "", id="starts-pending"),
    pytest.param("enterprises", "", id="enterprises"),
    *(
        pytest.param(name, query, id=name + query)
        for name in ("tasks", "listings", "patrol", "visit-problems")
        for query in ("", "?unit={other}", "?overdue=1")
    ),
    *(
        pytest.param(name, "", id=name)
        for name in ("reports", "report-period", "task", "listing", "finding", "visit-problem")
    ),
    pytest.param("visits", "", id="visits"),
    pytest.param("visits", "?q=YI", id="visits-searched"),
    pytest.param("visits-project", "", id="visits-project"),
    pytest.param("report", "", id="report"),
    pytest.param("report-check", "", id="report-check"),
]


@pytest.mark.parametrize(("name", "query"), SEES_ONLY_OWN)
def test_a_clerk_s_pages_name_no_other_unit(ask, county, name, query):
    url = address(name) + query.format(other=county["other"].unit_id)
    html = ask("unit", url).content.decode()
    for word in ("乙镇", "YI-1", "玻璃厂"):
        assert word not in html


@pytest.mark.parametrize(("name", "query"), SEES_ONLY_OWN[1:2] + SEES_ONLY_OWN[5:6])
def test_the_county_s_readers_see_both_units(ask, name, query):
    html = ask("leader", address(name) + query).content.decode()
    assert "YI-1" in html
    assert "JIA-1" in html


def cells(content: bytes) -> set[str]:
    book = load_workbook(BytesIO(content))
    return {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }


def test_a_clerk_s_export_holds_its_own_unit_only(ask):
    own = cells(ask("unit", reverse("export")).body)
    assert "JIA-1" in own
    assert not own & {"YI-1", "乙镇", "乙镇玻璃厂"}


def test_the_county_s_export_holds_both(ask):
    assert {"JIA-1", "YI-1"} <= cells(ask("leader", reverse("export")).body)


def test_the_template_names_no_unit_s_projects(ask):
    found = cells(ask("unit", reverse("import-template")).body)
    assert not any("YI-1" in cell or "玻璃厂" in cell for cell in found)


def upload_of(sheet: str, rows: list[list]) -> SimpleUploadedFile:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return SimpleUploadedFile("台账.xlsx", target.getvalue())


TAKEOVERS = [
    pytest.param(
        "项目台账",
        [["项目编号", "项目名称", "责任单位", "项目类型", "产业项目", "总投资(万元)"],
         ["YI-1", "夺来的厂", "甲镇", "产业", "是", 1]],
        id="take-over-the-project",
    ),
    pytest.param(
        "项目台账",
        [["项目编号", "项目名称", "责任单位", "项目类型", "产业项目", "总投资(万元)"],
         ["NEW-1", "给别人的厂", "乙镇", "产业", "是", 1]],
        id="add-to-the-other-unit",
    ),
    pytest.param(
        "月度进度",
        [["项目编号", "月份", "完成投资(万元)"], ["YI-1", "2023-02", 999]],
        id="report-for-the-other",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "rows"), TAKEOVERS)
def test_an_import_neither_shows_nor_changes_another_unit_s_project(ask, county, sheet, rows):
    before = list(Project.objects.order_by("pk").values())
    file = upload_of(sheet, rows)
    response = ask("unit", reverse("import"), "post", file=file)
    upload = WorkbookImport.objects.filter(by=county["unit"]).order_by("-pk").first()
    html = response.content.decode()
    if response.status_code == 302:
        assert upload.state == ImportState.REJECTED
        html = ask("unit", response.url).content.decode()
        ask("unit", response.url, "post", fingerprint=upload.plan_hash)
    assert "玻璃厂" not in html
    assert list(Project.objects.order_by("pk").values()) == before
    assert not Project.objects.get(code="YI-1").monthly_reports.filter(amount=999).exists()


def test_another_person_s_upload_cannot_be_confirmed(ask, county):
    upload = WorkbookImport.objects.get()
    upload.state = ImportState.CHECKED
    upload.save()
    url = reverse("import-detail", args=[upload.pk])
    for person in ("other", "drc"):
        assert ask(person, url, "post", fingerprint="").status_code == 404
        assert ask(person, url, "post", **{"give-up": "1"}).status_code == 404
    upload.refresh_from_db()
    assert upload.state == ImportState.CHECKED


def test_uploads_are_served_by_no_address(ask):
    upload = WorkbookImport.objects.get()
    for url in (
        f"/{upload.file.name}",
        f"/uploads/{upload.file.name}",
        f"/media/{upload.file.name}",
    ):
        assert ask("unit", url).status_code == 404
