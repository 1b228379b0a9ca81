"""Units with their other names, project types, industry chains."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import IndustryChain, ProjectType, Unit, UnitAlias


@admin.register(Unit)
class UnitAdmin(TrailAdmin):
    list_display = ["number", "name", "layer", "kind", "group", "head"]
    list_display_links = ["number", "name"]
    list_filter = ["layer", "kind"]
    search_fields = ["name", "head", "aliases__name"]


@admin.register(UnitAlias)
class UnitAliasAdmin(TrailAdmin):
    list_display = ["name", "unit"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["name", "unit__name"]


@admin.register(ProjectType)
class ProjectTypeAdmin(TrailAdmin):
    list_display = ["name", "order"]
    search_fields = ["name"]


@admin.register(IndustryChain)
class IndustryChainAdmin(TrailAdmin):
    list_display = ["name", "tier"]
    list_filter = ["tier"]
    search_fields = ["name"]
