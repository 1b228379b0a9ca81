"""Resource needs of the demonstration: a third of the unfinished projects ask for something."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from projects.choices.resources import NeedState, ResourceKind
from projects.models import Project, ResourceNeed

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

SHARE = 0.35
AMOUNTS = {
    ResourceKind.LAND: ("示例：二期建设用地指标", "80亩"),
    ResourceKind.EMISSIONS: ("示例：能耗指标", "1.2万吨标准煤"),
    ResourceKind.MONEY: ("示例：项目贷款", "5000万元"),
    ResourceKind.TRANSPORT: ("示例：进场道路", "1.5公里"),
    ResourceKind.POWER: ("示例：临时用电增容", "2000千伏安"),
    ResourceKind.WATER: ("示例：供水管网接入", "日供300立方米"),
    ResourceKind.HEAT: ("示例：工业蒸汽", "每小时10吨"),
    ResourceKind.GAS: ("示例：天然气接入", "日供5000立方米"),
}


def write(stage: "Stage") -> None:
    chance = stage.random("resources")
    stage.write(
        [
            need
            for project in stage.projects
            if project.completed_on is None and chance.random() < SHARE
            for need in _needs(project, stage.day, chance)
        ]
    )


def _needs(project: Project, day: date, chance: Random) -> list[ResourceNeed]:
    kinds = chance.sample(sorted(AMOUNTS), chance.randrange(1, 4))
    return [_need(project, ResourceKind(kind), day, chance) for kind in kinds]


def _need(project: Project, kind: ResourceKind, day: date, chance: Random) -> ResourceNeed:
    state = chance.choice([NeedState.RAISED, NeedState.MATCHED, NeedState.SETTLED])
    content, amount = AMOUNTS[kind]
    return ResourceNeed(
        project=project,
        kind=kind,
        content=content,
        amount=amount,
        need_by=day + timedelta(days=chance.randrange(-15, 90)),
        state=state,
        green_channel=chance.random() < SHARE,
        matched_with="" if state == NeedState.RAISED else "示例部门",
        result="示例：已落实" if state == NeedState.SETTLED else "",
    )
