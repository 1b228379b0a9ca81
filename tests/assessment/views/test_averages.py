"""/averages/<month>/: typed, previewed, confirmed; never over somebody else's figures."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.cards.engine import assess
from assessment.choices import Colour, Rule
from assessment.models import AssessmentRun, Card, CityAverage
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.models import ReportingMonth
from tests.factories import make_average, make_month, make_plan, make_project, make_type, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/averages/2023-03/"
READERS = [Role.LEADER, Role.AUDITOR, Role.COMMERCE]


@pytest.fixture
def drc(client, settings):
    settings.FIXED_TODAY = date(2023, 4, 20)
    user = make_user(Role.DRC, name="王科长")
    client.force_login(user)
    return user


@pytest.fixture
def kind(drc):
    """One project type with a project at 30 % in March and no average yet."""
    kind = make_type("产业")
    project = make_project("A1", name="甲镇水泥厂", started_on=date(2022, 6, 1))
    make_plan(project, 2023, 1000)
    for month in (1, 2, 3):
        make_month(project, f"2023-{month:02d}", done=100)
    make_average("2023-02", 15, kind)
    assess(date(2023, 4, 20), kind=RunKind.COMMAND)
    return kind


def fields(client, **given) -> dict[str, str]:
    """What the page's form would send."""
    return filled(client.get(URL).context["form"]) | given


def filled(form) -> dict[str, str]:
    values = {bound.name: bound.value() for bound in form}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def typed(client, kind, rate: str, source: str = "") -> dict[str, str]:
    names = {f"rate-{kind.pk}": rate, f"source-{kind.pk}": source}
    return fields(client, **names)


def confirm(client, data) -> object:
    shown = client.post(URL, data | {"preview": "1"}).context["effect"]
    return client.post(URL, data | {"confirm": "1", "fingerprint": shown.fingerprint})


def test_the_page_shows_each_type_with_last_month_and_its_projects(client, kind):
    (line,) = client.get(URL).context["lines"]
    assert (line.row.kind, line.row.last, line.row.projects) == (kind, Decimal(15), 1)
    assert line.row.entry.rate is None


def test_a_preview_names_cards_and_reasons_and_keeps_nothing(client, kind):
    response = client.post(URL, typed(client, kind, "45", "市通报") | {"preview": "1"})
    html = response.content.decode()
    assert "未亮→黄" in html
    assert "甲镇水泥厂" in html
    assert "低于全市产业类平均进度 45.00%" in html
    assert not CityAverage.objects.filter(month=3).exists()
    assert AssessmentRun.objects.count() == 1


def test_a_confirm_writes_and_judges_at_once(client, kind, drc):
    response = confirm(client, typed(client, kind, "45", "市通报"))
    assert (response.status_code, response.headers["Location"]) == (302, URL)
    average = CityAverage.objects.get(month=3)
    assert (average.rate, average.source) == (Decimal(45), "市通报")
    assert average.history.first().history_user == drc
    assert Card.objects.get(month=3, rule=Rule.PROGRESS).colour == Colour.YELLOW
    html = client.get(URL).content.decode()
    assert "王科长" in html


def test_an_average_is_taken_away_by_a_blank(client, kind):
    confirm(client, typed(client, kind, "45"))
    confirm(client, typed(client, kind, ""))
    assert not CityAverage.objects.filter(month=3).exists()
    assert Card.objects.get(month=3, rule=Rule.PROGRESS).colour is None


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        pytest.param("45%", "“45%”带百分号，请去掉百分号，填如 45", id="percent-sign"),
        pytest.param("一半", "“一半”不是数字，请填如 45", id="word"),
        pytest.param("-1", "“-1”是负数", id="negative"),
        pytest.param("501", "“501”太大，最大为 500", id="too-large"),
        pytest.param("NaN", "“NaN”不是数字", id="nan"),
    ],
)
def test_a_wrong_rate_is_explained_and_stays(client, kind, rate, message):
    html = client.post(URL, typed(client, kind, rate) | {"preview": "1"}).content.decode()
    assert message in html
    assert f'value="{rate}"' in html


@pytest.mark.parametrize(
    ("rate", "kept"),
    [
        pytest.param("４５．５", "45.5", id="full-width"),
        pytest.param(" 45 ", "45", id="blanks"),
        pytest.param("45.1234567", "45.123457", id="rounded-to-six-places"),
    ],
)
def test_a_rate_is_read_as_imports_read_it(client, kind, rate, kept):
    confirm(client, typed(client, kind, rate))
    assert CityAverage.objects.get(month=3).rate == Decimal(kept)


def test_a_source_without_a_rate_is_refused(client, kind):
    html = client.post(URL, typed(client, kind, "", "市通报")).content.decode()
    assert "填了来源，请填平均进度" in html


def test_going_back_keeps_what_was_typed(client, kind):
    html = client.post(URL, typed(client, kind, "45", "市通报") | {"edit": "1"}).content.decode()
    assert 'value="45"' in html
    assert 'value="市通报"' in html
    assert "预览影响" in html


def test_a_form_from_before_another_edit_loses_and_shows_both(client, kind):
    mine = typed(client, kind, "45")
    other = make_user(Role.DRC, name="李科长")
    average = make_average("2023-03", 30, kind)
    average.source = "市局"
    average._history_user = other
    average.save()
    response = client.post(URL, mine | {"preview": "1"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "他人改过同样的均值，没有保存" in html
    assert "<td>45　</td><td>30　市局</td><td>李科长，" in html
    assert CityAverage.objects.get(month=3).rate == 30
    (line,) = response.context["lines"]
    data = filled(response.context["form"])
    assert (line.rate.value(), data[f"rate-{kind.pk}"]) == ("45", "45")
    assert confirm(client, data).status_code == 302
    assert CityAverage.objects.get(month=3).rate == 45


def test_a_stale_confirm_loses_too(client, kind):
    mine = typed(client, kind, "45")
    shown = client.post(URL, mine | {"preview": "1"}).context["effect"]
    make_average("2023-03", 30, kind)
    late = client.post(URL, mine | {"confirm": "1", "fingerprint": shown.fingerprint})
    assert late.status_code == 409
    assert CityAverage.objects.get(month=3).rate == 30


def test_a_deleted_and_rewritten_average_is_another_version(client, kind):
    make_average("2023-03", 30, kind)
    mine = typed(client, kind, "45")
    CityAverage.objects.get(month=3).delete()
    make_average("2023-03", 35, kind)
    assert client.post(URL, mine | {"preview": "1"}).status_code == 409


def test_what_others_wrote_stays_where_this_person_changed_nothing(client, kind):
    livelihood = make_type("民生")
    mine = typed(client, kind, "45")
    make_average("2023-03", 30, livelihood)
    assert confirm(client, mine).status_code == 302
    rates = dict(CityAverage.objects.filter(month=3).values_list("project_type__name", "rate"))
    assert rates == {"产业": 45, "民生": 30}


def test_a_confirm_of_other_steps_shows_them_first(client, kind):
    mine = typed(client, kind, "45")
    shown = client.post(URL, mine | {"preview": "1"}).context["effect"]
    another = make_project("B1", started_on=date(2023, 1, 1))
    make_plan(another, 2023, 100)
    response = client.post(URL, mine | {"confirm": "1", "fingerprint": shown.fingerprint})
    assert "预览之后台账又有变动，没有保存" in response.content.decode()
    assert response.context["effect"].total == 2
    assert not CityAverage.objects.filter(month=3).exists()


def test_a_locked_month_refuses(client, kind):
    mine = typed(client, kind, "45")
    ReportingMonth.objects.create(year=2023, month=3)
    html = client.post(URL, mine | {"preview": "1"}).content.decode()
    assert "2023年3月已锁定，均值不能更改" in html
    assert "预览影响" not in html
    assert not CityAverage.objects.filter(month=3).exists()


@pytest.mark.parametrize("role", READERS)
def test_the_county_s_readers_only_read(client, kind, role):
    make_average("2023-03", 30, kind)
    mine = typed(client, kind, "45")
    client.force_login(make_user(role))
    html = client.get(URL).content.decode()
    assert "预览影响" not in html
    assert 'name="rate-' not in html
    assert client.post(URL, mine | {"preview": "1"}).status_code == 403


@pytest.mark.parametrize("role", [Role.UNIT, Role.SYSADMIN])
def test_others_see_nothing(client, kind, role):
    client.force_login(make_user(role))
    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("number", ["x", "0", "99", "²", "1" * 30])
def test_an_odd_page_number_is_a_page(client, kind, number):
    data = typed(client, kind, "45") | {"page": number}
    assert client.post(URL, data).context["effect"].page == 1


def test_the_number_of_queries_is_fixed(client, kind, django_assert_num_queries):
    with django_assert_num_queries(8):
        client.get(URL)
    for number in range(5):
        other = make_type(f"类型{number}")
        make_average("2023-03", 10, other)
        make_project(project_type=other, started_on=date(2023, 1, 1))
    with django_assert_num_queries(8):
        client.get(URL)


def test_without_a_type_the_page_says_what_to_do(client, drc):
    assert "还没有项目类型" in client.get(URL).content.decode()
