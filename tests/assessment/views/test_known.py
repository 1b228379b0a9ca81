"""/known/<month>/ and manage.py known: who sees what, the counts, the changes, the workbook."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessment.actions.bulletins import issue_bulletin
from assessment.actions.locking import lock
from assessment.cards.engine import assess
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.models import MonthlyReport
from projects.periods import Month
from tests.assessment.known.play import Clock
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
MARCH, TODAY = Month(2023, 3), date(2023, 5, 20)


@pytest.fixture
def county(monkeypatch, settings):
    """Two units with a project each; both reports of March were corrected on 10 April."""
    settings.FIXED_TODAY = TODAY
    clock = Clock(monkeypatch)
    clock.turn(date(2023, 1, 5), 9)
    drc = make_user(Role.DRC, name="李四", username="fagai")
    for number, name in enumerate(("甲镇", "乙镇"), 1):
        unit = make_unit(name, number=number)
        project = make_project(
            f"=P{number}", unit=unit, start_due=date(2023, 1, 10), started_on=date(2023, 1, 8)
        )
        make_plan(project, 2023, 1000)
        make_month(project, "2023-03", done=10)
    make_average("2023-03", 5)
    clock.turn(date(2023, 4, 10), 9)
    for report in MonthlyReport.objects.all():
        report.amount = Decimal(100)
        report._history_user = drc
        report.save()
    clock.turn(date(2023, 4, 12), 17)
    lock(month=MARCH, by=drc, today=date(2023, 4, 12))
    clock.turn(date(2023, 4, 14), 9)
    issue_bulletin(
        month=MARCH, issued_on=date(2023, 4, 14), reason="", version=0, today=TODAY, by=drc
    )
    clock.turn(TODAY, 1)
    assess(TODAY, kind=RunKind.NIGHTLY)
    return drc


def see(client, role=Role.DRC, query="?day=2023-04-05", unit=None, name="known"):
    client.force_login(make_user(role, unit))
    return client.get(f"{reverse(name, args=[MARCH])}{query}")


def test_counts_stand_first_and_each_difference_has_its_change(county, client):
    answer = see(client)
    assert ("进度牌", "▲ 黄牌", 2, 0) in answer.context["colours"]
    assert ("进度牌", "● 绿牌", 0, 2) in answer.context["colours"]
    assert [(row.name, row.numbers) for row in answer.context["units"]] == [
        ("甲镇", [1, 0, 0, 0]), ("乙镇", [1, 0, 0, 0]),
    ]  # fmt: skip
    text = answer.content.decode()
    assert "<strong>月报数据更正</strong> 2023年3月完成投资(万元) 10 → 100" in text
    assert "李四 · 2023-04-10 09:00 · 月报填报" in text
    assert reverse("project-trail", args=["=P1"]) in text


@pytest.mark.parametrize(
    ("role", "links"),
    [(Role.DRC, True), (Role.AUDITOR, True), (Role.LEADER, False)],
)
def test_the_trail_is_linked_for_those_who_may_read_it(county, client, role, links):
    text = see(client, role).content.decode()
    assert (reverse("project-trail", args=["=P1"]) in text) is links


def test_a_unit_sees_its_own_projects_only(county, client):
    unit = MonthlyReport.objects.get(project__code="=P1").project.unit
    answer = see(client, Role.UNIT, unit=unit)
    text = answer.content.decode()
    assert "=P1" in text
    assert "=P2" not in text
    assert "乙镇" not in text
    assert "亮牌和完成情况" not in text
    rows = load_workbook(BytesIO(b"".join(
        see(client, Role.UNIT, unit=unit, name="known-file").streaming_content
    )))["表1亮牌变化"].iter_rows(values_only=True)  # fmt: skip
    assert not [row for row in rows if "=P2 项目=P2" in row]


@pytest.mark.parametrize("role", [Role.COMMERCE, Role.GOV_OFFICE, Role.SYSADMIN])
def test_who_may_not(county, client, role):
    assert see(client, role).status_code == 403


def test_the_usual_days_are_offered(county, client):
    answer = see(client, query="")
    assert [(one.label, one.day) for one in answer.context["asked"].presets] == [
        ("月报截止日", date(2023, 4, 5)),
        ("锁定当日", date(2023, 4, 12)),
        ("第1期印发当日", date(2023, 4, 14)),
    ]
    assert answer.context["asked"].day == date(2023, 4, 14)
    assert "没有差异" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [("x", "x"), ("2999-01-01", "还没有到")],
)
def test_a_day_that_cannot_be_asked_for(county, client, text, said):
    answer = see(client, query=f"?day={text}")
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert answer.context["asked"].day == date(2023, 4, 14)


def test_the_day_is_read_as_everywhere(county, client):
    answer = see(client, query="?day=2023年4月9日")
    assert answer.context["asked"].day == date(2023, 4, 9)
    assert len(answer.context["lines"]) == 2


def test_narrowed_by_unit_and_kind(county, client):
    unit = MonthlyReport.objects.get(project__code="=P2").project.unit
    lines = see(client, query=f"?day=2023-04-05&unit={unit.pk}").context["lines"]
    assert [row.unit for row, *_ in lines] == ["乙镇"]
    assert len(see(client, query="?day=2023-04-05&kind=corrected").context["lines"]) == 2
    assert see(client, query="?day=2023-04-05&kind=quota").context["lines"] == []


def test_before_the_month_began_nothing_was_known(county, client):
    lines = see(client, query="?day=2023-02-01").context["lines"]
    assert {row.before for row, *_ in lines} == {"台账中没有该项目"} or lines


def test_the_workbook_has_a_sheet_for_each_group(county, client):
    answer = see(client, name="known-file")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == [
        "说明",
        "表1亮牌变化",
        "表2数据变化",
        "表3指标变化",
        "表4责任单位变更",
    ]
    row = next(book["表1亮牌变化"].iter_rows(min_row=5, max_row=5, values_only=True))
    assert row[1:4] == ("甲镇", "=P1 项目=P1", "进度牌")
    assert "李四 2023-04-10 09:00 月报填报，2023年3月完成投资(万元) 10 → 100" in row[6]
    assert book["表1亮牌变化"]["C5"].data_type == "s"


def told(*arguments) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("known", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_in_json(county):
    found = json.loads(told("2023-03", "--day", "2023-04-05")[0])
    assert (found["month"], found["day"], found["now"]) == ("2023-03", "2023-04-05", "2023-05-20")
    assert found["colours"]["then"]["progress-yellow"] == 2
    first = found["cards"][0]
    assert (first["project"], first["unit"], first["rule"]) == ("=P1", "甲镇", "progress")
    assert (first["before"]["colour"], first["after"]["colour"]) == ("yellow", "green")
    (cause,) = first["causes"]
    assert (cause["kind"], cause["from"], cause["to"], cause["by"]) == (
        "corrected", "10", "100", "李四",
    )  # fmt: skip
    at = timezone.datetime.fromisoformat(cause["at"])
    assert timezone.localdate(at) == date(2023, 4, 10)


def test_the_command_in_csv(county):
    text, _ = told("2023-03", "--day", "2023-04-05", "--format", "csv")
    head, *rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    assert head[:3] == ["group", "unit", "subject"]
    assert [row[2] for row in rows] == ["'=P1 项目=P1", "'=P2 项目=P2"]


def test_a_day_before_the_month_is_pointed_out(county):
    _, err = told("2023-03", "--day", "2023-02-01")
    assert err.strip() == "2023-02-01终了时，系统中还没有2023年3月的亮牌"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["2023-03"], id="no-day"),
        pytest.param(["2023-13", "--day", "2023-04-05"], id="no-month"),
        pytest.param(["2023-03", "--day", "2999-01-01"], id="future"),
        pytest.param(["2023-03", "--day", "昨天"], id="no-date"),
        pytest.param(["2023-03", "--day", "2023-04-05", "--format", "xml"], id="format"),
    ],
)
def test_bad_arguments_give_one_line(arguments):
    with pytest.raises(CommandError) as error:
        told(*arguments)
    assert "\n" not in str(error.value)
    assert error.value.returncode == 2
