"""Rewards of 二（四）3: what for, and where the decision stands."""

from django.db import models


class RewardKind(models.TextChoices):
    PRODUCTION = "production", "当年开工投产奖励"
    LISTED = "listed", "省市重点项目奖励"
    INTEREST = "interest", "财政贴息"


class RewardState(models.TextChoices):
    CANDIDATE = "candidate", "候选"
    VERIFIED = "verified", "已核实"
    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
