"""Letters, requests, confirmations and lists of starts: to read; their pages write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin, VisibleAdmin
from projects.models import (
    Pledge,
    StartConfirmation,
    StartDueRequest,
    StartList,
    StartListEntry,
)


@admin.register(Pledge)
class PledgeAdmin(TrailAdmin):
    list_display = ["unit", "year", "state", "issued_on", "signed_on"]
    list_filter = ["year", "state"]
    list_select_related = ["unit"]
    search_fields = ["unit__name"]


@admin.register(StartDueRequest)
class StartDueRequestAdmin(TrailAdmin):
    list_display = ["project", "old", "new", "state", "asked_on", "answered_on"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]


@admin.register(StartConfirmation)
class StartConfirmationAdmin(TrailAdmin):
    list_display = ["project", "started_on", "state", "asked_on", "answered_on"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]


@admin.register(StartList)
class StartListAdmin(VisibleAdmin):
    list_display = ["year", "month", "fixed_at"]
    list_filter = ["year"]


@admin.register(StartListEntry)
class StartListEntryAdmin(VisibleAdmin):
    list_display = ["list", "project", "start_due", "rolled_over"]
    list_filter = ["list__year", "rolled_over"]
    list_select_related = ["list", "project"]
    search_fields = ["project__code", "project__name"]
