"""周调度: a weekly note on a project under way, 二（四）1 and 三（一）."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from projects.models.fields import money, not_negative, trail, year_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet


class WeeklyUpdate(models.Model):
    """One project, one ISO week (2023-W17): done in the week (万元), what changed, problems.

    A row with nothing in it says that nothing changed. `first_on` is the day on which the project
    was first reported for the week: after the due day the week stays late for ever.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="weekly_updates", verbose_name="项目"
    )
    year = year_column()
    week = models.PositiveSmallIntegerField(
        "周次", validators=[MinValueValidator(1), MaxValueValidator(53)]
    )
    amount = money("本周完成投资(万元)", null=True, blank=True)
    visible_progress = models.TextField("形象进度", max_length=1000, blank=True)
    problems = models.TextField("存在问题", max_length=1000, blank=True)
    first_on = models.DateField("首次填报日期", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("周调度")

    class Meta:
        ordering = ["project", "year", "week"]
        verbose_name = verbose_name_plural = "周调度"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "week"],
                name="weekly_update_once",
                violation_error_message="该项目该周已有记录",
            ),
            models.CheckConstraint(
                condition=models.Q(week__gte=1, week__lte=53),
                name="weekly_update_week",
                violation_error_message="周次须为1至53",
            ),
            not_negative("amount", "weekly_update_not_negative", "本周完成投资"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}-W{self.week:02d}"
