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
    """A page of the chain below /`root`/; `arguments` makes the parts of its address from a day."""

    label: str
    clause: str
    root: str
    name: str
    area: Area
    arguments: "Callable[[date], tuple[object, ...]]" = lambda _day: ()
    says: str = ""


class ChainLink(NamedTuple):
    label: str
    clause: str
    says: str
    url: str
    current: bool


# In the order of the document.
PAGES: tuple[ChainPage, ...] = (
    ChainPage(
        "包保走访",
        "三（二）",
        "visits",
        "visits",
        Area.GUARANTEES,
        says="四包责任、县领导每半月走访、挂职干部每周驻点，谁还没有去",
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


def _root(url: str) -> str:
    return f"/{url.split('/')[1]}/" if url.count("/") > 1 else "/"


def opens_chain(user: "Person") -> bool:
    """There is at least one page for this person."""
    return any(reads_area(user, area) for area in Area)
