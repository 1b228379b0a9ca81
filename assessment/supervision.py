"""The pages of supervision and assessment, 三（一）to 三（五）, and who is let into which."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from projects.choices.areas import Area
from projects.permissions import reads_area, reads_figures

if TYPE_CHECKING:
    from datetime import date

    from projects.permissions import Person


class SupervisionPage(NamedTuple):
    """A page by its url name; `arguments` makes the parts of its address from a day."""

    label: str
    clause: str
    name: str
    allowed: "Callable[[Person], bool]" = reads_figures
    arguments: "Callable[[date], tuple[object, ...]]" = lambda _day: ()
    says: str = ""


class SupervisionLink(NamedTuple):
    label: str
    clause: str
    says: str
    url: str
    current: bool


def _reads_supervision(user: "Person") -> bool:
    return reads_area(user, Area.SUPERVISION)


# In the order of the document.
PAGES: tuple[SupervisionPage, ...] = (
    SupervisionPage(
        "督办约谈",
        "三（五）",
        "notices",
        allowed=_reads_supervision,
        says="约谈建议、约谈、督办通知书、通报：轮到谁办，时限还剩几天，从下达到销号的经过",
    ),
)


def links(user: "Person", day: "date", path: str = "") -> list[SupervisionLink]:
    """The pages that this person may open, the one at `path` marked."""
    return [
        SupervisionLink(page.label, page.clause, page.says, url, path.startswith(_root(url)))
        for page in PAGES
        if page.allowed(user)
        for url in [reverse(page.name, args=page.arguments(day))]
    ]


def holds(user: "Person", day: "date", path: str) -> bool:
    """Whether the page at `path` is one of supervision."""
    return path == reverse("supervision") or any(link.current for link in links(user, day, path))


def _root(url: str) -> str:
    return f"/{url.split('/')[1]}/"
