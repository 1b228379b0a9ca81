"""The judgement: quotas, averages, cards, completion and bulletins."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "考核评定"

    def ready(self) -> None:
        from assessment.cards import triggers  # noqa: PLC0415 - needs the models
        from assessment.excel import AveragesSheet  # noqa: PLC0415 - needs the models
        from assessment.lifecycles.registry import LIFECYCLES  # noqa: PLC0415 - with the sheets
        from assessment.supervision_trail import changes  # noqa: PLC0415 - needs the models
        from projects import trail  # noqa: PLC0415 - needs the models
        from projects.excel import registry  # noqa: PLC0415 - needs the models
        from projects.lifecycles import registry as lifecycles  # noqa: PLC0415 - with the sheets

        registry.register(AveragesSheet())
        lifecycles.register(*LIFECYCLES)
        trail.register("supervision", "督办、督导和交办", changes)

        pre_migrate.connect(triggers.before_migrate, sender=self)
        post_migrate.connect(triggers.after_migrate, sender=self)
