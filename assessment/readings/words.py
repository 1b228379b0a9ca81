"""The readings in force in sentences, from the policy: one wording for pages and the bulletin."""

from dataclasses import dataclass

from assessment.choices.readings import AtRedLimit, UnderYellowLimit, WithoutAverage
from assessment.models import Policy


@dataclass(frozen=True)
class Words:
    """What one year's policy says of the open points; no full stop at the end."""

    policy: Policy

    @property
    def under_limit(self) -> str:
        limit = f"逾期不足{self.policy.yellow_after_months}个月"
        return {
            UnderYellowLimit.NONE: f"{limit}不亮牌，予以预警",
            UnderYellowLimit.YELLOW: f"{limit}的也亮黄牌",
            UnderYellowLimit.GREEN: f"{limit}开工的亮绿牌，还没有开工的不亮牌，予以预警",
        }[UnderYellowLimit(self.policy.under_yellow_limit)]

    @property
    def at_red_limit(self) -> str:
        limit = f"正好满{self.policy.red_after_months}个月的"
        red = self.policy.at_red_limit == AtRedLimit.RED
        return f"{limit}也是红牌" if red else f"{limit}仍是黄牌，超过的才是红牌"

    @property
    def without_average(self) -> str:
        return {
            WithoutAverage.BREAK: "缺全市均值的月份不亮牌并中断连续",
            WithoutAverage.KEEP: "缺全市均值的月份不亮牌，但不中断连续",
            WithoutAverage.LAST: "缺全市均值的月份沿用本年上一次公布的均值，"
            "此前没有公布过的不亮牌并中断连续",
        }[WithoutAverage(self.policy.without_average)]

    @property
    def persistent(self) -> str:
        scope = self.policy.get_persistent_scope_display()
        return f"同一项目{scope}月末连续{self.policy.persistent_red_months}个月红牌"

    @property
    def surplus(self) -> str:
        return f"高档次超额{'可以' if self.policy.carry_surplus_down else '不'}抵低档次任务"

    @property
    def cards(self) -> str:
        """The three that decide on cards, in one line."""
        return f"{self.under_limit}；{self.at_red_limit}；{self.without_average}"
