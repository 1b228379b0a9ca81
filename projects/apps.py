"""The ledger: units, projects, milestones, plans and reports."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目台账"
