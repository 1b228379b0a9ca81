"""本系统建议方案: what this project proposes where the document gives no scoring, 三（五）.

Only a proposal: 发改局 loads it as a draft, changes it and adopts it. Nothing adopts it by itself.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessment.choices.scores import LineKind, VetoGround
from assessment.scores.measures import DEFAULT_MONTHS, MEASURES
from assessment.scores.rules import Line
from projects.choices import Layer

NOTE = "本系统建议方案，待县里确定"
WHY = (
    "开工和投资是全年主攻方向，分值最高；策划为后劲，竣工投产、纳统为成效。"
    "策划、开工按全年任务计，投资按序时计，均最多计到120%，超额不能无限加分。"
    "黄红牌和迟报、漏报按次扣分，各有上限，不重复否定已扣的完成率。"
    "文件没有下达签约任务，不列签约项。"
)
CAP = Fraction(120)
WHOLE = Fraction(100)
# How many units of a layer are candidates for an award.
PLACES = {Layer.TOWN_PARK: 3, Layer.DEPARTMENT: 5}

# Measure, weight, cap in %. Departments and companies have few industrial projects of their own.
_ITEMS: Mapping[Layer, Sequence[tuple[str, int, Fraction]]] = {
    Layer.TOWN_PARK: (
        ("planning_total", 15, CAP),
        ("start_total", 30, CAP),
        ("start_industrial", 10, CAP),
        ("investment", 25, CAP),
        ("completion", 10, WHOLE),
        ("enrolment", 10, WHOLE),
    ),
    Layer.DEPARTMENT: (
        ("planning_total", 20, CAP),
        ("start_total", 35, CAP),
        ("investment", 25, CAP),
        ("completion", 10, WHOLE),
        ("enrolment", 10, WHOLE),
    ),
}
# Measure, points each time, most points.
_DEDUCTIONS = (
    ("start_yellow", "0.5", 3),
    ("start_red", "1", 6),
    ("progress_yellow", "0.5", 3),
    ("progress_red", "1", 6),
    ("monthly_late", "0.5", 3),
    ("monthly_missing", "1", 6),
    ("weekly_late", "0.1", 2),
    ("weekly_missing", "0.2", 4),
)


def proposal(layer: Layer) -> list[Line]:
    """The proposed lines of one layer; the weights of the items add up to 100."""
    return [
        *(_item(*values) for values in _ITEMS[layer]),
        *(_deduction(*values) for values in _DEDUCTIONS),
        *(_veto(ground) for ground in VetoGround),
    ]


def _item(code: str, weight: int, cap: Fraction) -> Line:
    measure = MEASURES[code]
    return Line(
        LineKind.ITEM,
        code,
        measure.label,
        Fraction(weight),
        cap,
        elapsed=code == "investment",
        parameter=DEFAULT_MONTHS if measure.parameter else 0,
        clause=measure.clause,
    )


def _deduction(code: str, points: str, most: int) -> Line:
    measure = MEASURES[code]
    return Line(
        LineKind.DEDUCTION,
        code,
        measure.label,
        Fraction(points),
        Fraction(most),
        clause=measure.clause,
    )


def _veto(ground: VetoGround) -> Line:
    name = f"{ground.label}存在重大问题"
    return Line(LineKind.VETO, ground.value, name, Fraction(0), clause="三（五）")
