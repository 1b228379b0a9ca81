"""Returns, locks, weeks, messages and files: to read; the pages and their actions write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin, VisibleAdmin
from projects.models import Attachment, LockEvent, Message, Submission, WeeklyUpdate


@admin.register(Submission)
class SubmissionAdmin(TrailAdmin):
    list_display = ["unit", "year", "month", "state", "late", "submitted_at", "reviewed_at"]
    list_filter = ["year", "month", "state", "late"]
    list_select_related = ["unit"]
    search_fields = ["unit__name"]


@admin.register(LockEvent)
class LockEventAdmin(VisibleAdmin):
    list_display = ["year", "month", "locked", "reason", "by", "at"]
    list_filter = ["year", "locked"]
    list_select_related = ["by"]


@admin.register(WeeklyUpdate)
class WeeklyUpdateAdmin(TrailAdmin):
    list_display = ["project", "year", "week", "amount", "problems"]
    list_filter = ["year"]
    list_select_related = ["project"]
    search_fields = ["project__code", "project__name"]


@admin.register(Message)
class MessageAdmin(VisibleAdmin):
    list_display = ["unit", "text", "at", "done_at"]
    list_select_related = ["unit"]
    search_fields = ["unit__name", "text"]


@admin.register(Attachment)
class AttachmentAdmin(VisibleAdmin):
    list_display = ["name", "unit", "area", "kind", "size", "by", "at"]
    list_filter = ["area", "kind"]
    list_select_related = ["unit", "by"]
    search_fields = ["name", "unit__name"]
    exclude = ["file", "thumbnail"]
