"""全市同类型项目平均进度: what a project's progress is held against."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from projects.models import ProjectType
from projects.models.fields import month_column, month_range, trail, year_column

AVERAGE_MAX = Decimal(500)
# With the three before the point these are the digits that SQLite keeps exactly.
AVERAGE_PLACES = 12


class CityAverage(models.Model):
    """The city's average progress (%) of one project type and month, cumulative in the year."""

    year = year_column()
    month = month_column()
    project_type = models.ForeignKey(
        ProjectType, on_delete=models.PROTECT, related_name="averages", verbose_name="项目类型"
    )
    rate = models.DecimalField(
        "平均进度(%)",
        max_digits=15,
        decimal_places=AVERAGE_PLACES,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(AVERAGE_MAX)],
    )
    source = models.CharField("来源", max_length=200, blank=True)

    history = trail("全市均值")

    class Meta:
        ordering = ["year", "month", "project_type"]
        verbose_name = verbose_name_plural = "全市均值"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "project_type"],
                name="city_average_once",
                violation_error_message="该月该类型已有均值",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gte=0, rate__lte=AVERAGE_MAX),
                name="city_average_range",
                violation_error_message="平均进度须在0至500之间",
            ),
            month_range("city_average_month"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d} {self.project_type}"
