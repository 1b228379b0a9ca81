"""The pages of tasks, reports, listed projects and inspections: who finds what, and conflicts."""

from datetime import date

import pytest
from django.urls import reverse

from assessment.choices.tasks import PartState
from assessment.models import Inspection, Listing, ReportRule, Task, TaskPart
from projects.choices import Role
from projects.models import Visit, VisitProblem
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY, LIMIT = date(2023, 4, 20), date(2023, 4, 30)


@pytest.fixture
def project(settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = DAY, tmp_path
    return make_project("A-1", name="甲厂", unit=make_unit("甲镇"), county_leader="张县长")


@pytest.fixture
def drc(project):
    return make_user(Role.DRC)


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def post(client):
    def send(user, url, *, follow=False, **data):
        client.force_login(user, backend="projects.auth.RoleBackend")
        return client.post(url, data, follow=follow)

    return send


def html_of(answer) -> str:
    return answer.content.decode()


def get(client, user, url):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client.get(url)


def give(post, drc, place, **more):
    values = {
        "version": 0, "title": "接电", "demands": "接通", "limit_on": "2023-04-30",
        "origin": "party", "given_by": "书记", "given_on": "2023-04-20", "project": place.code,
        "units": [place.unit_id],
    }  # fmt: skip
    return post(drc, reverse("task-new") + more.pop("query", ""), **(values | more))


def test_a_task_from_handing_down_to_closing(client, post, drc, clerk, project):
    other = make_unit("乙镇")
    answer = give(post, drc, project, units=[project.unit_id, other.pk])
    part = TaskPart.objects.get(unit=project.unit)
    url, row = part.task.get_absolute_url(), {"row": part.pk}
    assert answer.url == url
    html = get(client, clerk, url).content.decode()
    assert "签收" in html
    assert "乙镇" not in html
    post(clerk, url, what="receive", version=1, **row)
    post(clerk, url, what="report", version=2, report="已接通", no_papers="电话报告", **row)
    answer = post(drc, url, what="check", version=3, move="close", check_note="", **row)
    assert answer.status_code == 400
    post(drc, url, what="check", version=3, move="close", check_note="属实", **row)
    part.refresh_from_db()
    assert part.state == PartState.CLOSED
    assert "已办结" in get(client, clerk, reverse("tasks")).content.decode()


def test_what_the_last_check_said_closes_nothing(client, post, drc, clerk, project):
    give(post, drc, project)
    part = TaskPart.objects.get()
    url, row = part.task.get_absolute_url(), {"row": part.pk}
    post(clerk, url, what="receive", version=1, **row)
    post(clerk, url, what="report", version=2, report="已接通", no_papers="电话报告", **row)
    post(drc, url, what="check", version=3, move="send_back", check_note="没有接通", **row)
    post(clerk, url, what="report", version=4, report="接通了", no_papers="电话报告", **row)
    offered = get(client, drc, url).context["parts"][0]["forms"]["check"]
    assert offered["check_note"].value() == ""
    answer = post(drc, url, what="check", version=5, move="close", check_note="", **row)
    assert answer.status_code == 400


def test_an_older_report_loses_and_shows_both(post, drc, clerk, project):
    give(post, drc, project)
    part = TaskPart.objects.get()
    url, row = part.task.get_absolute_url(), {"row": part.pk}
    post(clerk, url, what="receive", version=1, **row)
    assert post(clerk, url, what="receive", version=1, **row).status_code == 302
    ask = {"extension_to": "2023-05-10", "extension_reason": "停电"}
    post(clerk, url, what="ask", version=2, **ask, **row)
    answer = post(clerk, url, what="ask", version=2, **(ask | {"extension_reason": "再说"}), **row)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "停电" in html
    assert "再说" in html


def test_another_unit_s_part_cannot_be_named(post, drc, clerk, project):
    other = make_unit("乙镇")
    give(post, drc, project, units=[project.unit_id, other.pk])
    theirs = TaskPart.objects.get(unit=other)
    url = theirs.task.get_absolute_url()
    assert post(clerk, url, what="receive", version=1, row=theirs.pk).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == PartState.GIVEN


def test_a_problem_of_a_visit_becomes_a_task_once(client, post, drc, project):
    visit = Visit.objects.create(project=project, visited_on=DAY, kind="leader", person="张县长")
    problem = VisitProblem.objects.create(project=project, visit=visit, text="没有水")
    query = f"?problem={problem.pk}"
    form = get(client, drc, reverse("task-new") + query).context["form"]
    assert form.initial["demands"] == "没有水"
    assert give(post, drc, project, query=query).status_code == 302
    assert Task.objects.get().problem == problem
    assert get(client, drc, reverse("task-new") + query).status_code == 404


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"project": "NO-1"}, "没有编号为 NO-1 的项目", id="no-such-project"),
        pytest.param({"units": []}, "请至少选择一个单位", id="no-unit"),
        pytest.param({"limit_on": "很快"}, "很快", id="no-day"),
    ],
)
def test_what_is_wrong_stands_on_the_page(post, drc, project, change, message):
    answer = give(post, drc, project, **change)
    assert answer.status_code == 400
    assert message in answer.content.decode()


def test_home_tells_a_unit_what_it_owes_and_the_county_what_is_overdue(
    client, post, drc, clerk, project, settings
):
    give(post, drc, project)
    html = get(client, clerk, "/").content.decode()
    assert "接电" in html
    assert "剩10天" in html
    assert "接电" not in get(client, drc, "/").content.decode()
    settings.FIXED_TODAY = date(2023, 5, 1)
    assert "逾期1天" in get(client, make_user(Role.GOV_OFFICE), "/").content.decode()
    assert "接电" not in get(client, make_user(Role.COMMERCE), "/").content.decode()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param("2023-03-31", None, id="the-period-is-not-over"),
        pytest.param("2023-04-01", "剩4天", id="due"),
        pytest.param("2023-04-05", "今日到期", id="the-limit"),
        pytest.param("2023-04-20", "逾期15天", id="overdue"),
    ],
)
def test_home_tells_a_unit_the_reports_it_owes(client, post, drc, clerk, settings, day, said):
    save_report_rule(post, drc)
    settings.FIXED_TODAY = date.fromisoformat(day)
    items = get(client, clerk, "/").context["open_items"]
    found = {(item.title, item.label): item.countdown.label for item in items}
    assert found.get(("2023年3月月报告", "限时报告")) == said
    if said:
        url = next(item.url for item in items if item.label == "限时报告")
        assert post(clerk, url, version=0, text="正常").status_code == 302
    assert get(client, clerk, "/").context["open_items"] == []


def test_home_tells_a_unit_only_the_reports_of_its_layer(client, post, drc, clerk):
    save_report_rule(post, drc, layer="department")
    assert get(client, clerk, "/").context["open_items"] == []
    bureau = make_user(Role.UNIT, make_unit("县水利局", layer="department"))
    [item] = get(client, bureau, "/").context["open_items"]
    assert item.limit == date(2023, 4, 5)


def save_report_rule(post, drc, **more) -> None:
    values = {"version": 0, "name": "月报告", "period": "month", "due_day": 5, "clause": "三（五）",
              "since": "2023-03-01", **more}  # fmt: skip
    assert post(drc, reverse("report-rule-new"), **values).status_code == 302


def test_a_report_is_delivered_and_stays_late(client, post, drc, clerk):
    save_report_rule(post, drc)
    url = reverse("report-period", args=[ReportRule.objects.get().pk, "2023-3"])
    assert "逾期15天" in get(client, clerk, url).content.decode()
    assert post(clerk, url, version=0, text="正常").status_code == 302
    assert "逾期15天报送" in get(client, clerk, reverse("reports")).content.decode()
    assert post(clerk, url, version=9, text="改").status_code == 409
    april = reverse("report-period", args=[ReportRule.objects.get().pk, "2023-4"])
    assert get(client, clerk, april).status_code == 404


def test_a_quarter_s_trail_names_the_quarter(client, post, drc, clerk):
    values = {"version": 0, "name": "季度小结", "period": "quarter", "due_day": 5,
              "clause": "三（五）", "since": "2023-01-01"}  # fmt: skip
    html = html_of(post(drc, reverse("report-rule-new"), **values, follow=True))
    assert "已规定：全部责任单位每季度报送“季度小结”，每期满后次月 5 日截止" in html
    url = reverse("report-period", args=[ReportRule.objects.get().pk, "2023-Q1"])
    html = html_of(post(clerk, url, version=0, text="正常", follow=True))
    assert "已报送2023年第一季度“季度小结”，逾期 15 天" in html
    assert "首次报送日期 2023-04-20 不变" in html_of(
        post(clerk, url, version=1, text="补充", follow=True)
    )
    changes = client.get(url).context["changes"]
    assert {change.subject for change in changes} == {"2023年第一季度季度小结"}
    assert not any(field.label == "期" for change in changes for field in change.fields)


def test_a_project_is_listed_marked_and_taken_off(client, post, drc, clerk, project):
    url = reverse("listing-decide", args=["A-1"])
    given = {"version": 0, "reason": "滞后", "leader": "张县长", "limit_on": "2023-07-01"}
    assert post(drc, url, move="list", **given).status_code == 302
    listing = Listing.objects.get()
    for address in (reverse("projects"), reverse("project", args=["A-1"])):
        assert "挂牌督办" in get(client, clerk, address).content.decode().split("<main")[1]
    page = listing.get_absolute_url()
    note = {"what": "note", "version": 0, "month": "2023-04", "text": "进场"}
    assert post(clerk, page, **note).status_code == 302
    post(clerk, page, what="ask", version=listing.version, request="已追上")
    listing.refresh_from_db()
    lift = {"what": "lift", "version": listing.version, "check_note": "属实"}
    assert post(drc, page, **lift, lift_reason="").status_code == 400
    assert post(drc, page, **lift, lift_reason="绿牌").status_code == 302
    assert (
        "挂牌督办" not in get(client, clerk, reverse("projects")).content.decode().split("<main")[1]
    )


def test_an_inspection_on_the_spot(client, post, project, clerk):
    office = make_user(Role.GOV_OFFICE)
    plan = {"version": 0, "planned_on": "2023-04-20", "inspectors": "甲组", "focus": "安全",
            "codes": "A-1"}  # fmt: skip
    assert post(office, reverse("inspection-new"), **plan).status_code == 302
    tour = Inspection.objects.get()
    url = tour.get_absolute_url()
    form = get(client, office, url).context["form"]
    assert form.initial["limit_on"] == date(2023, 5, 5)
    assert [key for key, _ in form.fields["place"].choices] == [f"p{project.pk}"]
    found = {
        "place": f"p{project.pk}",
        "text": "无围挡",
        "severity": "minor",
        "limit_on": "2023-05-05",
    }
    assert post(office, url, **found).status_code == 302
    assert post(office, url, **(found | {"place": "p999"})).status_code == 400
    post(office, url, move="finish", version=tour.version, summary="有序")
    finding = tour.findings.get()
    page = finding.get_absolute_url()
    assert (
        post(clerk, page, what="mend", version=1, reply="已围挡", no_papers="见复查").status_code
        == 302
    )
    assert post(office, page, what="check", move="close", version=1, recheck="x").status_code == 409
    assert (
        post(office, page, what="check", move="close", version=2, recheck="属实").status_code == 302
    )
    assert get(client, clerk, reverse("inspection-plan", args=[tour.key])).status_code == 403


def test_a_plan_is_changed_and_an_older_one_loses(post, project):
    office = make_user(Role.GOV_OFFICE)
    plan = {"planned_on": "2023-04-20", "inspectors": "甲组", "focus": "安全", "codes": "A-1"}
    post(office, reverse("inspection-new"), version=0, **plan)
    url = reverse("inspection-plan", args=[Inspection.objects.get().key])
    assert post(office, url, version=1, **(plan | {"focus": "进度"})).status_code == 302
    answer = post(office, url, version=1, **(plan | {"focus": "扬尘"}))
    assert answer.status_code == 409
    assert "进度" in answer.content.decode()


@pytest.mark.parametrize("name", ["task-file", "listing-file", "patrol-file", "report-file"])
def test_lists_are_files_too(client, drc, name):
    answer = get(client, drc, reverse(name))
    assert answer["Content-Disposition"].endswith(".xlsx")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
