"""/starts/: the pages, through which a unit asks and 发改局 answers."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from projects.actions.start_lists import fix_lists
from projects.choices import Role
from projects.choices.starts import StartState
from projects.models import Project, StartConfirmation, StartDueRequest, Suspension
from tests.factories import make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = date(2023, 4, 20)


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = DAY, tmp_path


@pytest.fixture
def project():
    return make_project("P-1", name="水泥厂", unit=make_unit("甲镇"), start_due=date(2023, 3, 15))


@pytest.fixture
def act(client, project):
    """Post to the project's page as the unit or 发改局."""
    users = {"unit": make_user(Role.UNIT, project.unit), "drc": make_user(Role.DRC)}

    def post(who, button, **data):
        client.force_login(users[who], backend="projects.auth.RoleBackend")
        return client.post(reverse("start", args=["P-1"]), data | {button: "1"})

    post.users = users
    return post


def photo() -> BytesIO:
    file = BytesIO(b"%PDF-1.7")
    file.name = "photo.pdf"
    return file


def text(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_the_list_shows_roll_overs_and_standing(client, project, act):
    client.force_login(act.users["drc"], backend="projects.auth.RoleBackend")
    assert "该月没有清单" in text(client, "starts", "2023-04")
    assert "该月尚未开始" in text(client, "starts", "2023-05")
    fix_lists(through=DAY)
    html = text(client, "starts", "2023-04")
    assert all(word in html for word in ("水泥厂", "上月结转", "逾期未开工"))
    assert "本月没有应开工的项目" in text(client, "starts", "2023-01")


def test_the_list_as_a_workbook(client, project, act):
    make_project("Q-1", unit=make_unit("乙镇"), start_due=date(2023, 4, 25))
    fix_lists(through=DAY)
    Project.objects.filter(code="P-1").update(start_due=date(2023, 6, 1))
    rows = {}
    for who in ("drc", "unit"):
        client.force_login(act.users[who], backend="projects.auth.RoleBackend")
        answer = client.get(reverse("starts-file", args=["2023-04"]))
        page = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        rows[who] = list(page.iter_rows(values_only=True))
    assert rows["drc"][1][0] == (
        "应开工2个，其中上月结转1个；未到期1个，逾期未开工1个　　数据截至2023年4月20日"
    )
    first = rows["drc"][3]
    assert first[:4] == (1, "P-1", "水泥厂", "甲镇")
    assert [value and value.date() for value in (first[6], first[8], first[9])] == [
        date(2023, 3, 15),
        date(2023, 6, 1),
        None,
    ]
    assert (first[7], first[10]) == ("是", "逾期未开工")
    assert [row[1] for row in rows["drc"][3:5]] == ["P-1", "Q-1"]
    assert [row[1] for row in rows["unit"][3:]] == ["P-1", None]


@pytest.mark.parametrize(
    ("until_on", "said"),
    [
        pytest.param(None, "停建、终止", id="still"),
        pytest.param(date(2023, 4, 21), "停建、终止", id="till-tomorrow"),
        pytest.param(DAY, "逾期未开工", id="resumed-today"),
    ],
)
def test_a_project_suspended_within_the_month_is_not_overdue(client, project, act, until_on, said):
    fix_lists(through=DAY)
    Suspension.objects.create(
        project=project, kind="suspended", from_on=date(2023, 4, 10), until_on=until_on, reason="缺"
    )
    client.force_login(act.users["drc"], backend="projects.auth.RoleBackend")
    found = client.get(reverse("starts", args=["2023-04"])).context["found"]
    assert [line.standing.value for line in found.lines] == [said]


def test_a_confirmation_is_taken_back(client, project, act):
    act("unit", "submit", version=0, started_on="2023-04-12", note="打桩", evidence=photo())
    act("drc", "confirm", version=1)
    assert act("unit", "revoke", version=2, answer="有误").status_code == 400
    assert act("drc", "revoke", version=2).status_code == 400
    assert act("drc", "revoke", version=2, answer="照片有误").status_code == 302
    assert Project.objects.get().started_on is None
    assert "照片有误" in text(client, "start", "P-1")


def test_another_unit_s_project_is_not_listed(client, project):
    fix_lists(through=DAY)
    client.force_login(make_user(Role.UNIT, make_unit("乙镇")), backend="projects.auth.RoleBackend")
    for name, args in (("starts", ("2023-04",)), ("starts-pending", ())):
        assert "水泥厂" not in text(client, name, *args)
    assert client.get(reverse("start", args=["P-1"])).status_code == 404


def test_a_date_is_asked_for_and_approved(client, project, act):
    answer = act("unit", "ask", new="2023年6月1日", reason="土地推迟")
    assert answer.status_code == 302
    row = StartDueRequest.objects.get()
    client.force_login(act.users["drc"], backend="projects.auth.RoleBackend")
    assert "土地推迟" in text(client, "starts-pending")
    assert act("drc", "approve", version=row.version, answer="同意").status_code == 302
    assert Project.objects.get().start_due == date(2023, 6, 1)
    html = text(client, "start", "P-1")
    assert "2023-03-15" in html
    assert "已调整 1 次" in html


def test_what_was_typed_wrong_stays_with_its_error(act):
    answer = act("unit", "ask", new="六月", reason="土地推迟")
    html = answer.content.decode()
    assert (answer.status_code, "六月" in html, "土地推迟" in html) == (400, True, True)


def test_a_start_is_reported_returned_and_confirmed(client, project, act):
    told = {"version": 0, "started_on": "2023-04-12", "note": "基础开挖"}
    bare = act("unit", "submit", **told)
    assert (bare.status_code, "请上传开工佐证" in bare.content.decode()) == (400, True)
    assert act("unit", "submit", **told, evidence=photo()).status_code == 302
    row = StartConfirmation.objects.get()
    assert act("drc", "send_back", version=row.version).status_code == 400
    assert act("drc", "send_back", version=row.version, answer="照片无日期").status_code == 302
    row.refresh_from_db()
    assert "照片无日期" in text(client, "start", "P-1")
    assert act("unit", "submit", **told | {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert act("drc", "confirm", version=row.version).status_code == 302
    row.refresh_from_db()
    assert (row.state, Project.objects.get().started_on) == (
        StartState.CONFIRMED,
        date(2023, 4, 12),
    )


def test_who_loses_sees_both_values(act):
    told = {"version": 0, "started_on": "2023-04-12", "note": "基础开挖"}
    act("unit", "submit", **told, evidence=photo())
    answer = act("unit", "submit", **told | {"note": "打桩"}, evidence=photo())
    html = answer.content.decode()
    assert (answer.status_code, "基础开挖" in html, "打桩" in html) == (409, True, True)


def test_a_reader_writes_nothing(client, project):
    client.force_login(make_user(Role.LEADER), backend="projects.auth.RoleBackend")
    page = reverse("start", args=["P-1"])
    assert client.get(page).status_code == 200
    assert client.post(page, {"confirm": "1", "version": 1}).status_code == 403


@pytest.mark.parametrize("name", ["starts", "starts-pending"])
def test_a_page_asks_as_much_for_one_row_as_for_many(client, project, name, act):
    args = ["2023-04"] if name == "starts" else []
    fix_lists(through=date(2023, 3, 31))
    client.force_login(act.users["drc"], backend="projects.auth.RoleBackend")
    counts = []
    for number in (1, 40):
        for each in range(number):
            made = make_project(
                f"N{number}-{each}", unit=project.unit, start_due=date(2023, 4, 9), started_on=DAY
            )
            StartDueRequest.objects.create(
                project=made, old=DAY, new=date(2023, 5, 1), reason="-", asked_on=DAY
            )
        if number == 40:
            fix_lists(through=DAY)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse(name, args=args))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
