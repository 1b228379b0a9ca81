"""四包 and visits: to read; their pages and actions write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import Guarantee, Visit, VisitProblem


@admin.register(Guarantee)
class GuaranteeAdmin(TrailAdmin):
    list_display = ["project", "kind", "person", "post", "role"]
    list_filter = ["kind", "role"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name", "person"]


@admin.register(Visit)
class VisitAdmin(TrailAdmin):
    list_display = ["project", "visited_on", "kind", "person"]
    list_filter = ["kind"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name", "person"]


@admin.register(VisitProblem)
class VisitProblemAdmin(TrailAdmin):
    list_display = ["project", "text", "state", "unit", "limit_on", "confirmed_on"]
    list_filter = ["state"]
    list_select_related = ["project", "unit"]
    search_fields = ["project__code", "project__name", "text"]
    filter_horizontal = ["files"]
