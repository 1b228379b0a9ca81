"""挂牌督办, 三（五）."""

from django.db import models


class ListingState(models.TextChoices):
    """A lagging project on its way onto the list and off it."""

    PROPOSED = "proposed", "建议挂牌"
    DECLINED = "declined", "不挂牌"
    LISTED = "listed", "挂牌督办中"
    ASKED = "asked", "申请摘牌"
    LIFTED = "lifted", "已摘牌"


ON_THE_LIST = (ListingState.LISTED, ListingState.ASKED)
