"""The vocabularies of scoring, 三（五）."""

from django.db import models


class LineKind(models.TextChoices):
    """What a line of a scheme does to the score."""

    ITEM = "item", "计分项"
    DEDUCTION = "deduction", "扣分项"
    VETO = "veto", "否决项"


class SchemeState(models.TextChoices):
    DRAFT = "draft", "草案"
    ADOPTED = "adopted", "现行"
    REPLACED = "replaced", "已替换"
    DROPPED = "dropped", "已作废"


class VetoGround(models.TextChoices):
    """Why a unit is given no award this year."""

    QUALITY = "quality", "工程质量"
    SAFETY = "safety", "安全生产"
    FUNDS = "funds", "资金管理"


class VetoState(models.TextChoices):
    IN_FORCE = "in_force", "生效"
    LIFTED = "lifted", "已解除"


class AwardState(models.TextChoices):
    PROPOSED = "proposed", "拟表彰"
    DECIDED = "decided", "已决定"
    REVOKED = "revoked", "已撤销"
