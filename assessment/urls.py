"""Addresses of the judgement."""

from django.urls import URLPattern, URLResolver, path

from assessment.views import help, home, sheet

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("projects/<str:code>/", sheet.project_sheet, name="project"),
    path("help/", help.help_page, name="help"),
    path("settings/rules/", help.rules_page, name="rules"),
]
