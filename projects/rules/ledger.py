"""Judgements on one project's own values: investment band, stage, order of its dates."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from projects.choices import Band, Stage
from projects.periods import Month

# Lower ends in 万元, 以上 = "this number or more" (Civil Code 1259); domain 2.
BAND_FLOORS: tuple[tuple[Band, Decimal], ...] = (
    (Band.OVER_10B, Decimal(1_000_000)),
    (Band.OVER_5B, Decimal(500_000)),
    (Band.OVER_1B, Decimal(100_000)),
    (Band.OVER_100M, Decimal(10_000)),
    (Band.OVER_5M, Decimal(500)),
)


def band_of(total_investment: Decimal) -> Band:
    """The investment band of a total investment in 万元."""
    return next((band for band, floor in BAND_FLOORS if total_investment >= floor), Band.BELOW)


class Milestones(NamedTuple):
    """A project's dates along the chain; the field names are the model's."""

    planned_on: date | None = None
    signed_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    in_production_on: date | None = None
    enrolled_on: date | None = None


_STAGES = (
    Stage.PLANNED,
    Stage.SIGNED,
    Stage.STARTED,
    Stage.COMPLETED,
    Stage.IN_PRODUCTION,
    Stage.ENROLLED,
)
# The date that reaches each stage; 推进 has none of its own.
MILESTONES: dict[Stage, str] = dict(zip(_STAGES, Milestones._fields, strict=True))


def stage_of(milestones: Milestones, day: date) -> Stage:
    """The furthest milestone reached at the end of `day`.

    A project is 开工 in the month of its start and 推进 from the month after it.
    """
    reached = Stage.NONE
    for stage, on in zip(_STAGES, milestones, strict=True):
        if on is not None and on <= day:
            reached = stage
    if reached is Stage.STARTED and Month.of(milestones.started_on or day) < Month.of(day):
        return Stage.UNDER_WAY
    return reached


class DateOrder(NamedTuple):
    """`later` needs `earlier` on or before it; where `required`, it needs it filled as well."""

    earlier: str
    later: str
    required: bool
    message: str


DATE_ORDERS = (
    DateOrder("start_due", "completion_due", False, "计划竣工日期不能早于计划开工日期"),
    DateOrder("started_on", "completed_on", True, "实际竣工日期须有实际开工日期，且不能早于它"),
    DateOrder("started_on", "in_production_on", True, "投产日期须有实际开工日期，且不能早于它"),
    DateOrder("started_on", "enrolled_on", True, "纳统日期须有实际开工日期，且不能早于它"),
)
