"""Addresses of the judgement."""

from django.urls import URLPattern, URLResolver, path, register_converter

from assessment.views import (
    annexes,
    averages,
    bulletin,
    cards,
    help,
    home,
    locking,
    quota,
    reporting,
    review,
    runs,
    sheet,
    weekly,
    year,
    year_values,
)
from projects.converters import WeekConverter

register_converter(WeekConverter, "week")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("report/", reporting.current, name="report-now"),
    path("report/<month:month>/", reporting.report, name="report"),
    path("report/<month:month>/save/", reporting.save, name="report-save"),
    path("report/<month:month>/check/", reporting.check, name="report-check"),
    path("report/<month:month>/withdraw/", reporting.take_back, name="report-withdraw"),
    path("weekly/", weekly.current, name="weekly-now"),
    path("weekly/<week:week>/", weekly.weekly, name="weekly"),
    path("weekly/<month:month>/", weekly.sums, name="weekly-sums"),
    path("review/<month:month>/", review.review, name="review"),
    path("review/<month:month>/clean/", review.review_accept_clean, name="review-accept-clean"),
    path("review/<month:month>/lock/", locking.lock_page, name="lock"),
    path("review/<month:month>/reopen/", locking.reopen_page, name="reopen"),
    path("review/<month:month>/<int:unit>/", review.review_unit, name="review-unit"),
    path("review/<month:month>/<int:unit>/begin/", review.review_begin, name="review-begin"),
    path("review/<month:month>/<int:unit>/accept/", review.review_accept, name="review-accept"),
    path("review/<month:month>/<int:unit>/return/", review.review_return, name="review-return"),
    path("quota/<year:year>/", quota.quota, name="quota"),
    path("annexes/<year:year>/", annexes.annexes, name="annexes"),
    path("projects/<str:code>/", sheet.project_sheet, name="project"),
    path("projects/<str:code>/trail/", sheet.project_trail, name="project-trail"),
    path("cards/<month:month>/", cards.cards, name="cards"),
    path("averages/<month:month>/", averages.averages, name="averages"),
    path("assess/", runs.runs, name="assess"),
    path("assess/<int:pk>/status/", runs.status, name="assess-status"),
    path("bulletin/<month:month>/", bulletin.bulletin, name="bulletin"),
    path("bulletin/<month:month>/file/", bulletin.bulletin_file, name="bulletin-file"),
    path("help/", help.help_page, name="help"),
    path("settings/year/", year.years, name="year-settings"),
    path("settings/year/<year:year>/", year_values.year_values, name="year"),
    path("settings/year/<year:year>/file/", year.year_file, name="year-file"),
    path("settings/rules/", help.rules_page, name="rules"),
]
