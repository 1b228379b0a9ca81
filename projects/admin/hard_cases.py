"""The hard-case library, its meetings and questions, to read; the pages write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import HardCase, HardQuestion, SiteMeeting


@admin.register(HardCase)
class HardCaseAdmin(TrailAdmin):
    list_display = ["project", "state", "leader", "entered_on", "closed_on"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]


@admin.register(SiteMeeting)
class SiteMeetingAdmin(TrailAdmin):
    list_display = ["project", "held_on", "chair"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]
    filter_horizontal = ["files"]


@admin.register(HardQuestion)
class HardQuestionAdmin(TrailAdmin):
    list_display = ["project", "number", "text", "owner", "due_on", "state"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name", "text"]
