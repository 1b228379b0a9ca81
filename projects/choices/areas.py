"""The parts of the chain that a co-leading bureau may be let into."""

from django.db import models


class Area(models.TextChoices):
    """One subject of the document with its own pages, records and files."""

    PLANNING = "planning", "策划"
    SIGNING = "signing", "签约"
    STARTS = "starts", "开工"
    PERMITS = "permits", "手续"
    HARD_CASES = "hard_cases", "攻坚"
    PROGRESS = "progress", "推进"
    STATISTICS = "statistics", "竣工纳统"
    REWARDS = "rewards", "奖励"
    RESOURCES = "resources", "要素保障"
    GUARANTEES = "guarantees", "包保"
    SUPERVISION = "supervision", "督导"
