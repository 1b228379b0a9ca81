"""Plans and reports by year and month, and the months that are locked."""

from django.contrib import admin

from projects.admin.base import MonthlyAdmin, TrailAdmin
from projects.models import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth

PROJECT_SEARCH = ["project__code", "project__name"]


@admin.register(AnnualPlan)
class AnnualPlanAdmin(TrailAdmin):
    list_display = ["project", "year", "amount"]
    list_filter = ["year"]
    list_select_related = ["project"]
    search_fields = PROJECT_SEARCH
    autocomplete_fields = ["project"]


@admin.register(MonthlyPlan)
class MonthlyPlanAdmin(MonthlyAdmin):
    list_display = ["project", "year", "month", "amount"]
    list_filter = ["year", "month"]
    list_select_related = ["project"]
    search_fields = PROJECT_SEARCH
    autocomplete_fields = ["project"]


@admin.register(MonthlyReport)
class MonthlyReportAdmin(MonthlyAdmin):
    list_display = ["project", "year", "month", "amount", "state", "problems"]
    list_filter = ["year", "month", "state"]
    list_select_related = ["project"]
    search_fields = PROJECT_SEARCH
    autocomplete_fields = ["project"]


@admin.register(ReportingMonth)
class ReportingMonthAdmin(TrailAdmin):
    list_display = ["year", "month", "locked_at", "locked_by"]
    list_select_related = ["locked_by"]
