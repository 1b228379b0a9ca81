"""Steps of planning and 三个一 events: to read; the pages and their actions write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import PlanningAttendance, PlanningEvent, PlanningRecord


@admin.register(PlanningRecord)
class PlanningRecordAdmin(TrailAdmin):
    list_display = ["project", "step", "on", "experts", "withdrawn_on"]
    list_filter = ["step"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]


@admin.register(PlanningEvent)
class PlanningEventAdmin(TrailAdmin):
    list_display = ["on", "kind", "title", "chain"]
    list_filter = ["kind"]
    list_select_related = ["chain"]
    search_fields = ["title"]


@admin.register(PlanningAttendance)
class PlanningAttendanceAdmin(TrailAdmin):
    list_display = ["event", "unit"]
    list_select_related = ["event", "unit"]
    search_fields = ["event__title", "unit__name"]
