"""The pages of the chain, stage by stage, and who is let into which."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from projects.choices.areas import Area
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
        "手续清单",
        "二（三）2",
        "permits",
        "permits",
        Area.PERMITS,
        says="按模板列出每个项目的手续，逾期、容缺承诺逾期和15日内到期的先看。",
        project="permits-project",
    ),
    ChainPage(
        "攻坚项目库",
        "二（三）4",
        "hardcore",
        "hardcore",
        Area.HARD_CASES,
        says="在库项目的专班、每周现场会、缺会周次和问题销号。",
        project="hard-case",
    ),
    ChainPage(
        "要素保障",
        "三（四）",
        "resources",
        "resources",
        Area.RESOURCES,
        says="各单位各类要素的未落实需求、需要日期和绿色通道。",
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
