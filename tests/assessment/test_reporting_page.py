"""/report/<month>/ from outside: the form, the script's address, check, submit, withdraw."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.actions.submission import accept, begin_review, lock_month, send_back
from projects.choices import ReportState, SubmissionState
from projects.models import MonthlyReport, Submission
from projects.periods import Month
from tests.factories import (
    day,
    make_average,
    make_month,
    make_plan,
    make_project,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
APRIL = Month(2023, 4)
URL, SAVE, CHECK = "/report/2023-04/", "/report/2023-04/save/", "/report/2023-04/check/"


@pytest.fixture(autouse=True)
def today(settings):
    settings.FIXED_TODAY = date(2023, 5, 3)


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def clerk(unit):
    return make_user("unit", unit, username="jia", name="张三")


@pytest.fixture
def project(unit):
    return make_project("J1", name="甲镇水泥厂", unit=unit, started_on=day("2023-01-10"))


@pytest.fixture
def web(client, clerk):
    client.force_login(clerk, backend="projects.auth.RoleBackend")
    return client


def sign_in(client, user):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client


def html(response):
    return response.content.decode()


def send(web, project, user, field, value, version, **more):
    given = {"project": project.pk, "field": field, "value": value, "version": version}
    body = json.dumps(given | {"user": user.pk} | more)
    return web.post(SAVE, body, content_type="application/json")


def form(project, versions="0.0", **cells):
    typed = {f"f-{project.pk}-{field}": value for field, value in cells.items()}
    return {f"v-{project.pk}": versions} | typed


# The script's address


def test_a_cell_is_saved_and_the_row_answered(web, project, clerk):
    make_plan(project, 2023, 1000)
    make_average("2023-04", 10)
    make_month(project, "2023-03", 90)
    answer = send(web, project, clerk, "done", "１，０００.5", 0).json()
    assert (answer["value"], answer["version"], answer["cumulative"]) == ("1,000.50", 1, "1,090.50")
    assert answer["rate"] == "109.0%"
    assert "绿牌" in answer["card"]
    assert answer["ahead"] == "已够绿牌"
    assert answer["remarks"] == ["累计完成超过年度计划"]
    assert not answer["zero"]
    report = MonthlyReport.objects.get(month=4)
    assert (report.amount, report.state) == (1000.5, ReportState.DRAFT)
    assert report.history.first().history_user == clerk


def test_a_zero_asks_for_its_reason(web, project, clerk):
    assert send(web, project, clerk, "done", "0", 0).json()["zero"] is True


def test_what_cannot_be_read_is_refused_and_said(web, project, clerk):
    answer = send(web, project, clerk, "done", "一百万", 0)
    assert answer.status_code == 400
    assert "“一百万”不是数字" in answer.json()["message"]
    assert not MonthlyReport.objects.exists()


def test_two_truths_come_back_with_who_and_when(web, project, clerk, unit):
    send(web, project, clerk, "done", "10", 0)
    MonthlyReport.objects.update(amount=20, version=2)
    MonthlyReport.history.bulk_history_create(
        list(MonthlyReport.objects.all()), update=True, default_user=make_user("drc", name="王五")
    )
    answer = send(web, project, clerk, "done", "11", 1)
    assert answer.status_code == 409
    both = answer.json()
    assert (both["yours"], both["theirs"], both["who"], both["version"]) == ("11", "20", "王五", 2)
    assert both["when"]
    assert send(web, project, clerk, "done", "11", both["version"]).status_code == 200


def test_an_expired_login_is_401_and_no_page(client, project, clerk):
    assert send(client, project, clerk, "done", "10", 0).status_code == 401


def test_another_account_in_the_same_browser_is_401(client, project, clerk, unit):
    sign_in(client, make_user("unit", unit))
    assert send(client, project, clerk, "done", "10", 0).status_code == 401
    assert not MonthlyReport.objects.exists()


def test_another_unit_s_project_does_not_exist(client, project):
    other = make_user("unit", make_unit("乙镇"))
    sign_in(client, other)
    assert send(client, project, other, "done", "10", 0).status_code == 404
    assert client.post(URL, form(project, done="10")).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "x", "[]", '{"project": "x"}', '{"project": 1}', '{"project": Infinity}', "null"],
)
def test_a_spoilt_request_is_400(web, body):
    assert web.post(SAVE, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("number", [10**9, 10**30])
def test_a_version_or_project_beyond_all_bounds(web, project, clerk, number):
    assert send(web, project, clerk, "done", "1", number).status_code == 409
    assert not MonthlyReport.objects.exists()
    project.pk = number
    assert send(web, project, clerk, "done", "1", 0).status_code == 404
    assert web.post(URL, form(project)).status_code == 404


def test_a_field_that_is_no_text_does_not_exist(web, project, clerk):
    assert send(web, project, clerk, [1], "1", 0).status_code == 404


def test_an_unknown_field_does_not_exist(web, project, clerk):
    assert send(web, project, clerk, "state", "accepted", 0).status_code == 404


def test_a_month_that_has_not_begun_is_not_written(web, project, clerk, settings):
    settings.FIXED_TODAY = date(2023, 3, 31)
    assert send(web, project, clerk, "done", "1", 0).status_code == 400
    assert "还没有开始" in html(web.get(URL))
    assert web.post(URL, form(project, done="1")).status_code == 409
    assert not MonthlyReport.objects.exists()


# The form without script


def test_a_form_saves_all_cells(web, project):
    given = form(project, plan="100", done="90", visible_progress="封顶", problems="缺电")
    response = web.post(URL, given | {"action": "save"}, follow=True)
    assert "已保存" in html(response)
    report = MonthlyReport.objects.get()
    assert (report.amount, report.visible_progress, report.problems) == (90, "封顶", "缺电")


def test_errors_stand_at_the_top_and_beside_the_cell_and_nothing_is_lost(web, project):
    given = form(project, plan="一百", done="-1", problems="缺电")
    response = web.post(URL, given)
    page = html(response)
    assert response.status_code == 400
    assert "改正下列 2 处" in page
    for field, typed in (("plan", "一百"), ("done", "-1")):
        assert f'href="#f-{project.pk}-{field}"' in page
        assert f'id="e-f-{project.pk}-{field}"' in page
        assert f'value="{typed}"' in page
    assert "缺电</textarea>" in page
    assert not MonthlyReport.objects.exists()


def test_a_conflict_shows_both_values_and_the_choice_is_saved(web, project, clerk):
    send(web, project, clerk, "done", "10", 0)
    send(web, project, clerk, "done", "20", 1)
    response = web.post(URL, form(project, "0.1", done="11", problems="缺电"))
    page = html(response)
    assert response.status_code == 409
    for part in ('value="11"', 'value="20"', "张三", 'value="缺电"', 'value="0.2"'):
        assert part in page
    assert MonthlyReport.objects.get().amount == 20
    web.post(URL, form(project, "0.2", done="11", problems="缺电"))
    report = MonthlyReport.objects.get()
    assert (report.amount, report.problems) == (11, "缺电")


def test_copying_saves_first_and_copies_no_amount(web, project):
    make_month(project, "2023-03", 90, 80, visible_progress="封顶", problems="缺电")
    given = form(project, problems="缺地") | {"action": "copy"}
    assert "复制了 1 处" in html(web.post(URL, given, follow=True))
    report = MonthlyReport.objects.get(month=4)
    assert (report.amount, report.visible_progress, report.problems) == (None, "封顶", "缺地")


@pytest.mark.parametrize("versions", ["x", "1", "1.2.3", "1.x", "-1.0", f"{10**30}.1"])
def test_spoilt_versions_do_not_exist(web, project, versions):
    assert web.post(URL, form(project, versions)).status_code == 404


def test_text_is_escaped(web, project, clerk):
    answer = send(web, project, clerk, "problems", "</textarea><script>x</script>", 0)
    assert answer.status_code == 200
    assert "<script>x" not in html(web.get(URL))


# Check, submit, withdraw


def check_and_submit(web, **changed):
    seen = web.get(CHECK).context["seen"]
    return web.post(CHECK, {"seen": seen} | changed, follow=True)


def test_what_is_missing_is_named_and_never_a_zero(web, project):
    page = html(web.get(CHECK))
    assert "1 个项目没有填完成投资，报送后记为缺报（不是 0）" in page
    assert "已报送" in html(check_and_submit(web))
    assert Submission.objects.get().state == SubmissionState.SUBMITTED
    assert not MonthlyReport.objects.exists()


def test_a_zero_without_a_reason_is_not_submitted(web, project, clerk):
    send(web, project, clerk, "done", "0", 0)
    page = html(web.get(CHECK))
    assert f"#f-{project.pk}-zero_reason" in page
    assert "先写明零完成原因" in html(check_and_submit(web))
    assert Submission.objects.get().state == SubmissionState.OPEN
    send(web, project, clerk, "zero_reason", "停工检修", 1)
    check_and_submit(web)
    assert MonthlyReport.objects.get().state == ReportState.SUBMITTED


def test_a_doubt_is_named_and_no_wall(web, project, clerk):
    make_month(project, "2023-04", 120, 100, state="draft")
    assert "本月完成超过本月计划" in html(web.get(CHECK))
    check_and_submit(web)
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_what_changed_after_the_check_is_not_submitted_unseen(web, project, clerk):
    send(web, project, clerk, "done", "10", 0)
    seen = web.get(CHECK).context["seen"]
    send(web, project, clerk, "done", "1000", 1)
    page = html(web.post(CHECK, {"seen": seen}, follow=True))
    assert "又有数据被修改" in page
    assert Submission.objects.get().state == SubmissionState.OPEN


def test_twice_submitted_is_once(web, project, clerk):
    seen = web.get(CHECK).context["seen"]
    for _ in range(2):
        web.post(CHECK, {"seen": seen})
    assert Submission.objects.get().history.filter(state="submitted").count() == 1


@pytest.mark.parametrize(
    ("on", "late"),
    [
        pytest.param(date(2023, 5, 5), False, id="due-day"),
        pytest.param(date(2023, 5, 6), True, id="day-after"),
    ],
)
def test_late_is_judged_on_the_day_of_the_page(web, project, settings, on, late):
    settings.FIXED_TODAY = on
    check_and_submit(web)
    assert Submission.objects.get().late is late
    web.post("/report/2023-04/withdraw/")
    settings.FIXED_TODAY = date(2023, 5, 5)
    check_and_submit(web)
    assert Submission.objects.get().late is late


@pytest.mark.parametrize(
    ("on", "state"),
    [
        pytest.param(date(2023, 4, 24), SubmissionState.OPEN, id="day-before-it-opens"),
        pytest.param(date(2023, 4, 25), SubmissionState.SUBMITTED, id="opening-day"),
    ],
)
def test_nothing_is_submitted_before_the_window_opens(web, project, clerk, settings, on, state):
    settings.FIXED_TODAY = on
    send(web, project, clerk, "done", "10", 0)
    check_and_submit(web)
    assert Submission.objects.get().state == state


def test_a_submitted_month_is_read_only_until_it_is_taken_back(web, project, clerk):
    check_and_submit(web)
    page = html(web.get(URL))
    assert "撤回" in page
    assert "<textarea" not in page
    assert web.get(CHECK).status_code == 302
    assert send(web, project, clerk, "done", "10", 0).status_code == 400
    assert "已撤回" in html(web.post("/report/2023-04/withdraw/", follow=True))
    assert send(web, project, clerk, "done", "10", 0).status_code == 200


@pytest.mark.parametrize("closing", ["review", "accept", "lock"])
def test_once_the_review_begins_there_is_no_way_back(web, project, unit, closing):
    check_and_submit(web)
    drc = make_user("drc")
    if closing == "review":
        begin_review(unit=unit, month=APRIL, by=drc)
    elif closing == "accept":
        accept(unit=unit, month=APRIL, by=drc, at=timezone.now())
    else:
        lock_month(month=APRIL, by=drc)
    assert "撤回</button>" not in html(web.get(URL))
    before = Submission.objects.get().state
    web.post("/report/2023-04/withdraw/")
    assert Submission.objects.get().state == before


def test_a_return_names_the_reason_and_leads_to_the_cell(web, project, unit):
    make_month(project, "2023-04", 10, state="draft")
    check_and_submit(web)
    send_back(
        unit=unit,
        month=APRIL,
        by=make_user("drc"),
        at=timezone.now(),
        reason="与上月矛盾",
        project=project,
        field="done",
    )
    page = html(web.get(URL))
    assert "与上月矛盾" in page
    assert f'href="#f-{project.pk}-done"' in page
    assert f'id="f-{project.pk}-done" name' in page


# Empty, current, and what a page costs


def test_without_projects_the_page_says_what_to_do(web):
    assert "本月没有要填报的项目" in html(web.get(URL))


@pytest.mark.parametrize(
    ("on", "month"),
    [
        pytest.param(date(2023, 5, 24), "2023-04", id="before-the-next-opens"),
        pytest.param(date(2023, 5, 25), "2023-05", id="opening-day"),
        pytest.param(date(2023, 1, 3), "2022-12", id="over-new-year"),
    ],
)
def test_the_month_to_be_reported_now(web, settings, on, month):
    settings.FIXED_TODAY = on
    assert web.get("/report/").url == f"/report/{month}/"


def grow(unit, number):
    for at in range(number):
        project = make_project(
            f"G{at:03}", name=f"示例项目名称十二字左右{at}", unit=unit, started_on=day("2023-01-10")
        )
        make_plan(project, 2023, 1000)
        make_month(project, "2023-03", 90, 80, visible_progress="主体结构施工至三层" * 3)
        make_month(
            project, "2023-04", 90, 80, state="draft", visible_progress="主体结构施工至五层" * 3
        )


def cost(web, url):
    with CaptureQueriesContext(connection) as queries:
        response = web.get(url)
    assert response.status_code == 200
    return len(queries), len(response.content)


@pytest.mark.parametrize("url", [URL, CHECK])
def test_a_page_costs_the_same_queries_at_3_and_at_60(web, unit, url):
    grow(unit, 3)
    few, _ = cost(web, url)
    for at in range(57):
        make_project(f"H{at:03}", unit=unit, started_on=day("2023-01-10"))
    many, _ = cost(web, url)
    assert few == many <= 15


@pytest.mark.parametrize("number", [13, 60])
def test_the_page_stays_below_100_kb(web, unit, number):
    grow(unit, number)
    _, size = cost(web, URL)
    assert size <= 100_000
