"""The pages of supervision and assessment, 三（一）to 三（五）, and who is let into which."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from assessment.queries import figures_day
from projects.periods import Month
from projects.permissions import reads_figures, reads_supervision

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


# In the order of the document.
PAGES: tuple[SupervisionPage, ...] = (
    SupervisionPage(
        "激励预警",
        "三（一）",
        "mentions",
        arguments=lambda _day: (Month.of(figures_day()),),
        says="按本月数据建议正向激励和预警提醒的单位，由发改局决定",
    ),
    SupervisionPage(
        "四不两直",
        "三（三）",
        "patrol",
        reads_supervision,
        says="不打招呼的检查：发现问题、限期整改、复查销号",
    ),
    SupervisionPage(
        "限时交办",
        "三（五）",
        "tasks",
        reads_supervision,
        says="县委、县政府、保障办交办事项的签收、报告、核验，和按期要交的报告",
    ),
    SupervisionPage(
        "挂牌督办",
        "三（五）",
        "listings",
        reads_supervision,
        says="滞后项目的挂牌依据、逐月整改和摘牌",
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
