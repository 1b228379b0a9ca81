"""The judgement: quotas, averages, cards, completion and bulletins."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "考核评定"
