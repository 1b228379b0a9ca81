"""The pages of the chain, stage by stage, and who is let into which."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from projects.choices.areas import Area
from projects.periods import Month
from projects.permissions import reads_area

if TYPE_CHECKING:
    from datetime import date

    from projects.permissions import Person


class ChainPage(NamedTuple):
    """A page of the chain below /`root`/; `arguments` makes the parts of its address from a day.

    `project` names its page of one project, by code, where it has one.
    """

    label: str
    clause: str
    root: str
    name: str
    area: Area
    arguments: "Callable[[date], tuple[object, ...]]" = lambda _day: ()
    says: str = ""
    project: str = ""


class ChainLink(NamedTuple):
    label: str
    clause: str
    says: str
    url: str
    current: bool


# In the order of the document.
PAGES: tuple[ChainPage, ...] = (
    ChainPage(
        "策划",
        "二（一）",
        "planning",
        "planning",
        Area.PLANNING,
        says="创意、起草、提升、定型、评审到通过；产业链目标；三个一活动",
        project="planning-project",
    ),
    ChainPage(
        "签约",
        "二（二）",
        "signing",
        "signing-list",
        Area.SIGNING,
        says="在谈项目的专班、洽谈、问题和签约条件，签约活动，每月调度到一把手",
        project="signing",
    ),
    ChainPage(
        "责任状",
        "二（三）1",
        "pledges",
        "pledges",
        Area.STARTS,
        says="各单位开工责任状：拟定、下发、签订",
    ),
    ChainPage(
        "开工",
        "二（三）2",
        "starts",
        "starts",
        Area.STARTS,
        lambda day: (Month.of(day),),
        says="每月新开工清单，开工确认，开工时限调整",
        project="start",
    ),
    ChainPage(
        "手续清单",
        "二（三）2",
        "permits",
        "permits",
        Area.PERMITS,
        says="按模板列出每个项目的手续，逾期、容缺承诺逾期和15日内到期的先看",
        project="permits-project",
    ),
    ChainPage(
        "攻坚项目库",
        "二（三）4",
        "hardcore",
        "hardcore",
        Area.HARD_CASES,
        says="在库项目的专班、每周现场会、缺会周次和问题销号",
        project="hard-case",
    ),
    ChainPage(
        "奖励",
        "二（四）3",
        "rewards",
        "rewards",
        Area.REWARDS,
        lambda day: (day.year,),
        says="候选项目、依据和金额，核实、同意或不同意",
    ),
    ChainPage(
        "固投专班",
        "二（五）1",
        "taskforce",
        "taskforce",
        Area.STATISTICS,
        says="专班会议纪要，纳统难题跟踪到销号",
    ),
    ChainPage(
        "竣工纳统",
        "二（五）2",
        "enrolment",
        "enrolment",
        Area.STATISTICS,
        says="竣工、投产凭证，纳统五个环节，开工满一、二个月提醒",
        project="enrolment-project",
    ),
    ChainPage(
        "统计投资",
        "二（五）3",
        "statistics",
        "statistics",
        Area.STATISTICS,
        lambda day: (Month.of(day),),
        says="上报统计数与台账数对照，差异由单位说明",
    ),
    ChainPage(
        "包保走访",
        "三（二）",
        "visits",
        "visits",
        Area.GUARANTEES,
        says="四包责任、县领导每半月走访、挂职干部每周驻点，谁还没有去",
        project="visits-project",
    ),
    ChainPage(
        "要素保障",
        "三（四）",
        "resources",
        "resources",
        Area.RESOURCES,
        says="各单位各类要素的未落实需求、需要日期和绿色通道",
        project="resources-project",
    ),
)


def holds(path: str) -> bool:
    """Whether the page at `path` is one of the chain."""
    return _root(path) in {"/chain/", *(f"/{page.root}/" for page in PAGES)}


def links(user: "Person", day: "date", path: str = "") -> list[ChainLink]:
    """The pages that this person may open, the one at `path` marked."""
    return [
        ChainLink(page.label, page.clause, page.says, url, path.startswith(_root(url)))
        for page in PAGES
        if reads_area(user, page.area)
        for url in [reverse(page.name, args=page.arguments(day))]
    ]


def project_links(user: "Person", code: str) -> list[tuple[str, str]]:
    """Label and address of one project's pages of the chain that this person may open."""
    return [
        (page.label, reverse(page.project, args=[code]))
        for page in PAGES
        if page.project and reads_area(user, page.area)
    ]


def _root(url: str) -> str:
    return f"/{url.split('/')[1]}/" if url.count("/") > 1 else "/"


def opens_chain(user: "Person") -> bool:
    """There is at least one page for this person."""
    return any(reads_area(user, area) for area in Area)
