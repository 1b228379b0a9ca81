"""The admin: Chinese, by role, through the rules, each write with its trail."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import CityAverage, Policy
from projects.choices import ReportState, Role
from projects.models import MonthlyReport, Project, ReportingMonth, StartDueAmendment, User
from tests.factories import (
    make_average,
    make_month,
    make_plan,
    make_project,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
TAGS = re.compile(r"(?s)<(script|style|svg|head)\b.*?</\1>|<[^>]*>|&\w+;")


def words_of(html: str) -> set[str]:
    """Latin words that a person would see."""
    return set(re.findall(r"[A-Za-z]{2,}", TAGS.sub(" ", html)))


def page(model, name: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def changed(client, obj, **values):
    """Post the object's own form with some values changed; the response."""
    url = page(type(obj), "change", obj.pk)
    form = client.get(url).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return client.post(url, {**data, **values})


@pytest.fixture
def drc(client):
    user = make_user(Role.DRC, username="发改")
    client.force_login(user)
    return user


@pytest.fixture
def ledger(db):
    """One row of nearly everything, named without a Latin letter."""
    unit = make_unit("文庙街道")
    project = make_project("编号1", name="新材料项目", unit=unit, start_due=date(2023, 3, 1))
    make_plan(project, 2023, 1000)
    make_month(project, "2023-03", done=100, plan=100, state=ReportState.SUBMITTED)
    make_average("2023-03", "12.5")
    Policy.objects.create(year=2023)
    return project


def test_every_model_of_both_apps_is_registered():
    own = {
        model
        for app in ("projects", "assessment")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert own == set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_pages_are_in_chinese_and_run_nothing_inline(model, client, ledger):
    role = Role.SYSADMIN if model is User else Role.DRC
    client.force_login(make_user(role, username="甲"))
    urls = [page(model, "changelist")]
    row = model._default_manager.first()
    if row is not None:
        urls += [page(model, "change", row.pk), page(model, "history", row.pk)]
    if client.get(page(model, "add")).status_code == 200:
        urls.append(page(model, "add"))
    for url in urls:
        html = client.get(url).content.decode()
        assert words_of(html) == set(), url
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*src)(?![^>]*json)", html), url


def test_the_index_is_in_chinese(client, drc):
    html = client.get(reverse("admin:index")).content.decode()
    assert "宁阳县重点项目全链条推进 管理后台" in html
    assert words_of(html) == set()


def test_lists_take_the_same_queries_at_one_row_and_at_many(
    client, drc, ledger, django_assert_num_queries
):
    url = page(Project, "changelist")
    client.get(url)
    with CaptureQueriesContext(connection) as first:
        client.get(url)
    for _ in range(30):
        make_project(unit=ledger.unit)
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_a_start_date_once_set_cannot_be_changed(client, drc, ledger):
    response = changed(client, ledger, start_due="2023-09-01", owner="新业主")
    assert response.status_code == 302
    ledger.refresh_from_db()
    assert (ledger.start_due, ledger.owner) == (date(2023, 3, 1), "新业主")
    assert not StartDueAmendment.objects.exists()


def test_a_start_date_can_be_set_for_the_first_time(client, drc, ledger):
    project = make_project("编号2", unit=ledger.unit)
    assert changed(client, project, start_due="2023-09-01").status_code == 302
    project.refresh_from_db()
    assert project.start_due == date(2023, 9, 1)


def test_dates_out_of_order_are_refused_in_words(client, drc, ledger):
    response = changed(client, ledger, completed_on="2023-05-01")
    assert "实际竣工日期须有实际开工日期，且不能早于它" in response.content.decode()


def test_rows_of_a_locked_month_are_read_only(client, drc, ledger):
    ReportingMonth.objects.create(year=2023, month=3)
    report = MonthlyReport.objects.get()
    response = client.post(page(MonthlyReport, "change", report.pk), {"amount": "999"})
    assert response.status_code == 403
    assert client.post(page(MonthlyReport, "delete", report.pk), {"post": "yes"}).status_code == 403
    report.refresh_from_db()
    assert report.amount == 100


def test_no_row_enters_a_locked_month(client, drc, ledger):
    ReportingMonth.objects.create(year=2023, month=2)
    response = client.post(
        page(MonthlyReport, "add"),
        {"project": ledger.pk, "year": 2023, "month": 2, "amount": "1", "state": "submitted"},
    )
    assert "2023年2月已锁定" in response.content.decode()
    assert MonthlyReport.objects.count() == 1


def test_the_month_after_a_locked_one_stays_open(client, drc, ledger):
    ReportingMonth.objects.create(year=2023, month=2)
    assert changed(client, MonthlyReport.objects.get(), amount="250").status_code == 302
    assert MonthlyReport.objects.get().amount == 250


@pytest.mark.parametrize("model", [Policy, CityAverage], ids=lambda model: model.__name__)
def test_what_has_a_page_that_shows_its_effect_is_only_read_here(client, drc, ledger, model):
    row = model.objects.get()
    for url in (page(model, "change", row.pk), page(model, "delete", row.pk), page(model, "add")):
        assert client.post(url, {"year": "2023", "rate": "99"}).status_code == 403
    assert list(model.history.values_list("history_type", flat=True)) == ["+"]


def test_what_others_stand_on_is_never_deleted(client, drc, ledger):
    assert client.post(page(Project, "delete", ledger.pk), {"post": "yes"}).status_code == 403
    assert Project.objects.filter(pk=ledger.pk).exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DRC}))
def test_nobody_else_changes_base_data(client, ledger, role):
    client.force_login(make_user(role, unit=ledger.unit if role == Role.UNIT else None))
    assert client.post(page(Project, "change", ledger.pk), {"name": "改名"}).status_code in {
        302,
        403,
    }
    ledger.refresh_from_db()
    assert ledger.name == "新材料项目"


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.UNIT, 403), (Role.LEADER, 403), (Role.DRC, 200), (Role.AUDITOR, 200),
     (Role.SYSADMIN, 403)],
)  # fmt: skip
def test_autocomplete_answers_only_who_may_see(client, ledger, role, status):
    client.force_login(make_user(role, unit=ledger.unit if role == Role.UNIT else None))
    response = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "projects",
            "model_name": "suspension",
            "field_name": "project",
            "term": "新材料",
        },
        follow=True,
    )
    assert response.status_code == status
    if status == 200:
        assert [found["text"] for found in response.json()["results"]] == ["编号1 新材料项目"]
    else:
        assert "新材料" not in response.content.decode()


def test_the_trail_shows_who_changed_what_in_words(client, drc, ledger):
    report = MonthlyReport.objects.get()
    changed(client, report, state="returned", amount="")
    html = client.get(page(MonthlyReport, "history", report.pk)).content.decode()
    assert "已报送 → 已退回" in html
    assert "100.00 → 空" in html
    assert "发改" in html


def test_nothing_is_put_back_from_the_trail(client, drc, ledger):
    version = ledger.history.first()
    ledger.name = "改过的名称"
    ledger.save()
    url = page(Project, "simple_history", ledger.pk, version.pk)
    html = client.get(url).content.decode()
    assert "新材料项目" in html
    assert 'type="submit" name="_save"' not in html
    assert 'name="owner"' not in html
    assert client.post(url, {"name": "新材料项目"}).status_code == 403
    ledger.refresh_from_db()
    assert ledger.name == "改过的名称"


def test_the_system_administrator_creates_a_clerk(client, ledger):
    client.force_login(make_user(Role.SYSADMIN))
    secret = "Sunny-Lark-83!"
    response = client.post(
        page(User, "add"),
        {"username": "clerk", "name": "张某", "role": Role.UNIT, "unit": ledger.unit_id,
         "email": "clerk@example.gov.cn", "password1": secret, "password2": secret},
    )  # fmt: skip
    assert response.status_code == 302, response.context["errors"]
    clerk = User.objects.get(username="clerk")
    assert clerk.check_password(secret)
    assert clerk.email == "clerk@example.gov.cn"
    assert (clerk.unit, clerk.is_staff, clerk.is_superuser) == (ledger.unit, False, False)


def test_a_clerk_without_a_unit_is_refused_in_words(client):
    client.force_login(make_user(Role.SYSADMIN))
    response = client.post(
        page(User, "add"),
        {"username": "clerk", "role": Role.UNIT, "password1": "Sunny-Lark-83!",
         "password2": "Sunny-Lark-83!"},
    )  # fmt: skip
    assert "责任单位账号须选择单位，其他角色不选单位" in response.content.decode()
    assert not User.objects.filter(username="clerk").exists()


def test_the_account_page_shows_no_hash(client):
    client.force_login(make_user(Role.SYSADMIN))
    other = make_user(Role.LEADER, password="Sunny-Lark-83!")
    html = client.get(page(User, "change", other.pk)).content.decode()
    assert other.password not in html
    assert "重新设置密码" in html
    link = re.search(r'href="([^"]*password/)"', html.split("重新设置密码")[0].rsplit("<a", 1)[1])
    assert link
    assert (
        client.get(page(User, "change", other.pk) + link.group(1), follow=True).status_code == 200
    )


def test_the_system_administrator_sees_accounts_only(client):
    client.force_login(make_user(Role.SYSADMIN))
    html = client.get(reverse("admin:index")).content.decode()
    assert page(User, "changelist") in html
    assert page(Project, "changelist") not in html


def test_the_auditor_sees_all_and_changes_nothing(client, ledger):
    client.force_login(make_user(Role.AUDITOR))
    for model in set(MODELS) - {User}:
        assert client.get(page(model, "changelist")).status_code == 200, model
        assert client.get(page(model, "add")).status_code == 403, model


def test_signing_in_happens_on_the_site_s_own_page(client):
    response = client.get(reverse("admin:login"))
    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("login"))


def test_who_is_not_staff_is_told_so(client):
    client.force_login(make_user(Role.LEADER))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_reverting_is_refused_by_the_view_itself(rf, drc, ledger):
    request = rf.post("/")
    request.user = drc
    with pytest.raises(PermissionDenied):
        admin.site._registry[Project].history_form_view(request, str(ledger.pk), "1")
