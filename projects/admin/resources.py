"""Resource needs, to read; the pages write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import ResourceNeed


@admin.register(ResourceNeed)
class ResourceNeedAdmin(TrailAdmin):
    list_display = ["project", "kind", "content", "need_by", "state", "green_channel"]
    list_filter = ["kind", "state", "green_channel"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name", "content"]
