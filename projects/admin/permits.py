"""Permit templates, which 发改局 keeps here; permits to read."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import Permit, PermitTemplate


@admin.register(PermitTemplate)
class PermitTemplateAdmin(TrailAdmin):
    list_display = ["project_type", "order", "name", "lead_days"]
    list_display_links = ["name"]
    list_filter = ["project_type"]
    list_select_related = ["project_type"]
    search_fields = ["name"]


@admin.register(Permit)
class PermitAdmin(TrailAdmin):
    list_display = ["project", "name", "state", "planned_on", "done_on", "promised_on"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name", "name"]
