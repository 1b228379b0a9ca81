"""Addresses of the ledger."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path, register_converter

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
    path("import/", imports.import_page, name="import"),
    path("import/template/", imports.import_template, name="import-template"),
    path("import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("import/<int:pk>/status/", imports.import_status, name="import-status"),
    path("import/<int:pk>/marked/", imports.import_marked, name="import-marked"),
    path("export/", imports.export, name="export"),
]
