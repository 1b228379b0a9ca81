"""Steps to the statistics bureau's register, and the end of building, 二（五）."""

from django.db import models


class Step(models.TextChoices):
    """The five steps of enrolment in their order, then the two that end building."""

    STARTED = "started", "开工"
    WORKS = "works", "形成实物工作量"
    PAPERS = "papers", "材料齐全"
    SUBMITTED = "submitted", "已申报"
    ENROLLED = "enrolled", "已入库"
    COMPLETED = "completed", "竣工"
    IN_PRODUCTION = "in_production", "投产"


class Doubt(models.TextChoices):
    """What a check of the figures points at; it proves nothing, and nothing follows by itself."""

    EQUAL_TO_PLAN = "equal_to_plan", "完成数连续等于计划数"
    DECEMBER_JUMP = "december_jump", "12月突增"
    FALLING = "falling", "统计累计数下降"
    FAR = "far", "台账与统计相差过大"
