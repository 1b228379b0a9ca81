"""/settings/readings/: every point with its readings, what another moves, and the switch."""

from datetime import date

import pytest
from django.urls import reverse

from assessment.actions.policy import save_policy, switch_reading
from assessment.cards.engine import assess
from assessment.cards.foresight import foresee_numbers
from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.completion import completion
from assessment.models import Card, Policy, Quota
from assessment.models.runs import RunKind
from assessment.readings.figures import completion_changes, proposal_changes
from assessment.readings.points import BY_KEY, FIELDS, POINTS, Moves
from assessment.readings.words import Words
from projects.actions.reporting import ReportingError
from projects.choices import Role
from projects.models import ReportingMonth
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/settings/readings/"
DAY = date(2023, 4, 20)
APRIL = Month(2023, 4)
CARD_POINTS = [point for point in POINTS if point.moves is Moves.CARDS]


@pytest.fixture
def drc(client, settings):
    settings.FIXED_TODAY = DAY
    user = make_user(Role.DRC, name="王科长")
    client.force_login(user)
    return user


@pytest.fixture
def ledger(drc):
    """Late by exactly two months, by five days, started late; and a month without an average."""
    unit = make_unit("甲镇", number=1)
    make_project("TWO", name="两月厂", unit=unit, start_due=date(2023, 2, 20))
    make_project("FIVE", name="五日厂", unit=unit, start_due=date(2023, 4, 15))
    make_project("LATE", unit=unit, start_due=date(2023, 3, 1), started_on=date(2023, 3, 4))
    site = make_project("SITE", name="工地厂", unit=unit, started_on=date(2023, 1, 1))
    make_plan(site, 2023, 1000)
    for month, rate in (("2023-01", 10), ("2023-02", 20), ("2023-04", 40)):
        make_average(month, rate)
    make_month(site, "2023-01", 1)
    make_month(site, "2023-02", 399)
    save_policy(policy=Policy(year=2023), by=drc)
    assess(DAY, kind=RunKind.COMMAND)


def url(key: str, **query) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("reading", args=[key]) + (f"?{asked}" if asked else "")


def colours(month: Month) -> dict[tuple[str, int], int | None]:
    cards = Card.objects.of_month(month)
    return {
        (code, rule): colour
        for code, rule, colour in cards.values_list("project__code", "rule", "colour")
    }


def preview(client, key, to, reason="会议纪要第3号", **given):
    data = {"to": to, "seen": "1", "reason": reason, "preview": "1"} | given
    return client.post(url(key, to=to), data)


def confirm(client, key, to, **given):
    effect = preview(client, key, to, **given).context["effect"]
    chosen = {"confirm": "1", "fingerprint": effect.fingerprint}
    return preview(client, key, to, **given, **chosen)


def test_the_defaults_are_this_project_s_readings():
    """Whoever sets nothing has the first reading of every point."""
    policy = Policy(year=2023)
    assert [point.in_force(policy) for point in POINTS] == [p.readings[0] for p in POINTS]
    assert set(FIELDS) <= {field.name for field in Policy._meta.get_fields()}


def test_values_beside_the_named_readings_are_none_of_them():
    assert BY_KEY["persistent-red"].in_force(Policy(year=2023, persistent_red_months=5)) is None


def test_every_point_shows_text_reading_and_numbers(client, ledger):
    html = client.get(URL).content.decode()
    for point in POINTS:
        assert point.text in html
        assert point.clause in html
        for reading in point.readings:
            assert reading.label in html
    assert html.count("badge strong") == len(POINTS)
    assert "1 张牌会变" in html


@pytest.mark.parametrize("point", CARD_POINTS, ids=lambda point: point.key)
def test_what_is_foreseen_is_what_the_switch_makes(client, ledger, drc, point):
    """The month's list, the overview's number and the night agree for every reading."""
    for reading in point.readings[1:]:
        shown = client.get(url(point.key, to=reading.key)).context["cards"]
        policy = Policy.objects.get()
        assert foresee_numbers([reading.on(policy)], APRIL, DAY) == [shown.total]
        before = colours(APRIL)
        assert confirm(client, point.key, reading.key).status_code == 302
        after = colours(APRIL)
        moved = {key for key in after if after[key] != before[key]}
        assert moved == {(line.card.project.code, line.card.rule) for line in shown.lines}
        assert {(line.before, line.card.colour) for line in shown.lines} == {
            (before[key], after[key]) for key in moved
        }
        Policy.objects.all().delete()
        save_policy(policy=Policy(year=2023), by=drc)
        assess(DAY, kind=RunKind.COMMAND)
        assert colours(APRIL) == before


@pytest.mark.parametrize(
    ("key", "to", "moved"),
    [
        pytest.param("two-months", "yellow", {("TWO", Rule.START): (Colour.RED, Colour.YELLOW)},
                     id="exactly-two-months"),
        pytest.param("under-one-month", "yellow",
                     {("FIVE", Rule.START): (None, Colour.YELLOW),
                      ("LATE", Rule.START): (None, Colour.YELLOW)}, id="under-one-month-yellow"),
        pytest.param("under-one-month", "green", {("LATE", Rule.START): (None, Colour.GREEN)},
                     id="under-one-month-green"),
    ],
)  # fmt: skip
def test_the_month_s_list_names_card_before_and_after(client, ledger, key, to, moved):
    shown = client.get(url(key, to=to)).context["cards"]
    assert {
        (line.card.project.code, line.card.rule): (line.before, line.card.colour)
        for line in shown.lines
    } == moved
    assert shown.units == ["甲镇"]


def test_a_month_without_average_is_judged_by_the_last_one(client, ledger):
    shown = client.get(url("without-average", to="last", month="2023-03")).context["cards"]
    [line] = shown.lines
    assert (line.before, line.card.colour) == (None, Colour.GREEN)
    assert "本月未公布，沿用本年上一次公布的" in line.sentence


def test_a_switch_is_a_version_with_its_reason(client, ledger, drc):
    answer = confirm(client, "two-months", "yellow")
    assert answer.status_code == 302
    policy = Policy.objects.get()
    assert (policy.version, policy.at_red_limit) == (2, "yellow")
    [version] = client.get(url("two-months")).context["history"]
    assert (version.number, version.by, version.reason) == (2, drc, "会议纪要第3号")
    assert version.changes == ["正好满红牌时限 亮红牌 → 亮黄牌"]
    assert Card.objects.of_month(APRIL).filter(policy_version=2).exists()


def test_a_preview_keeps_nothing(client, ledger):
    shown = preview(client, "two-months", "yellow")
    assert "还没有改" in shown.content.decode()
    assert shown.context["effect"].total == 1
    assert Policy.objects.get().version == 1


def test_without_a_reason_nothing_is_previewed(client, ledger, drc):
    answer = preview(client, "two-months", "yellow", reason=" ")
    assert answer.status_code == 400
    assert "请写明原因" in answer.content.decode()
    with pytest.raises(ReportingError, match="原因"):
        switch_reading(
            year=2023,
            reading=BY_KEY["two-months"].readings[1],
            reason=" ",
            seen=1,
            today=DAY,
            by=drc,
        )


def test_a_locked_month_stays(client, ledger, drc):
    ReportingMonth.objects.create(year=2023, month=4)
    assess(DAY, kind=RunKind.COMMAND)
    before = colours(APRIL)
    html = client.get(url("two-months")).content.decode()
    assert "已锁定，亮牌是最终结果" in html
    assert "没有牌会变色" in html
    confirm(client, "two-months", "yellow")
    assert Policy.objects.get().at_red_limit == "yellow"
    assert colours(APRIL) == before


def test_who_comes_second_sees_both(client, ledger, drc):
    other = make_user(Role.DRC, name="李科长")
    policy = Policy.objects.get()
    policy.under_yellow_limit = "yellow"
    save_policy(policy=policy, by=other)
    answer = preview(client, "under-one-month", "green")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "李科长" in html
    assert "现行读法：亮黄牌" in html
    assert "您选的读法：已开工的亮绿牌，未开工的不亮牌" in html
    assert "会议纪要第3号" in html
    assert answer.context["form"]["seen"].value() == "2"
    assert Policy.objects.get().under_yellow_limit == "yellow"


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEADER, 403), (Role.AUDITOR, 403), (Role.UNIT, 403), (Role.DRC, 200)],
)
def test_only_the_drc_switches(client, ledger, role, status):
    client.force_login(make_user(role))
    assert preview(client, "two-months", "yellow").status_code == status


@pytest.mark.parametrize("key", ["nothing", "two_months"])
def test_no_such_point(client, drc, key):
    assert client.get(f"{URL}{key}/").status_code == 404


def test_no_such_reading(client, ledger):
    assert preview(client, "two-months", "blue").status_code == 404
    assert client.get(url("two-months", to="blue")).context["chosen"].key == "yellow"


def test_persistent_red_names_the_proposals(client, ledger, drc):
    project = make_project("RED", start_due=date(2022, 12, 1), unit=make_unit("乙镇", number=2))
    assess(DAY, kind=RunKind.COMMAND)
    html = client.get(url("persistent-red", to="same-3")).content.decode()
    assert "没有约谈建议会变" in html
    Card.objects.of_month(Month(2023, 2)).filter(project=project).update(colour=None)
    html = client.get(url("persistent-red", to="same-3")).content.decode()
    assert "建议约谈（2023年3月至2023年4月）" in html
    gone = proposal_changes(APRIL, Policy(year=2023), Policy(year=2023, persistent_red_months=3))
    assert [(one.proposal.project, one.before.months, one.after) for one in gone] == [
        (project, "2023年3月至2023年4月", None)
    ]


def test_surplus_moves_completion_and_no_rank(client, ledger, drc):
    unit = make_unit("丙镇", number=3)
    for band, number in ((QuotaBand.TOTAL, 3), (QuotaBand.OVER_100M, 1), (QuotaBand.OVER_5M, 2)):
        Quota.objects.create(unit=unit, year=2023, annex=Annex.START, band=band, printed=number)
    for _ in range(2):
        make_project(unit=unit, started_on=date(2023, 2, 1), total_investment=20_000)
    [change] = completion_changes(2023, DAY, carry=True)
    assert (change.unit, change.band, change.before, change.after) == (
        unit, QuotaBand.OVER_5M, 0, 1,
    )  # fmt: skip
    html = client.get(url("surplus")).content.decode()
    assert "丙镇" in html
    assert "50.0%" in html
    ranks = {row.label: row.rank for row in completion(2023, DAY).rows}
    confirm(client, "surplus", "yes")
    table = completion(2023, DAY)
    row = next(row for row in table.rows if row.unit == unit)
    assert row.cells[Annex.START, QuotaBand.OVER_5M].counted == change.after
    assert {row.label: row.rank for row in table.rows} == ranks
    assert completion_changes(2023, DAY, carry=True) == []


@pytest.mark.parametrize(
    ("values", "word"),
    [
        pytest.param({}, "逾期不足1个月不亮牌，予以预警", id="none"),
        pytest.param({"under_yellow_limit": "yellow"}, "逾期不足1个月的也亮黄牌", id="yellow"),
        pytest.param({"at_red_limit": "yellow"}, "正好满2个月的仍是黄牌", id="two-months"),
        pytest.param({"without_average": "keep"}, "但不中断连续", id="kept"),
        pytest.param({"without_average": "last"}, "沿用本年上一次公布的均值", id="last"),
        pytest.param({"persistent_scope": "any"}, "同一项目任一牌种月末连续2个月红牌", id="any"),
        pytest.param({"carry_surplus_down": True}, "高档次超额可以抵低档次任务", id="surplus"),
    ],
)
def test_the_pages_say_the_reading_in_force(client, drc, values, word):
    """规则, 使用说明 and, where it is about cards, 亮牌."""
    policy = Policy.objects.create(year=2023, **values)
    make_project(start_due=date(2023, 4, 1))
    pages = ["/settings/rules/", "/help/"]
    if word in Words(policy).cards:
        pages.append("/cards/2023-04/")
    for address in pages:
        assert word in client.get(address).content.decode(), address


def test_the_number_of_queries_is_fixed(client, ledger, django_assert_max_num_queries):
    for number in range(30):
        make_project(start_due=date(2023, 4, 1 + number % 15))
    for address in (URL, *(url(point.key) for point in POINTS)):
        with django_assert_max_num_queries(15, info=address):
            client.get(address)
