"""Addresses of the ledger."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path, register_converter

from projects.converters import MonthConverter
from projects.views import (
    account,
    chain,
    files,
    hard_cases,
    imports,
    permits,
    projects,
    resources,
)

register_converter(MonthConverter, "month")

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="login"), name="logout"),
    path("password/", account.ChangePassword.as_view(), name="password_change"),
    path("projects/", projects.project_list, name="projects"),
    path("chain/", chain.hub, name="chain"),
    path("settings/lifecycles/", chain.lifecycles, name="lifecycles"),
    path("files/<int:pk>/", files.attachment, name="file"),
    path("files/<int:pk>/small/", files.thumbnail, name="file-small"),
    path("permits/", permits.permit_list, name="permits"),
    path("permits/<str:code>/", permits.permits_of, name="permits-project"),
    path("hardcore/", hard_cases.library, name="hardcore"),
    path("hardcore/<str:code>/", hard_cases.case_of, name="hard-case"),
    path("resources/", resources.needs, name="resources"),
    path("resources/<str:code>/", resources.needs_of, name="resources-project"),
    path("import/", imports.import_page, name="import"),
    path("import/template/", imports.import_template, name="import-template"),
    path("import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("import/<int:pk>/status/", imports.import_status, name="import-status"),
    path("import/<int:pk>/marked/", imports.import_marked, name="import-marked"),
    path("export/", imports.export, name="export"),
]
