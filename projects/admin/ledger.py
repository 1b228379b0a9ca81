"""Projects, suspensions and amended start dates."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.choices import Band
from projects.clock import today
from projects.models import Project, StartDueAmendment, Suspension, WorkbookImport

START_DUE_NOTE = "计划开工日期首次填写后，只能通过导入或审批调整，并写明原因。"


class BandFilter(admin.SimpleListFilter):
    """A generated column has no labels of its own."""

    title = "投资档次"
    parameter_name = "band"

    def lookups(self, request, model_admin):  # noqa: ARG002 - Django's own signature
        return Band.choices

    def queryset(self, request, queryset):  # noqa: ARG002 - Django's own signature
        return queryset.filter(band=self.value()) if self.value() else queryset


@admin.register(Project)
class ProjectAdmin(TrailAdmin):
    list_display = [
        "code", "name", "unit", "total_investment", "band_label", "stage_today", "started_on",
    ]  # fmt: skip
    list_display_links = ["code", "name"]
    list_filter = [
        "unit__layer", "project_type", BandFilter, "is_industrial", "level", "is_hard_case",
        "chain__tier",
    ]  # fmt: skip
    list_select_related = ["unit"]
    search_fields = ["code", "name", "owner", "unit__name"]
    autocomplete_fields = ["unit", "chain"]
    readonly_fields = ["band_label", "stage_today"]
    fieldsets = [
        ("基本情况", {"fields": [
            "code", "name", "unit", "owner", "project_type", "is_industrial", "chain", "level",
            "total_investment", "band_label", "location", "content",
        ]}),
        ("进度节点", {"description": START_DUE_NOTE, "fields": [
            "stage_today", "planned_on", "signed_on", "start_due", "started_on",
            "completion_due", "completed_on", "in_production_on", "enrolled_on",
        ]}),
        ("包保与备注", {"fields": ["county_leader", "cadre", "is_hard_case", "remarks"]}),
    ]  # fmt: skip

    @admin.display(description="投资档次", ordering="total_investment")
    def band_label(self, project: Project) -> str:
        return Band(project.band).label if project.band else ""

    @admin.display(description="所处阶段")
    def stage_today(self, project: Project) -> str:
        return project.stage(today()).label

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, "start_due"] if obj and obj.start_due else readonly

    def view_on_site(self, project: Project) -> str:
        return project.get_absolute_url()


@admin.register(Suspension)
class SuspensionAdmin(TrailAdmin):
    list_display = ["project", "kind", "from_on", "until_on", "reason"]
    list_filter = ["kind"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]
    autocomplete_fields = ["project"]


@admin.register(StartDueAmendment)
class StartDueAmendmentAdmin(TrailAdmin):
    list_display = ["project", "old", "new", "reason", "by", "at"]
    list_select_related = ["project", "by"]
    search_fields = ["project__code", "project__name"]


@admin.register(WorkbookImport)
class WorkbookImportAdmin(admin.ModelAdmin):
    """That something was imported is part of the trail; the file stays with who sent it."""

    actions = None
    list_display = ["at", "by", "name", "state", "new", "changed", "unchanged", "errors"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_fields = ["name", "by__username"]
    exclude = ["file"]
