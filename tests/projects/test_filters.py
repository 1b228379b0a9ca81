from datetime import date
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from projects.choices import Layer, Role
from projects.filters import ProjectFilter, words
from projects.models import IndustryChain, Project
from tests.factories import make_month, make_project, make_type, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = "2023-11-30"


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def filtered(query: str, user) -> ProjectFilter:
    return ProjectFilter(
        QueryDict(query), Project.objects.visible_to(user), request=SimpleNamespace(user=user)
    )


def codes(query: str, user) -> list[str]:
    chosen = filtered(query, user)
    assert chosen.form.is_valid(), chosen.form.errors
    return [project.code for project in chosen.qs]


@pytest.fixture
def ledger():
    town = make_unit("文庙街道", layer=Layer.TOWN_PARK)
    bureau = make_unit("县工信局", layer=Layer.DEPARTMENT)
    chain = IndustryChain.objects.create(name="新材料", tier="leading")
    make_project(
        "A", name="阀门", unit=town, owner="某公司", total_investment=10_000, chain=chain,
        planned_on=date(2023, 1, 5), start_due=date(2023, 2, 1), started_on=date(2023, 3, 1),
        is_industrial=True, level="city",
    )  # fmt: skip
    make_project(
        "B", name="道路", unit=bureau, total_investment="499.99", project_type=make_type("民生"),
        start_due=date(2023, 11, 29), is_hard_case=True,
    )  # fmt: skip
    make_project("C", name="水厂", unit=bureau, total_investment=500, start_due=date(2023, 11, 30))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["A", "B", "C"], id="all"),
        pytest.param("q=阀", ["A"], id="name"),
        pytest.param("q=某公", ["A"], id="owner"),
        pytest.param("q=c", ["C"], id="code-any-case"),
        pytest.param("layer=department", ["B", "C"], id="layer"),
        pytest.param("band=over_100m&band=below", ["A", "B"], id="bands-repeat"),
        pytest.param("counted=1", ["A", "C"], id="exactly-500-counts"),
        pytest.param("industrial=1", ["A"], id="industrial"),
        pytest.param("industrial=false", ["A", "B", "C"], id="switch-off"),
        pytest.param("hard=1", ["B"], id="hard-case"),
        pytest.param("level=city", ["A"], id="level"),
        pytest.param("tier=leading", ["A"], id="tier"),
        pytest.param("started_from=2023-03-01&started_to=2023-03-01", ["A"], id="started-on-ends"),
        pytest.param("started_from=2023-03-02", [], id="started-later"),
        pytest.param("planned_to=2023-01-05", ["A"], id="planned-to"),
        pytest.param(f"overdue=1&day={DAY}", ["B", "C"], id="due-on-the-day"),
        pytest.param("overdue=1&day=2023-11-29", ["B"], id="due-the-day-after"),
        pytest.param("overdue=1&day=2023-02-28", ["A"], id="started-after-the-day"),
        pytest.param(f"stage=under_way&day={DAY}", ["A"], id="stage"),
        pytest.param("stage=started&day=2023-03-31", ["A"], id="stage-in-month-of-start"),
        pytest.param("stage=planned&day=2023-02-28", ["A"], id="stage-of-another-day"),
        pytest.param("reached=started&day=2023-03-01", ["A"], id="reached-on-the-day"),
        pytest.param("reached=started&day=2023-02-28", [], id="not-reached-yet"),
        pytest.param("unreported=2023-11", ["A"], id="unreported"),
    ],
)
def test_narrowing(ledger, drc, query, expected):
    assert codes(query, drc) == expected


def test_a_counted_report_is_not_missing(ledger, drc):
    make_month(Project.objects.get(code="A"), "2023-11", done=0)
    assert codes("unreported=2023-11", drc) == []


def test_a_unit_cannot_choose_another(ledger):
    bureau = Project.objects.get(code="C").unit
    clerk = make_user(Role.UNIT, unit=bureau)
    town = Project.objects.get(code="A").unit
    assert codes(f"unit={town.pk}&layer=town_park", clerk) == ["B", "C"]


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("started_from=2023/3", "started_from", "日期请写成 2023-03-01 的样子"),
        ("unreported=2023-13", "unreported", "月份请写成 2023-03 的样子"),
    ],
)
def test_bad_input_says_how_to_write_it(drc, query, field, message):
    assert filtered(query, drc).form.errors[field] == [message]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", [], id="none"),
        pytest.param(
            "started_from=2023-01-01&started_to=2023-12-31&band=over_100m&layer=town_park",
            ["镇街园区", "1亿元以上", "2023年开工"],
            id="whole-year",
        ),
        pytest.param(
            "planned_from=2023-01-01&planned_to=2023-11-30",
            ["2023-01-01至2023-11-30策划通过"],
            id="part-of-a-year",
        ),
        pytest.param("started_from=2023-05-01", ["2023-05-01起开工"], id="open-end"),
        pytest.param("started_to=2023-05-01", ["2023-05-01前（含）开工"], id="open-start"),
        pytest.param("band=over_1b&band=over_5m", ["10亿元以上、500万元以上"], id="bands"),
        pytest.param("stage=signed&reached=planned", ["签约阶段", "已策划"], id="stages"),
        pytest.param("unreported=2023-11", ["2023年11月缺报"], id="unreported"),
        pytest.param("hard=1&q=水", ["含“水”", "攻坚项目"], id="switches"),
    ],
)
def test_filters_in_words(drc, query, expected):
    chosen = filtered(query, drc)
    assert chosen.form.is_valid()
    assert words(chosen.form) == expected


def test_the_unit_is_named_in_words(ledger, drc):
    town = Project.objects.get(code="A").unit
    chosen = filtered(f"unit={town.pk}", drc)
    assert chosen.form.is_valid()
    assert words(chosen.form) == ["文庙街道"]
