from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from assessment.choices import Annex, QuotaBand
from assessment.models import AnnexRow, AnnexTotal, Goal, Policy, Quota
from projects.choices import Layer, UnitKind
from projects.models import ProjectType, Unit, UnitAlias
from tests.factories import make_user

YEAR = 2023


def load() -> str:
    out = StringIO()
    call_command("load_annexes", stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded(db):
    return load()


@pytest.mark.parametrize(
    ("annex", "band", "column_sum", "printed_total"),
    [
        pytest.param(Annex.START, QuotaBand.TOTAL, 315, 315, id="start-total"),
        pytest.param(Annex.START, QuotaBand.OVER_100M, 72, 72, id="start-100m"),
        pytest.param(Annex.START, QuotaBand.OVER_5M, 249, 243, id="start-5m-contradiction"),
        pytest.param(Annex.START, QuotaBand.INDUSTRIAL, 210, 210, id="start-industrial"),
        pytest.param(Annex.PLANNING, QuotaBand.TOTAL, 540, 540, id="planning-total"),
        pytest.param(Annex.PLANNING, QuotaBand.OVER_10B, 4, 4, id="planning-10b"),
        pytest.param(Annex.PLANNING, QuotaBand.OVER_5B, 43, 43, id="planning-5b"),
        pytest.param(Annex.PLANNING, QuotaBand.OVER_1B, 89, 89, id="planning-1b"),
        pytest.param(Annex.PLANNING, QuotaBand.OVER_100M, 178, 178, id="planning-100m"),
        pytest.param(Annex.PLANNING, QuotaBand.OVER_5M, 226, 226, id="planning-5m"),
    ],
)
def test_columns_are_as_printed(loaded, annex, band, column_sum, printed_total):
    column = Quota.objects.filter(year=YEAR, annex=annex, band=band)
    assert column.count() == 40
    assert column.aggregate(sum=Sum("printed"))["sum"] == column_sum
    assert AnnexTotal.objects.get(year=YEAR, annex=annex, band=band).printed == printed_total


@pytest.mark.parametrize(
    ("number", "layer", "kind"),
    [
        pytest.param(1, Layer.TOWN_PARK, UnitKind.TOWN, id="first-town"),
        pytest.param(13, Layer.TOWN_PARK, UnitKind.TOWN, id="last-town"),
        pytest.param(14, Layer.TOWN_PARK, UnitKind.PARK, id="first-park"),
        pytest.param(16, Layer.TOWN_PARK, UnitKind.PARK, id="last-park"),
        pytest.param(17, Layer.DEPARTMENT, UnitKind.BUREAU, id="first-bureau"),
        pytest.param(30, Layer.DEPARTMENT, UnitKind.BUREAU, id="last-bureau"),
        pytest.param(31, Layer.DEPARTMENT, UnitKind.COMPANY, id="first-company"),
        pytest.param(40, Layer.DEPARTMENT, UnitKind.COMPANY, id="last-company"),
    ],
)
def test_units_stand_in_layer_and_kind(loaded, number, layer, kind):
    unit = Unit.objects.get(number=number)
    assert (unit.layer, unit.kind) == (layer, kind)


def test_a_blank_is_not_zero(loaded):
    blank = Quota.objects.get(year=YEAR, unit__name="县住建局", band=QuotaBand.INDUSTRIAL)
    assert blank.printed is None


def test_one_unit_printed_under_two_names(loaded):
    unit = Unit.objects.get(number=23)
    names = dict(AnnexRow.objects.filter(unit=unit).values_list("annex", "printed_name"))
    assert unit.name == "县水利局"
    assert names == {Annex.START: "县水利局", Annex.PLANNING: "县水务局"}
    assert UnitAlias.objects.get(name="县水务局").unit == unit


def test_goals_types_and_policy(loaded):
    goals = {(goal.annex, goal.key): goal.target for goal in Goal.objects.filter(year=YEAR)}
    assert goals == {
        ("start", "total"): 300,
        ("start", "industrial"): 200,
        ("planning", "total"): 500,
        ("planning", "over_10b"): 4,
        ("planning", "over_5b"): 40,
        ("planning", "over_1b"): 90,
        ("planning", "leading"): 40,
        ("planning", "key"): 25,
        ("planning", "other"): 12,
    }
    assert list(ProjectType.objects.values_list("name", flat=True)) == ["产业", "基础设施", "民生"]
    policy = Policy.objects.get(year=YEAR)
    assert (policy.yellow_after_months, policy.red_after_months) == (1, 2)
    assert not policy.carry_surplus_down


def test_repeating_changes_nothing(loaded):
    history = Quota.history.count()
    assert "任务指标：新增 400，更新 0，无变化 0" in loaded
    again = load()
    assert "新增 0，更新 0，无变化 400" in again
    assert all("新增 0，更新 0" in line for line in again.splitlines())
    assert Quota.history.count() == history


def test_repeating_keeps_what_people_changed_and_restores_what_is_printed(loaded):
    quota = Quota.objects.get(year=YEAR, unit__number=25, annex="start", band="over_5m")
    quota.correction, quota.correction_reason = 2, "与合计相符"
    quota.corrected_by, quota.corrected_at = make_user(), "2023-04-01T08:00+08:00"
    quota.printed = 7
    quota.save()
    Unit.objects.filter(number=1).update(name="文庙街道办事处")
    Policy.objects.update(red_after_months=3)

    assert "任务指标：新增 0，更新 1，无变化 399" in load()

    quota.refresh_from_db()
    assert (quota.printed, quota.correction) == (5, 2)
    assert Unit.objects.get(number=1).name == "文庙街道办事处"
    assert Policy.objects.get().red_after_months == 3


def test_a_unit_in_the_way_is_one_clear_line(db):
    Unit.objects.create(number=99, name="文庙街道", layer=Layer.TOWN_PARK, kind=UnitKind.TOWN)
    with pytest.raises(CommandError, match=r"units\.csv"):
        load()
    assert not Quota.objects.exists()
