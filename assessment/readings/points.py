"""The points that the document leaves open, and the readings to choose from; pure data."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from assessment.choices.readings import (
    AtRedLimit,
    PersistentScope,
    UnderYellowLimit,
    WithoutAverage,
)
from assessment.models import Policy


class Moves(Enum):
    """What another reading of a point moves."""

    CARDS = "cards"
    PROPOSALS = "proposals"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Reading:
    """One reading: the policy's values that it stands for."""

    key: str
    label: str
    values: Mapping[str, Any]

    def holds(self, policy: Policy) -> bool:
        return all(getattr(policy, name) == value for name, value in self.values.items())

    def on(self, policy: Policy) -> Policy:
        """The policy with this reading, unsaved, as its next version."""
        other = copy(policy)
        other.version = policy.version + 1 if policy.pk else 1
        for name, value in self.values.items():
            setattr(other, name, value)
        return other


@dataclass(frozen=True)
class Point:
    """One open point; `text` says in our words what stands there, `open` what does not."""

    key: str
    label: str
    clause: str
    text: str
    open: str
    moves: Moves
    readings: tuple[Reading, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.readings[0].values)

    def in_force(self, policy: Policy) -> Reading | None:
        """The reading that the policy holds; None where its values are none of those named."""
        return next((one for one in self.readings if one.holds(policy)), None)

    def reading(self, key: str) -> Reading | None:
        return next((one for one in self.readings if one.key == key), None)


def _choices(field: str, choices: Iterable[Any]) -> tuple[Reading, ...]:
    return tuple(Reading(one.value, str(one.label), {field: one.value}) for one in choices)


def _persistent(months: int, scope: PersistentScope) -> Reading:
    values = {"persistent_red_months": months, "persistent_scope": scope.value}
    label = f"月末连续{months}个月，{scope.label}"
    return Reading(f"{scope.value}-{months}", label, values)


POINTS = (
    Point(
        "two-months",
        "逾期正好两个月",
        "二（三）3",
        "延期一至二个月的提醒，延期二个月以上的警告。",
        "正好二个月的两边都够得上。本系统预设按“以上”含本数，读作红牌。",
        Moves.CARDS,
        _choices("at_red_limit", AtRedLimit),
    ),
    Point(
        "under-one-month",
        "逾期不足一个月",
        "二（三）3",
        "绿牌给如期或提前开工的，黄牌从延期一个月起。",
        "不足一个月的没有写亮什么牌。本系统预设读作不亮牌，只作预警。",
        Moves.CARDS,
        _choices("under_yellow_limit", UnderYellowLimit),
    ),
    Point(
        "persistent-red",
        "持续红牌",
        "二（三）3、二（四）2",
        "持续亮红牌的，约谈责任单位负责人。",
        "多久算持续、两种牌能不能接着算没有写。本系统预设读作同一牌种月末连续两个月。",
        Moves.PROPOSALS,
        tuple(_persistent(months, scope) for scope in PersistentScope for months in (2, 3)),
    ),
    Point(
        "surplus",
        "高档次超额抵低档次",
        "附件1、附件2",
        "任务按投资档次分别下达，各档次互不重叠。",
        "高档次超额完成的能不能算作低档次的没有写。本系统预设读作不抵。",
        Moves.COMPLETION,
        (
            Reading("no", "不抵", {"carry_surplus_down": False}),
            Reading("yes", "可以抵", {"carry_surplus_down": True}),
        ),
    ),
    Point(
        "without-average",
        "没有全市均值的月份",
        "二（四）2",
        "与全市同类型项目平均进度比较；连续两个月低于的警告。",
        "全市没有公布当月均值时怎么评没有写。本系统预设读作不亮牌，并中断连续。",
        Moves.CARDS,
        _choices("without_average", WithoutAverage),
    ),
)
BY_KEY = {point.key: point for point in POINTS}
FIELDS = tuple(dict.fromkeys(name for point in POINTS for name in point.fields))
