"""Rewards' pages: tiers, interest subsidy, decisions, stale forms, the list as a workbook."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from projects.choices import Level, Role
from projects.models import Reward, RewardTier
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
YEAR = "/rewards/2023/"
LISTED = "/rewards/2023/A1/listed/"
PRODUCTION = "/rewards/2023/A1/production/"


@pytest.fixture
def project(settings):
    """On the city's list with its plan met, and producing in the year of its start."""
    settings.FIXED_TODAY = date(2023, 12, 31)
    project = make_project(
        "A1",
        name="甲厂",
        unit=make_unit("甲镇"),
        is_industrial=True,
        level=Level.CITY,
        start_due=date(2023, 3, 1),
        started_on=date(2023, 3, 1),
        completed_on=date(2023, 9, 1),
        in_production_on=date(2023, 10, 1),
    )
    make_plan(project, 2023, 100)
    make_month(project, "2023-09", done=100)
    return project


def login(client, role, unit=None):
    client.force_login(make_user(role, unit), backend="projects.auth.RoleBackend")
    return client


@pytest.fixture
def drc(client, project):
    return login(client, Role.DRC)


def decision(move, version=0, **given):
    return {"move": move, "version": version, "amount": "", "opinion": ""} | given


def test_a_reward_goes_from_candidate_to_agreed(drc):
    assert drc.post(LISTED, decision("verify")).status_code == 302
    answer = drc.post(LISTED, decision("agree", 1, opinion="符合条件"))
    assert (answer.status_code, answer.url) == (302, YEAR)
    row = Reward.objects.get()
    assert (row.state, row.amount, row.opinion) == ("agreed", 5, "符合条件")
    assert "同意" in drc.get(YEAR).content.decode()


def test_on_both_lists_the_higher_counts_and_is_flagged(drc):
    drc.post(LISTED, decision("verify", on_both_lists="on"))
    assert Reward.objects.get().amount == 10
    assert "同时在省、市重点名单，按高的计" in drc.get(YEAR).content.decode()
    assert "checked" in drc.get(LISTED).content.decode()


@pytest.mark.parametrize(
    ("url", "given", "said"),
    [
        pytest.param(LISTED, decision("agree"), "不能", id="skips-the-check"),
        pytest.param(LISTED, decision("verify", amount="11"), "不能超过", id="more-than-the-rules"),
        pytest.param(LISTED, decision("verify", amount="很多"), "不是数字", id="no-number"),
        pytest.param(LISTED, decision("refuse"), "不同意须写明意见", id="refused-without-a-word"),
        pytest.param(LISTED, decision("pay"), "不能", id="no-such-move"),
    ],
)
def test_a_wrong_decision_is_said_and_writes_nothing(drc, url, given, said):
    answer = drc.post(url, given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Reward.objects.exists()


def test_nothing_is_agreed_before_its_tier_is_set(drc):
    drc.post(PRODUCTION, decision("verify"))
    answer = drc.post(PRODUCTION, decision("agree", 1))
    assert answer.status_code == 400
    assert "请先在本年度奖励页设置档次" in answer.content.decode()
    assert drc.post(YEAR, {"tier": "1", "floor": "5000", "amount": "30"}).status_code == 302
    assert drc.post(PRODUCTION, decision("agree", 1)).status_code == 302
    assert Reward.objects.get().amount == 30


def test_a_stale_decision_shows_both_and_names_its_move_again(drc):
    drc.post(LISTED, decision("verify", opinion="同事的"))
    for version in (0, 7):
        answer = drc.post(LISTED, decision("refuse", version, opinion="我的"))
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "同事的" in html
        assert "我的" in html
        assert 'name="move" value="refuse"' in html
    assert Reward.objects.get().state == "verified"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"floor": "", "amount": "30"}, "请填写总投资下限", id="no-floor"),
        pytest.param({"floor": "1", "amount": "101"}, "不能超过100", id="over-a-hundred"),
        pytest.param({"floor": "5000", "amount": "1"}, "同一下限", id="twice"),
    ],
)
def test_a_wrong_tier_is_said(drc, given, said):
    RewardTier.objects.create(year=2023, floor=Decimal(5000), amount=Decimal(20))
    answer = drc.post(YEAR, {"tier": "1"} | given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert RewardTier.objects.count() == 1


def test_a_tier_is_removed_by_who_has_seen_it_as_it_is(drc):
    tier = RewardTier.objects.create(year=2023, floor=Decimal(5000), amount=Decimal(20))
    drc.post(YEAR, {"remove": tier.pk, "version": 9})
    assert RewardTier.objects.exists()
    assert "已由别人改过" in drc.get(YEAR).content.decode()
    assert drc.post(YEAR, {"remove": "x", "version": 1}).status_code == 404
    assert drc.post("/rewards/2022/", {"remove": tier.pk, "version": 1}).status_code == 404
    drc.post(YEAR, {"remove": tier.pk, "version": 1})
    assert not RewardTier.objects.exists()


def test_interest_subsidy_is_named_by_code_once_and_for_industry_only(drc, project):
    given = {"project": "A1", "amount": "12", "opinion": "技改贷款"}
    assert drc.post(YEAR, given).status_code == 302
    row = Reward.objects.get()
    assert (row.kind, row.amount, row.opinion) == ("interest", 12, "技改贷款")
    for wrong, said in (
        (given, "已有这一类奖励"),
        (given | {"project": "B9"}, "没有这个项目编号"),
        (given | {"opinion": ""}, "请填写依据"),
    ):
        answer = drc.post(YEAR, wrong)
        assert answer.status_code == 400
        assert said in answer.content.decode()
    make_project("B1", is_industrial=False)
    answer = drc.post(YEAR, given | {"project": "B1"})
    assert "只给产业类项目" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "own", "reads"),
    [
        pytest.param(Role.UNIT, True, 200, id="unit"),
        pytest.param(Role.UNIT, False, 404, id="another-unit"),
        pytest.param(Role.FINANCE, False, 200, id="finance"),
        pytest.param(Role.INDUSTRY, False, 200, id="industry"),
        pytest.param(Role.LEADER, False, 200, id="leader"),
        pytest.param(Role.ORGANISATION, False, 403, id="another-co-lead"),
    ],
)
def test_only_the_bureau_decides(client, project, role, own, reads):
    login(client, role, project.unit if own else None)
    assert client.get(LISTED).status_code == reads
    assert client.post(LISTED, decision("verify")).status_code in {403, reads} - {200}
    for given in ({"tier": "1", "floor": "1", "amount": "1"}, {"project": "A1", "opinion": "x"}):
        assert client.post(YEAR, given).status_code == 403
    assert not Reward.objects.exists()
    assert not RewardTier.objects.exists()


def test_the_papers_behind_are_told_to_all_and_linked_for_who_may_open_them(client, project):
    for role, linked in ((Role.DRC, True), (Role.STATISTICS, True), (Role.FINANCE, False)):
        html = login(client, role).get(PRODUCTION).content.decode()
        assert "缺竣工、投产凭证" in html
        assert ("/enrolment/A1/" in html) is linked


def test_what_is_no_reward_has_no_page(drc):
    assert drc.get("/rewards/2023/A1/interest/").status_code == 404
    assert drc.get("/rewards/2023/A1/medal/").status_code == 404
    assert drc.get("/rewards/2022/A1/listed/").status_code == 404


def test_the_list_is_a_workbook(drc):
    answer = drc.get(f"{YEAR}file/")
    page = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = {str(cell) for row in page.iter_rows(values_only=True) for cell in row}
    assert {"甲厂", "甲镇"} <= cells
