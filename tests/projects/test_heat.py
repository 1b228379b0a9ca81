from datetime import date

import pytest

from projects.choices.resources import NeedState, ResourceKind
from projects.heat import Cell, column_totals, heat_map
from projects.models import ResourceNeed
from tests.factories import make_project, make_unit

pytestmark = pytest.mark.django_db


def need(project, kind, content, state=NeedState.RAISED):
    return ResourceNeed.objects.create(
        project=project,
        kind=kind,
        content=content,
        need_by=date(2023, 5, 1),
        state=state,
        matched_with="局",
        result="好",
    )


@pytest.mark.parametrize(("number", "shade"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_shades(number, shade):
    assert Cell("land", "土地", number).shade == shade


def test_open_needs_by_unit_and_kind_in_annex_order(django_assert_num_queries):
    second = make_project(unit=make_unit("乙镇", number=2))
    first = make_project(unit=make_unit("甲镇", number=1))
    make_project(unit=make_unit("丙镇", number=3))
    need(first, "land", "一")
    need(first, "land", "二", NeedState.MATCHED)
    need(first, "land", "三", NeedState.SETTLED)
    need(first, "land", "四", NeedState.WITHDRAWN)
    need(second, "power", "一")
    with django_assert_num_queries(2):
        lines = heat_map(ResourceNeed.objects.all())
    assert [(line.unit.name, line.total) for line in lines] == [("甲镇", 2), ("乙镇", 1)]
    assert [cell.label for cell in lines[0].cells] == list(ResourceKind.labels)
    assert dict(zip(ResourceKind.values, column_totals(lines), strict=True)) == dict.fromkeys(
        ResourceKind.values, 0
    ) | {"land": 2, "power": 1}


def test_nothing_asked_for():
    assert heat_map(ResourceNeed.objects.all()) == []
    assert column_totals([]) == []
