"""The main navigation: which page stands in it for whom."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from assessment import supervision
from assessment.queries import figures_day
from projects import chain, permissions
from projects.excel import registry
from projects.periods import Month

if TYPE_CHECKING:
    from datetime import date

    from projects.permissions import Person


class Page(NamedTuple):
    """A page of the navigation; `at` says what its address needs: nothing, a year or a month."""

    label: str
    name: str
    allowed: "Callable[[Person], bool]"
    at: str = ""


class Item(NamedTuple):
    label: str
    url: str
    current: bool


def _signed_in(user: "Person") -> bool:
    return permissions.role_of(user) is not None


def _opens_admin(user: "Person") -> bool:
    return permissions.role_of(user) in permissions.STAFF


PAGES = (
    Page("首页", "home", _signed_in),
    Page("填报", "report-now", permissions.reports),
    Page("周调度", "weekly-now", permissions.reads_figures),
    Page("项目", "projects", permissions.reads_figures),
    Page("全链条", "chain", chain.opens_chain),
    Page("领导一屏", "screen", permissions.reads_county),
    Page("督导考核", "supervision", permissions.reads_figures),
    Page("审核", "review", permissions.reads_all, "month"),
    Page("指标完成", "quota", permissions.reads_figures, "year"),
    Page("亮牌", "cards", permissions.reads_figures, "month"),
    Page("通报", "bulletin", permissions.reads_county, "month"),
    Page("导入", "import", registry.imports),
    Page("全市均值", "averages", permissions.reads_all, "month"),
    Page("附件核对", "annexes", permissions.reads_all, "year"),
    Page("评定", "assess", permissions.leads),
    Page("年度设置", "year-settings", permissions.reads_all),
    Page("规则", "rules", permissions.reads_figures),
    Page("帮助", "help", _signed_in),
    Page("管理后台", "admin:index", _opens_admin),
)


def items(user: "Person", path: str) -> list[Item]:
    """The navigation of `user`, the page at `path` marked; empty for a stranger."""
    if not _signed_in(user):
        return []
    day = figures_day()
    parts = {"": (), "year": (day.year,), "month": (Month.of(day),)}
    urls = {page: reverse(page.name, args=parts[page.at]) for page in PAGES if page.allowed(user)}
    return [Item(page.label, url, _is_current(user, day, url, path)) for page, url in urls.items()]


def _is_current(user: "Person", day: "date", url: str, path: str) -> bool:
    depth = 3 if url.startswith("/settings/") else 2
    section = "/".join(url.split("/")[:depth])
    if url == reverse("chain"):
        return chain.holds(path)
    if url == reverse("supervision"):
        return supervision.holds(user, day, path)
    return path == "/" if url == "/" else path.startswith(section + "/")
