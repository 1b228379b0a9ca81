"""The fixed vocabularies of the judgement."""

from django.db import models

from projects.choices import Band, ChainTier


class Annex(models.TextChoices):
    START = "start", "附件1 开工任务"
    PLANNING = "planning", "附件2 策划任务"


class QuotaBand(models.TextChoices):
    """A column of the annexes: the total, an investment band, or the industrial flag."""

    TOTAL = "total", "项目指标"
    OVER_10B = Band.OVER_10B.value, "100亿元以上"
    OVER_5B = Band.OVER_5B.value, "50亿元以上"
    OVER_1B = Band.OVER_1B.value, "10亿元以上"
    OVER_100M = Band.OVER_100M.value, "1亿元以上"
    OVER_5M = Band.OVER_5M.value, "500万元以上"
    INDUSTRIAL = "industrial", "产业项目"


# The printed columns, in order; the bands between total and industrial do not overlap (domain 2).
ANNEX_BANDS: dict[Annex, tuple[QuotaBand, ...]] = {
    Annex.START: (
        QuotaBand.TOTAL,
        QuotaBand.OVER_100M,
        QuotaBand.OVER_5M,
        QuotaBand.INDUSTRIAL,
    ),
    Annex.PLANNING: (
        QuotaBand.TOTAL,
        QuotaBand.OVER_10B,
        QuotaBand.OVER_5B,
        QuotaBand.OVER_1B,
        QuotaBand.OVER_100M,
        QuotaBand.OVER_5M,
    ),
}

# The columns that do not overlap, from the highest band to the lowest.
SPLIT_BANDS: dict[Annex, tuple[QuotaBand, ...]] = {
    annex: tuple(b for b in bands if b not in {QuotaBand.TOTAL, QuotaBand.INDUSTRIAL})
    for annex, bands in ANNEX_BANDS.items()
}


class GoalKey(models.TextChoices):
    """What a county goal counts: an annex column or a chain tier."""

    TOTAL = "total", "项目总数"
    OVER_10B = Band.OVER_10B.value, "过百亿项目"
    OVER_5B = Band.OVER_5B.value, "过50亿项目"
    OVER_1B = Band.OVER_1B.value, "过10亿项目"
    INDUSTRIAL = "industrial", "产业项目"
    LEADING = ChainTier.LEADING.value, "主导产业链策划项目"
    KEY = ChainTier.KEY.value, "重点产业链策划项目"
    OTHER = ChainTier.OTHER.value, "其他产业链策划项目"


# The goals that a year may set, in the document's order: 总体目标, then 二（一）2.
GOAL_KEYS: dict[Annex, tuple[GoalKey, ...]] = {
    Annex.START: (GoalKey.TOTAL, GoalKey.INDUSTRIAL),
    Annex.PLANNING: (
        GoalKey.TOTAL,
        GoalKey.OVER_10B,
        GoalKey.OVER_5B,
        GoalKey.OVER_1B,
        GoalKey.LEADING,
        GoalKey.KEY,
        GoalKey.OTHER,
    ),
}


class Rule(models.IntegerChoices):
    START = 1, "开工牌"
    PROGRESS = 2, "进度牌"

    @property
    def code(self) -> str:
        return self.name.lower()

    @property
    def clause(self) -> str:
        return "二（三）3" if self is Rule.START else "二（四）2"


class Colour(models.IntegerChoices):
    GREEN = 1, "绿牌"
    YELLOW = 2, "黄牌"
    RED = 3, "红牌"

    @property
    def code(self) -> str:
        return self.name.lower()


class Reason(models.IntegerChoices):
    """Why a card is what it is; `code` is stable, users' files hold it."""

    ON_TIME = 1, "如期或提前开工"
    LATE_UNDER_LIMIT = 2, "逾期不足一月"
    LATE_YELLOW = 3, "逾期达到黄牌时限"
    LATE_RED = 4, "逾期达到红牌时限"
    NOT_DUE = 5, "未到期"
    NO_START_DUE = 6, "未定开工时限"
    AT_RED_LIMIT = 7, "逾期正好满红牌时限"
    AT_OR_ABOVE_AVERAGE = 11, "达到或高于全市同类型项目平均进度"
    BELOW_AVERAGE = 12, "低于全市同类型项目平均进度"
    BELOW_AVERAGE_AGAIN = 13, "连续两月及以上低于全市同类型项目平均进度"
    NO_AVERAGE = 14, "缺全市均值"
    NO_PLAN = 15, "缺年度计划"
    NOT_STARTED = 16, "未开工"
    COMPLETED = 17, "已竣工"
    BELOW_AVERAGE_ACROSS = 18, "隔着缺均值的月份连续低于全市同类型项目平均进度"
    AT_OR_ABOVE_LAST_AVERAGE = 31, "达到或高于沿用的全市同类型项目平均进度"
    BELOW_LAST_AVERAGE = 32, "低于沿用的全市同类型项目平均进度"
    BELOW_LAST_AVERAGE_AGAIN = 33, "连续两月及以上低于全市同类型项目平均进度（本月沿用）"
    SUSPENDED = 21, "停建"
    ENDED = 22, "终止"
    ENTERED_AFTER_LOCK = 23, "锁定后录入"

    @property
    def code(self) -> str:
        return self.name.lower()


# In a month with one of these no figure is due.
NOT_BUILDING = frozenset({Reason.NOT_STARTED, Reason.COMPLETED, Reason.SUSPENDED, Reason.ENDED})
# A card that stands on the year's last average before its month.
CARRIED_AVERAGE = frozenset(
    {
        Reason.AT_OR_ABOVE_LAST_AVERAGE,
        Reason.BELOW_LAST_AVERAGE,
        Reason.BELOW_LAST_AVERAGE_AGAIN,
    }
)
