"""The judgement in the admin: all of it is there to be read; its pages write it."""

from django.contrib import admin

from assessment.models import (
    AnnexRow,
    AnnexTotal,
    AssessmentRun,
    BulletinIssue,
    Card,
    CaseEvent,
    ChangeMark,
    Circular,
    CityAverage,
    Finding,
    Goal,
    Inspection,
    Interview,
    InterviewProposal,
    Listing,
    ListingNote,
    Mention,
    NoticeExtension,
    Paper,
    PaperCounter,
    PaperTemplate,
    Policy,
    PublishedScore,
    Quota,
    ReportDelivery,
    ReportRule,
    ScoreAward,
    ScoreLine,
    ScorePublication,
    ScoreScheme,
    ScoreVeto,
    SupervisionNotice,
    Task,
    TaskPart,
)
from projects.admin.base import TrailAdmin, VisibleAdmin


@admin.register(Policy)
class PolicyAdmin(TrailAdmin):
    list_display = [
        "year", "version", "yellow_after_months", "red_after_months", "persistent_red_months",
        "carry_surplus_down", "at_red_limit", "under_yellow_limit", "persistent_scope",
        "without_average",
    ]  # fmt: skip


@admin.register(Mention)
class MentionAdmin(TrailAdmin):
    list_display = ["year", "month", "unit", "kind", "state", "decided_by", "decided_on"]
    list_filter = ["year", "month", "kind", "state"]
    list_select_related = ["unit", "decided_by"]


@admin.register(CityAverage)
class CityAverageAdmin(TrailAdmin):
    list_display = ["year", "month", "project_type", "shown_rate", "source"]
    list_display_links = ["year", "month", "project_type"]
    list_filter = ["year", "project_type"]
    list_select_related = ["project_type"]
    search_fields = ["project_type__name", "source"]

    @admin.display(description="平均进度(%)", ordering="rate")
    def shown_rate(self, average: CityAverage) -> str:
        """Without the empty decimals of twelve."""
        return f"{average.rate.normalize():f}"


@admin.register(AnnexRow)
class AnnexRowAdmin(VisibleAdmin):
    list_display = ["year", "annex", "number", "printed_name", "unit", "remark"]
    list_filter = ["year", "annex"]
    list_select_related = ["unit"]
    search_fields = ["printed_name", "unit__name"]


@admin.register(Quota)
class QuotaAdmin(TrailAdmin):
    list_display = [
        "year", "annex", "unit", "band", "printed", "correction", "corrected_by",
        "correction_reason",
    ]  # fmt: skip
    list_filter = ["year", "annex", "band"]
    list_select_related = ["unit", "corrected_by"]
    search_fields = ["unit__name"]


@admin.register(AnnexTotal)
class AnnexTotalAdmin(TrailAdmin):
    list_display = ["year", "annex", "band", "printed"]
    list_filter = ["year", "annex"]


@admin.register(Goal)
class GoalAdmin(TrailAdmin):
    list_display = ["year", "annex", "key", "target", "clause"]
    list_filter = ["year", "annex"]


@admin.register(Task)
class TaskAdmin(TrailAdmin):
    list_display = ["title", "origin", "given_by", "given_on", "limit_on"]
    list_filter = ["origin"]
    search_fields = ["title"]


@admin.register(TaskPart)
class TaskPartAdmin(TrailAdmin):
    list_display = ["task", "unit", "state", "limit_on", "reported_on", "checked_on"]
    list_filter = ["state"]
    list_select_related = ["task", "unit"]
    search_fields = ["task__title", "unit__name"]
    filter_horizontal = ["files"]


@admin.register(ReportRule)
class ReportRuleAdmin(TrailAdmin):
    list_display = ["name", "period", "layer", "due_day", "since", "until"]


@admin.register(ReportDelivery)
class ReportDeliveryAdmin(TrailAdmin):
    list_display = ["rule", "unit", "year", "part", "due_on", "delivered_on"]
    list_filter = ["rule", "year"]
    list_select_related = ["rule", "unit"]
    search_fields = ["unit__name"]
    filter_horizontal = ["files"]


@admin.register(Listing)
class ListingAdmin(TrailAdmin):
    list_display = ["project", "state", "listed_on", "limit_on", "leader", "lifted_on"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]


@admin.register(ListingNote)
class ListingNoteAdmin(TrailAdmin):
    list_display = ["listing", "year", "month"]
    list_select_related = ["listing__project"]
    filter_horizontal = ["files"]


@admin.register(Inspection)
class InspectionAdmin(TrailAdmin):
    """For 发改局 and the auditor; a unit has no way into the admin."""

    list_display = ["planned_on", "inspectors", "state", "done_on"]
    list_filter = ["state"]
    filter_horizontal = ["units", "projects", "papers"]


@admin.register(Finding)
class FindingAdmin(TrailAdmin):
    list_display = ["inspection", "unit", "project", "severity", "state", "limit_on"]
    list_filter = ["state", "severity"]
    list_select_related = ["inspection", "unit", "project"]
    search_fields = ["text"]
    filter_horizontal = ["photos", "files"]


@admin.register(BulletinIssue)
class BulletinIssueAdmin(TrailAdmin):
    list_display = [
        "year", "month", "number", "edition", "issued_on", "by", "at", "reason", "checksum",
    ]  # fmt: skip
    list_filter = ["year"]
    list_select_related = ["by"]
    exclude = ["content"]


@admin.register(AssessmentRun)
class AssessmentRunAdmin(VisibleAdmin):
    list_display = ["day", "kind", "state", "by", "at", "finished_at", "written", "removed"]
    list_filter = ["kind", "state"]
    list_select_related = ["by"]


@admin.register(Card)
class CardAdmin(VisibleAdmin):
    list_display = [
        "project", "rule", "year", "month", "colour", "reason", "final", "policy_version",
    ]  # fmt: skip
    list_filter = ["year", "month", "rule", "colour", "reason", "final"]
    list_select_related = ["project"]
    search_fields = ["=project__code"]


@admin.register(ChangeMark)
class ChangeMarkAdmin(VisibleAdmin):
    list_display = ["project_id"]


@admin.register(SupervisionNotice)
class SupervisionNoticeAdmin(TrailAdmin):
    list_display = ["subject", "unit", "paper", "state", "due_on", "replied_on", "checked_on"]
    list_filter = ["state"]
    list_select_related = ["unit", "paper"]
    search_fields = ["unit__name", "subject"]


@admin.register(NoticeExtension)
class NoticeExtensionAdmin(TrailAdmin):
    list_display = ["notice", "state", "old_due", "new_due", "asked_on", "answered_on"]
    list_filter = ["state"]
    list_select_related = ["notice"]


@admin.register(Circular)
class CircularAdmin(TrailAdmin):
    list_display = ["__str__", "paper", "state", "issued_on"]
    list_filter = ["state"]
    list_select_related = ["paper"]


@admin.register(Interview)
class InterviewAdmin(TrailAdmin):
    list_display = ["unit", "state", "meet_on", "held_on", "promise_due", "checked_on"]
    list_filter = ["state"]
    list_select_related = ["unit"]
    search_fields = ["unit__name"]


@admin.register(InterviewProposal)
class InterviewProposalAdmin(TrailAdmin):
    list_display = ["unit", "subject", "months", "state", "proposed_on", "decided_on"]
    list_filter = ["state", "rule"]
    list_select_related = ["unit"]
    search_fields = ["unit__name"]


@admin.register(CaseEvent)
class CaseEventAdmin(VisibleAdmin):
    list_display = ["on", "unit", "what", "state", "by"]
    list_select_related = ["unit", "by"]
    search_fields = ["unit__name", "what"]


@admin.register(Paper)
class PaperAdmin(TrailAdmin):
    list_display = ["mark", "title", "unit", "issued_on", "signed_by", "voided_on", "void_reason"]
    list_filter = ["kind", "year"]
    list_select_related = ["unit", "signed_by"]


@admin.register(PaperCounter)
class PaperCounterAdmin(VisibleAdmin):
    list_display = ["kind", "year", "last"]
    list_filter = ["kind", "year"]


@admin.register(PaperTemplate)
class PaperTemplateAdmin(TrailAdmin):
    list_display = ["kind", "number", "in_use", "name", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["by"]


@admin.register(ScoreScheme)
class ScoreSchemeAdmin(TrailAdmin):
    list_display = ["year", "layer", "number", "state", "adopted_on", "adopted_by", "is_proposal"]
    list_filter = ["year", "layer", "state"]
    list_select_related = ["adopted_by"]


@admin.register(ScoreLine)
class ScoreLineAdmin(TrailAdmin):
    list_display = ["scheme", "order", "kind", "name", "points", "cap", "floor", "elapsed"]
    list_filter = ["scheme__year", "scheme__layer", "kind"]
    list_select_related = ["scheme"]


@admin.register(ScorePublication)
class ScorePublicationAdmin(VisibleAdmin):
    list_display = ["year", "month", "number", "day", "by", "at", "reason"]
    list_filter = ["year"]
    list_select_related = ["by"]


@admin.register(PublishedScore)
class PublishedScoreAdmin(VisibleAdmin):
    list_display = ["publication", "unit", "layer", "score", "rank", "before"]
    list_filter = ["publication__year", "publication__month", "layer"]
    list_select_related = ["publication", "unit"]


@admin.register(ScoreVeto)
class ScoreVetoAdmin(TrailAdmin):
    list_display = ["year", "unit", "ground", "paper", "decided_on", "decided_by", "state"]
    list_filter = ["year", "ground", "state"]
    list_select_related = ["unit"]


@admin.register(ScoreAward)
class ScoreAwardAdmin(TrailAdmin):
    list_display = ["year", "unit", "title", "state", "paper", "decided_on", "decided_by"]
    list_filter = ["year", "state"]
    list_select_related = ["unit"]
