"""签约: to read; the pages and their actions write it."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import (
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
)

BY_PROJECT = ["project__code", "project__name"]


@admin.register(SigningTeam)
class SigningTeamAdmin(TrailAdmin):
    list_display = ["project", "head", "members"]
    list_select_related = ["project"]
    search_fields = [*BY_PROJECT, "head"]


@admin.register(Talk)
class TalkAdmin(TrailAdmin):
    list_display = ["project", "number", "held_on", "way", "people"]
    list_filter = ["way"]
    list_select_related = ["project"]
    search_fields = [*BY_PROJECT, "content"]


@admin.register(TalkQuestion)
class TalkQuestionAdmin(TrailAdmin):
    list_display = ["project", "number", "content", "owner", "limit_on", "closed_on"]
    list_select_related = ["project"]
    search_fields = [*BY_PROJECT, "content", "owner"]


@admin.register(ReadinessItem)
class ReadinessItemAdmin(TrailAdmin):
    list_display = ["project", "item", "done_on"]
    list_filter = ["item"]
    list_select_related = ["project"]
    search_fields = BY_PROJECT


@admin.register(SigningEvent)
class SigningEventAdmin(TrailAdmin):
    list_display = ["name", "held_on", "kind", "place"]
    list_filter = ["kind"]
    search_fields = ["name", "place"]


@admin.register(Signing)
class SigningAdmin(TrailAdmin):
    list_display = ["project", "partner", "event"]
    list_select_related = ["project", "event"]
    search_fields = [*BY_PROJECT, "partner"]
