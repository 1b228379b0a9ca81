"""The states of a month's bulletin."""

from django.db import models


class BulletinState(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"
    CORRECTED = "corrected", "已印发更正"
