"""The review desk in the browser: who waits, what is doubtful, accept, return, lock, reopen."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Card
from projects.actions.submission import submit, withdraw
from projects.choices import Role, SubmissionState
from projects.models import LockEvent, Message, MonthlyReport, ReportingMonth, Submission, Unit
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

APRIL = Month(2023, 4)
S = SubmissionState


@pytest.fixture(autouse=True)
def may_day(settings):
    settings.FIXED_TODAY = date(2023, 5, 8)


@pytest.fixture
def drc(client):
    user = make_user(Role.DRC)
    client.force_login(user, backend="projects.auth.RoleBackend")
    return user


def make_reporting_unit(name: str, *amounts, last=100, plan=120) -> Unit:
    """A unit with one project under construction for each amount of April; None is blank."""
    unit = make_unit(name)
    for place, amount in enumerate(amounts, start=1):
        project = make_project(
            f"{name}-{place}", unit=unit, name=f"{name}项目{place}", started_on=date(2023, 1, 5)
        )
        make_plan(project, 2023, 5000)
        make_month(project, "2023-03", done=last, visible_progress="三月")
        make_month(project, "2023-04", done=amount, plan=plan, visible_progress="四月")
    return unit


def hand_in(unit: Unit, today=date(2023, 5, 4)) -> Submission:
    clerk = make_user(Role.UNIT, unit)
    given = {"unit": unit, "month": APRIL, "by": clerk, "at": timezone.now()}
    return submit(**given, today=today, due=date(2023, 5, 5))


def page(client, name: str = "review", *args) -> str:
    response = client.get(reverse(name, args=[APRIL, *args]))
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> list[str]:
    """The table's lines as plain text, in order."""
    body = html.split("<tbody>")[1].partition("</tbody>")[0]
    lines = re.findall(r"<tr[ >].*?</tr>|<tr>.*?</tr>", body, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def post(client, name: str, *args, **data):
    return client.post(reverse(name, args=[APRIL, *args]), data)


def words(response) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]


@pytest.fixture
def county():
    """One unit for each standing; the order on the desk is not that of the annexes."""
    accepted = make_reporting_unit("已审镇", 100)
    silent = make_reporting_unit("未报镇", None)
    clean = make_reporting_unit("清楚镇", 100, 110)
    doubtful = make_reporting_unit("可疑镇", 100, None, 0)
    make_unit("闲镇")
    for unit in (accepted, clean, doubtful):
        hand_in(unit)
    Submission.objects.filter(unit=accepted).update(state=S.ACCEPTED)
    return {"accepted": accepted, "silent": silent, "clean": clean, "doubtful": doubtful}


def test_the_desk_shows_every_unit_the_doubtful_first(client, drc, county):
    lines = rows(page(client))
    assert [line.split()[0] for line in lines] == ["可疑镇", "清楚镇", "未报镇", "已审镇", "闲镇"]
    doubtful, clean, silent, accepted, idle = lines
    assert doubtful.startswith("可疑镇 已报送 2 / 3 缺 1 360 100")
    assert "可疑镇项目2：在建项目缺报本月完成" in doubtful
    assert "可疑镇项目3：本月完成为0，没有写明原因" in doubtful
    assert clean == "清楚镇 已报送 2 / 2 240 210 无疑问 审核通过"
    assert silent == "未报镇 未填报 逾期未报 0 / 1 缺 1 120 —"
    assert accepted.startswith("已审镇 已审核 1 / 1")
    assert idle == "闲镇 无需填报 0 / 0 0 —"


def test_the_counts_on_top(client, drc, county):
    response = client.get(reverse("review", args=[APRIL]))
    assert {label: number for label, number, _ in response.context["tiles"]} == {
        "待审核": 2,
        "其中有疑问": 1,
        "已审核": 1,
        "已退回": 0,
        "填报中": 0,
        "未填报": 1,
        "由发改局代填": 0,
        "逾期未报": 1,
    }


@pytest.fixture
def by_lead(county):
    """发改局 imported one of the unit's two figures; the unit itself did nothing."""
    return make_reporting_unit("代填镇", 100, None)


def test_figures_of_the_lead_are_called_so_and_are_no_return(client, drc, by_lead):
    response = client.get(reverse("review", args=[APRIL]))
    (line,) = [line for line in rows(response.content.decode()) if line.startswith("代填镇")]
    assert line == "代填镇 由发改局代填 逾期未报 1 / 2 缺 1 240 100"
    assert ("由发改局代填", 1, False) in response.context["tiles"]
    assert ("未填报", 1, False) in response.context["tiles"]
    assert [row.unit.name for row in response.context["desk"].overdue] == ["未报镇", "代填镇"]
    assert not Submission.objects.filter(unit=by_lead).exists()
    assert ">由发改局代填</span>" in page(client, "review-unit", by_lead.pk)


def test_the_check_list_tells_figures_of_the_lead_from_none(client, drc, by_lead):
    lines = rows(page(client, "lock"))
    assert any(line.startswith("由发改局代填 1 代填镇 （缺 1 个项目）") for line in lines)
    assert any(line.startswith("未填报 1 未报镇") for line in lines)


def test_a_unit_that_has_begun_itself_is_on_its_own(client, drc, by_lead):
    Submission.objects.create(unit=by_lead, year=2023, month=4)
    (line,) = [line for line in rows(page(client)) if line.startswith("代填镇")]
    assert line.startswith("代填镇 填报中 ")


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        pytest.param(date(2023, 5, 5), [], id="on-the-due-day"),
        pytest.param(date(2023, 5, 6), ["未报镇"], id="the-day-after"),
    ],
)
def test_overdue_from_the_day_after_the_due_day(client, drc, county, settings, today, overdue):
    settings.FIXED_TODAY = today
    desk = client.get(reverse("review", args=[APRIL])).context["desk"]
    assert [row.unit.name for row in desk.overdue] == overdue


def test_late_and_missing_are_listed(client, drc, county):
    hand_in(county["silent"], today=date(2023, 5, 7))
    html = page(client)
    assert "逾期报送（1）" in html
    assert "未报镇 1 个、可疑镇 1 个" in html
    assert "逾期未报（0）" in html


def test_a_draft_claims_nothing_and_is_not_doubted(client, drc, county):
    withdraw(unit=county["doubtful"], month=APRIL, by=county["doubtful"].users.get())
    (line,) = [line for line in rows(page(client)) if line.startswith("可疑镇")]
    assert line == "可疑镇 填报中 2 / 3 缺 1 360 100"


def test_one_click_accepts_a_clean_unit(client, drc, county):
    unit = county["clean"]
    button = re.search(r'<button[^>]*formaction="([^"]+)"[^>]*value="(\d+)"[^>]*>', page(client))
    assert button[1] == reverse("review-accept", args=[APRIL, unit.pk])
    response = client.post(button[1], {"version": button[2]})
    assert response.url == reverse("review", args=[APRIL])
    stored = Submission.objects.get(unit=unit)
    assert (stored.state, stored.reviewed_by) == (S.ACCEPTED, drc)
    assert "清楚镇2023年4月月报已审核通过" in page(client)


def test_all_clean_units_are_named_and_accepted_at_once(client, drc, county):
    html = page(client)
    assert "全部无疑问单位 1 个：清楚镇" in html
    named = re.findall(r'name="clean" value="([^"]+)"', html)
    response = post(client, "review-accept-clean", clean=named)
    assert words(response) == ["已审核通过 1 个单位：清楚镇"]
    states = dict(Submission.objects.values_list("unit__name", "state"))
    assert states == {"清楚镇": S.ACCEPTED, "可疑镇": S.SUBMITTED, "已审镇": S.ACCEPTED}


def test_a_unit_that_changed_since_the_page_is_passed_over(client, drc, county):
    named = re.findall(r'name="clean" value="([^"]+)"', page(client))
    clean = county["clean"]
    withdraw(unit=clean, month=APRIL, by=clean.users.get())
    submit(unit=clean, month=APRIL, by=clean.users.get(), at=timezone.now(),
           today=date(2023, 5, 4), due=date(2023, 5, 5))  # fmt: skip
    response = post(client, "review-accept-clean", clean=named)
    assert words(response) == ["1 个单位在您打开页面之后有变动，没有通过，请重新审核"]
    assert Submission.objects.get(unit=clean).state == S.SUBMITTED


@pytest.mark.parametrize("named", [[], ["x"], ["0:1"], ["1:-1"], [":"]])
def test_nonsense_accepts_nobody(client, drc, county, named):
    assert post(client, "review-accept-clean", clean=named).status_code == 302
    assert not Submission.objects.filter(unit=county["clean"], state=S.ACCEPTED).exists()


def test_a_doubtful_unit_cannot_be_named_as_clean(client, drc, county):
    version = Submission.objects.get(unit=county["doubtful"]).version
    post(client, "review-accept-clean", clean=[f"{county['doubtful'].pk}:{version}"])
    assert Submission.objects.get(unit=county["doubtful"]).state == S.SUBMITTED


def test_one_unit_s_month_side_by_side(client, drc, county):
    make_average("2023-04", 3)
    lines = rows(page(client, "review-unit", county["doubtful"].pk))
    missing, zero, good = lines
    assert missing.startswith("可疑镇-2 可疑镇项目2 在建项目缺报本月完成 退回此项 100 120 — 100")
    assert "▲ 黄牌" in missing
    assert zero.startswith("可疑镇-3 可疑镇项目3 本月完成为0，没有写明原因 退回此项 100 120 0 100")
    assert good == (
        "可疑镇-1 可疑镇项目1 退回此项 100 120 100 200 5,000 4.0% ● 绿牌 四月 上月：三月 —"
    )


def test_looking_changes_nothing(client, drc, county):
    before = list(Submission.objects.order_by("pk").values())
    page(client)
    page(client, "review-unit", county["clean"].pk)
    page(client, "review-unit", county["silent"].pk)
    page(client, "lock")
    assert list(Submission.objects.order_by("pk").values()) == before
    assert not LockEvent.objects.exists()


def test_the_review_begins_by_a_button_and_stops_the_withdrawal(client, drc, county):
    unit = county["clean"]
    assert "开始审核" in page(client, "review-unit", unit.pk)
    response = post(client, "review-begin", unit.pk)
    assert response.url == reverse("review-unit", args=[APRIL, unit.pk])
    assert Submission.objects.get(unit=unit).state == S.IN_REVIEW
    assert "开始审核" not in page(client, "review-unit", unit.pk)
    post(client, "review-begin", unit.pk)
    assert "不能这样操作" in page(client)


def test_accepting_what_has_changed_since_shows_the_new_figures(client, drc, county):
    unit = county["clean"]
    response = post(client, "review-accept", unit.pk, version=1)
    assert response.url == reverse("review-unit", args=[APRIL, unit.pk])
    assert "请看过新的数据再审核" in page(client, "review-unit", unit.pk)
    assert Submission.objects.get(unit=unit).state == S.SUBMITTED


def test_a_return_leads_the_unit_to_the_very_cell(client, drc, county):
    unit = county["doubtful"]
    project = unit.projects.get(code="可疑镇-3")
    url = reverse("review-unit", args=[APRIL, unit.pk])
    link = re.search(
        rf'href="(\?project={project.pk}[^"]+)#return"', page(client, "review-unit", unit.pk)
    )
    html = client.get(url + link[1].replace("&amp;", "&")).content.decode()
    assert 'value="本月完成为0，没有写明原因，请核实"' in html
    version = Submission.objects.get(unit=unit).version
    given = {"project": project.pk, "field": "zero_reason", "version": version}
    response = post(client, "review-return", unit.pk, reason="完成为0，请写明原因", **given)
    assert response.url == reverse("review", args=[APRIL])
    stored = Submission.objects.get(unit=unit)
    assert (stored.state, stored.return_project) == (S.RETURNED, project)
    message = Message.objects.get(unit=unit)
    assert message.url == f"/report/2023-04/#f-{project.pk}-zero_reason"
    client.force_login(unit.users.get(), backend="projects.auth.RoleBackend")
    entry = client.get("/report/2023-04/").content.decode()
    assert f'id="f-{project.pk}-zero_reason"' in entry


def test_the_phrases_are_at_hand(client, drc, county):
    project = county["doubtful"].projects.order_by("code").last()
    address = reverse("review-unit", args=[APRIL, county["doubtful"].pk])
    html = client.get(address, {"project": project.pk, "field": "done"}).content.decode()
    query = f"project={project.pk}&amp;field=done&amp;phrase=2#return"
    assert f'<a href="?{query}">完成投资漏填，请补填</a>' in html
    initial = client.get(f"{address}?{unescape(query)}").context["form"].initial
    assert initial == {
        "project": str(project.pk),
        "field": "done",
        "reason": "完成投资漏填，请补填",
    }


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "²"])
def test_no_such_phrase_is_none(client, drc, county, number):
    address = reverse("review-unit", args=[APRIL, county["clean"].pk])
    assert client.get(address, {"phrase": number}).context["form"].initial["reason"] == ""


WRONG_RETURNS = [
    pytest.param({"reason": ""}, "请写明退回原因", id="no-reason"),
    pytest.param({"reason": "字" * 201}, "200 字以内", id="too-long"),
    pytest.param(
        {"reason": "请核实", "field": "done"}, "请同时选择项目", id="column-without-project"
    ),
    pytest.param({"reason": "请核实", "field": "x"}, "没有这个栏目", id="no-such-column"),
    pytest.param({"reason": "请核实", "project": 0}, "不是该单位的", id="no-such-project"),
    pytest.param({"reason": "请核实", "version": 99}, "有变动", id="changed-since"),
    pytest.param({"reason": "请核实", "version": "x"}, "有变动", id="no-version"),
]


@pytest.mark.parametrize(("given", "error"), WRONG_RETURNS)
def test_a_wrong_return_says_why_and_keeps_what_was_typed(client, drc, county, given, error):
    unit = county["doubtful"]
    version = Submission.objects.get(unit=unit).version
    response = post(client, "review-return", unit.pk, **({"version": version} | given))
    html = response.content.decode()
    assert response.status_code == 200
    assert error in html
    assert given["reason"] in html
    assert f'name="version" value="{version}"' in html
    assert Submission.objects.get(unit=unit).state == S.SUBMITTED


def test_another_unit_s_project_cannot_be_named(client, drc, county):
    other = county["clean"].projects.first()
    given = {"reason": "请核实", "project": other.pk}
    response = post(client, "review-return", county["doubtful"].pk, **given)
    assert "不是该单位的" in response.content.decode()


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_readers_see_the_desk_without_buttons(client, county, role):
    client.force_login(make_user(role), backend="projects.auth.RoleBackend")
    for html in (page(client), page(client, "review-unit", county["clean"].pk)):
        main = html.split("<main")[1]
        assert "审核通过</button>" not in main
        assert "退回此项" not in main
        assert 'id="return"' not in main


def test_the_check_list_names_every_unit_once(client, drc, county):
    html = page(client, "lock")
    assert rows(html)[0].startswith("已审核 1 已审镇 ")
    for name in ("已审镇", "未报镇", "清楚镇", "可疑镇", "闲镇"):
        assert html.count(f">{name}</a>") == 1
    assert "3月</a>还没有锁定" in html


def test_lock_then_reopen_with_a_reason(client, drc, county):
    make_average("2023-04", 3)
    response = post(client, "lock")
    assert response.url == reverse("review", args=[APRIL])
    assert ReportingMonth.objects.get().locked_by == drc
    html = page(client)
    assert "已锁定" in html
    assert "审核通过</button>" not in html
    assert "已锁定" in page(client, "cards")
    silent = MonthlyReport.objects.get(project__unit=county["silent"], month=4)
    assert silent.amount is None
    card = Card.objects.of_month(APRIL).get(project=silent.project, rule=2)
    assert (card.missing_report, card.final, card.done) == (True, True, Decimal(100))

    assert "请写明重新开放的原因" in post(client, "reopen", reason="").content.decode()
    assert ReportingMonth.objects.exists()
    post(client, "reopen", reason="可疑镇漏报一个项目")
    assert not ReportingMonth.objects.exists()
    html = page(client, "lock")
    assert "可疑镇漏报一个项目" in html
    assert "确认锁定2023年4月" in html
    assert not Card.objects.of_month(APRIL).filter(final=True).exists()


def test_a_lock_pressed_twice_and_a_reopening_of_an_open_month(client, drc, county):
    post(client, "lock")
    assert "已锁定" in words(post(client, "lock"))[-1]
    post(client, "reopen", reason="误填")
    assert "没有锁定" in words(post(client, "reopen", reason="误填"))[-1]
    assert LockEvent.objects.count() == 2


def test_a_month_that_is_not_over_offers_no_lock(client, drc, county, settings):
    settings.FIXED_TODAY = date(2023, 4, 29)
    html = page(client, "lock")
    assert "确认锁定" not in html
    assert "2023年4月30日起才能锁定" in html
    assert "还没有结束" in words(post(client, "lock"))[-1]
    assert not ReportingMonth.objects.exists()


def test_no_move_is_offered_in_a_locked_month(client, drc, county):
    ReportingMonth.objects.create(year=2023, month=4)
    html = page(client, "review-unit", county["clean"].pk)
    assert "退回此项" not in html
    assert "审核通过</button>" not in html
    post(client, "review-accept", county["clean"].pk, version=2)
    assert Submission.objects.get(unit=county["clean"]).state == S.SUBMITTED


def fill(units: int, projects: int) -> Unit:
    made = [make_reporting_unit(f"单位{number}", *[100] * projects) for number in range(units)]
    for unit in made:
        hand_in(unit)
    return made[0]


@pytest.mark.parametrize(("units", "projects"), [(1, 1), (5, 4)], ids=["one", "many"])
def test_the_number_of_queries_is_fixed(client, drc, django_assert_num_queries, units, projects):
    unit = fill(units, projects)
    for name, args, number in (
        ("review", [], 13),
        ("review-unit", [unit.pk], 15),
        ("lock", [], 15),
    ):
        url = reverse(name, args=[APRIL, *args])
        client.get(url)
        with django_assert_num_queries(number):
            client.get(url)


def test_the_county_fits_into_100_kb(client, drc):
    """40 units with 8 projects each, all of them doubtful."""
    fill(40, 8)
    MonthlyReport.objects.update(amount=0)
    assert len(page(client).encode()) < 100_000
    assert len(page(client, "lock").encode()) < 100_000
