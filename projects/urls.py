"""Addresses of the ledger."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path, register_converter

from projects.converters import MonthConverter
from projects.views import (
    account,
    chain,
    files,
    imports,
    projects,
    signing,
    signing_events,
    signing_month,
    signing_rows,
)
from projects.views import account, chain, files, imports, planning, planning_events, projects
from projects.views import account, chain, files, imports, projects, starts
    hard_cases,
    imports,
    permits,
    projects,
    resources,
)
from projects.views import account, chain, files, imports, projects, visits
from projects.converters import MonthConverter, YearConverter
from projects.views import (
    account,
    chain,
    enrolment,
    files,
    imports,
    projects,
    rewards,
    statistics,
    taskforce,
)

register_converter(MonthConverter, "month")
register_converter(YearConverter, "year")

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="login"), name="logout"),
    path("password/", account.ChangePassword.as_view(), name="password_change"),
    path("projects/", projects.project_list, name="projects"),
    path("chain/", chain.hub, name="chain"),
    path("enrolment/", enrolment.overview, name="enrolment"),
    path("enrolment/<str:code>/", enrolment.project_steps, name="enrolment-project"),
    path("statistics/<month:month>/", statistics.month_page, name="statistics"),
    path("statistics/<month:month>/<str:code>/", statistics.report, name="statistics-report"),
    path("taskforce/", taskforce.overview, name="taskforce"),
    path("taskforce/<int:pk>/", taskforce.meeting, name="taskforce-meeting"),
    path("taskforce/blockers/<int:pk>/", taskforce.blocker, name="taskforce-blocker"),
    path("rewards/<year:year>/", rewards.overview, name="rewards"),
    path("rewards/<year:year>/file/", rewards.workbook, name="rewards-file"),
    path("rewards/<year:year>/<str:code>/<slug:kind>/", rewards.reward, name="reward"),
    path("settings/lifecycles/", chain.lifecycles, name="lifecycles"),
    path("files/<int:pk>/", files.attachment, name="file"),
    path("files/<int:pk>/small/", files.thumbnail, name="file-small"),
    path("signing/", signing.signing_list, name="signing-list"),
    path("signing/events/", signing_events.signing_events, name="signing-events"),
    path("signing/events/<int:pk>/", signing_events.signing_event, name="signing-event"),
    path("signing/<month:month>/", signing_month.signing_month, name="signing-month"),
    path(
        "signing/<month:month>/file/",
        signing_month.signing_month_file,
        name="signing-month-file",
    ),
    path("signing/<str:code>/", signing.signing_project, name="signing"),
    path("signing/<str:code>/talks/<int:number>/", signing_rows.signing_talk, name="signing-talk"),
    path(
        "signing/<str:code>/questions/<int:number>/",
        signing_rows.signing_question,
        name="signing-question",
    ),
    path("planning/", planning.planning_list, name="planning"),
    path("planning/new/", planning.new_idea, name="planning-idea"),
    path("planning/project/<str:code>/", planning.planning_project, name="planning-project"),
    path("planning/record/<int:pk>/", planning.planning_record, name="planning-record"),
    path("planning/calendar/", planning_events.calendar, name="planning-calendar"),
    path("planning/calendar/new/", planning_events.new_event, name="planning-event-new"),
    path("planning/calendar/<int:pk>/", planning_events.event, name="planning-event"),
    path("starts/<month:month>/", starts.start_list, name="starts"),
    path("starts/pending/", starts.pending, name="starts-pending"),
    path("starts/projects/<str:code>/", starts.project_start, name="start"),
    path("permits/", permits.permit_list, name="permits"),
    path("permits/<str:code>/", permits.permits_of, name="permits-project"),
    path("hardcore/", hard_cases.library, name="hardcore"),
    path("hardcore/<str:code>/", hard_cases.case_of, name="hard-case"),
    path("resources/", resources.needs, name="resources"),
    path("resources/<str:code>/", resources.needs_of, name="resources-project"),
    path("visits/", visits.board, name="visits"),
    path("visits/<int:pk>/change/", visits.change, name="visit"),
    path("visits/guarantee/<int:pk>/", visits.guarantee, name="guarantee"),
    path("visits/project/<str:code>/", visits.of_project, name="visits-project"),
    path("import/", imports.import_page, name="import"),
    path("import/template/", imports.import_template, name="import-template"),
    path("import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("import/<int:pk>/status/", imports.import_status, name="import-status"),
    path("import/<int:pk>/marked/", imports.import_marked, name="import-marked"),
    path("export/", imports.export, name="export"),
]
