"""Enrolment, statistics, task force and rewards, to read; pages and their actions write them."""

from django.contrib import admin

from projects.admin.base import TrailAdmin
from projects.models import (
    Blocker,
    EnrolmentStep,
    Reward,
    RewardTier,
    StatisticsReport,
    TaskForceMeeting,
)

PROJECT = ["project__code", "project__name"]


@admin.register(EnrolmentStep)
class EnrolmentStepAdmin(TrailAdmin):
    list_display = ["project", "step", "done_on", "lacking"]
    list_filter = ["step"]
    list_select_related = ["project"]
    search_fields = PROJECT


@admin.register(StatisticsReport)
class StatisticsReportAdmin(TrailAdmin):
    list_display = ["project", "year", "month", "amount", "explanation"]
    list_filter = ["year", "month"]
    list_select_related = ["project"]
    search_fields = PROJECT


@admin.register(TaskForceMeeting)
class TaskForceMeetingAdmin(TrailAdmin):
    list_display = ["held_on", "title"]
    search_fields = ["title"]


@admin.register(Blocker)
class BlockerAdmin(TrailAdmin):
    list_display = ["project", "raised_on", "text", "owner", "due_on", "closed_on"]
    list_select_related = ["project"]
    search_fields = PROJECT


@admin.register(RewardTier)
class RewardTierAdmin(TrailAdmin):
    list_display = ["year", "floor", "amount"]
    list_filter = ["year"]


@admin.register(Reward)
class RewardAdmin(TrailAdmin):
    list_display = ["project", "year", "kind", "state", "amount"]
    list_filter = ["year", "kind", "state"]
    list_select_related = ["project"]
    search_fields = PROJECT
