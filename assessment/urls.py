"""Addresses of the judgement."""

from django.urls import URLPattern, URLResolver, path, register_converter

from assessment.views import annexes, bulletin, cards, help, home, quota, runs, sheet
from projects.converters import YearConverter

register_converter(YearConverter, "year")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("quota/<year:year>/", quota.quota, name="quota"),
    path("annexes/<year:year>/", annexes.annexes, name="annexes"),
    path("projects/<str:code>/", sheet.project_sheet, name="project"),
    path("cards/<month:month>/", cards.cards, name="cards"),
    path("assess/", runs.runs, name="assess"),
    path("assess/<int:pk>/status/", runs.status, name="assess-status"),
    path("bulletin/<month:month>/", bulletin.bulletin, name="bulletin"),
    path("bulletin/<month:month>/file/", bulletin.bulletin_file, name="bulletin-file"),
    path("help/", help.help_page, name="help"),
    path("settings/rules/", help.rules_page, name="rules"),
]
