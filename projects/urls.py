"""Addresses of the ledger."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path, register_converter

from projects.converters import MonthConverter
from projects.views import account, chain, files, imports, projects, visits

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
