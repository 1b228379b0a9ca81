"""The pages of supervision and assessment, 三（一）to 三（五）, and who is let into which."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from projects.choices.areas import Area
from projects.periods import Month
from projects.permissions import reads_area, reads_figures, reads_known, reads_supervision

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
    # What the addresses of the page begin with, where the first part is shared with others.
    root: str = ""
    # It belongs to another section: the hub leads there, the row of pages does not show it.
    elsewhere: bool = False


class SupervisionLink(NamedTuple):
    label: str
    clause: str
    says: str
    url: str
    current: bool


def _reads_supervision(user: "Person") -> bool:
    return reads_area(user, Area.SUPERVISION)


def _reads_visits(user: "Person") -> bool:
    return reads_area(user, Area.GUARANTEES)


# In the order of the document.
PAGES: tuple[SupervisionPage, ...] = (
    SupervisionPage(
        "督办约谈",
        "三（五）",
        "notices",
        allowed=_reads_supervision,
        says="约谈建议、约谈、督办通知书、通报：轮到谁办，时限还剩几天，从下达到销号的经过",
    ),
    SupervisionPage(
        "前瞻",
        "二（三）3、二（四）2、三（五）",
        "outlook",
        says="任务还能不能完成，项目怎样亮绿牌、何时变牌",
    ),
    SupervisionPage(
        "激励预警",
        "三（一）",
        "mentions",
        arguments=lambda day: (Month.of(day).plus(-1),),
        says="按本月数据建议正向激励和预警提醒的单位，由发改局决定",
    ),
    SupervisionPage(
        "包保走访",
        "三（二）",
        "visits",
        allowed=_reads_visits,
        says="四包责任、县领导每半月走访、挂职干部每周驻点，谁还没有去",
        elsewhere=True,
    ),
    SupervisionPage(
        "走访问题",
        "三（二）",
        "visit-problems",
        allowed=_reads_visits,
        says="走访发现的问题：交办、限期解决、核实销号，谁的逾期了",
        elsewhere=True,
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
    SupervisionPage(
        "当时所知",
        "三（一）",
        "known",
        reads_known,
        lambda day: (Month.of(day).plus(-1),),
        "某月的亮牌和完成情况，过去某一天知道的和现在知道的有什么不同，是谁改动的",
    ),
    SupervisionPage(
        "计分考核",
        "三（五）",
        "scores",
        arguments=lambda day: (Month.of(day).plus(-1),),
        says="每月得分、位次、升降，每一分都能点开到项目和条款",
        root="/scores/2",
    ),
    SupervisionPage(
        "计分办法",
        "三（五）",
        "score-schemes",
        says="计分项、权重、封顶、扣分和否决；草案先试算再采用",
        root="/scores/schemes/",
    ),
    SupervisionPage(
        "表彰和一票否决",
        "三（五）",
        "score-awards",
        arguments=lambda day: (day.year,),
        says="表彰候选和决定，一票否决及其解除",
        root="/scores/awards/",
    ),
)


def links(user: "Person", day: "date", path: str = "") -> list[SupervisionLink]:
    """The section's pages that this person may open, the one at `path` marked."""
    pages = [page for page in PAGES if not page.elsewhere]
    return [_link(page, day, path) for page in pages if page.allowed(user)]


def hub(user: "Person", day: "date") -> list[SupervisionLink]:
    """All that the hub leads this person to, pages of other sections too."""
    return [_link(page, day, "") for page in PAGES if page.allowed(user)]


def _link(page: SupervisionPage, day: "date", path: str) -> SupervisionLink:
    url = reverse(page.name, args=page.arguments(day))
    current = path.startswith(page.root or _root(url))
    return SupervisionLink(page.label, page.clause, page.says, url, current)


def holds(user: "Person", day: "date", path: str) -> bool:
    """Whether the page at `path` is one of supervision."""
    return path == reverse("supervision") or any(link.current for link in links(user, day, path))


def _root(url: str) -> str:
    return f"/{url.split('/')[1]}/"
