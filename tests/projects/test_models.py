"""The database's own word: every named constraint, on both sides, with its Chinese message."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from assessment.choices import Annex, QuotaBand
from assessment.models import (
    AnnexRow,
    AnnexTotal,
    AssessmentRun,
    CityAverage,
    Goal,
    Policy,
    Quota,
)
from assessment.models.runs import RunKind, RunState
from projects.choices import Role, SuspensionKind
from projects.models import (
    AnnualPlan,
    LockEvent,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    Submission,
    Suspension,
    Unit,
    User,
    WeeklyUpdate,
)
from tests.assessment import constraints_cases, constraints_notices, constraints_supervision
from tests.factories import make_project, make_type, make_unit, make_user
from tests.projects.constraints_chain import (
    CHAIN_CHECKS,
    CHAIN_UNIQUE,
    EARLY,
    IN_MARCH,
    LATE,
    ON,
    Case,
    Once,
    of_project,
    of_unit,
)

pytestmark = pytest.mark.django_db

SUSPENDED = {"kind": SuspensionKind.SUSPENDED, "from_on": ON}
NOON = "2023-05-01T12:00:00+08:00"


def project(**fields) -> models.Model:
    defaults = {"code": "新1", "name": "新项目", "total_investment": Decimal(1000)}
    return Project(unit=make_unit(), project_type=make_type(), **(defaults | fields))


def average(**fields) -> models.Model:
    return CityAverage(project_type=make_type(), **(IN_MARCH | {"rate": Decimal(5)} | fields))


def account(**fields) -> models.Model:
    role = fields.pop("role", Role.LEADER)
    unit = make_unit() if fields.pop("with_unit", False) else None
    return User(username="甲", password="x", role=role, unit=unit, **fields)


def lock(**fields) -> models.Model:
    by = User.objects.first() or make_user()
    return LockEvent(by=by, **(IN_MARCH | {"locked": True} | fields))


plan, monthly, report = of_project(AnnualPlan), of_project(MonthlyPlan), of_project(MonthlyReport)
stop, quota, annex_row = of_project(Suspension), of_unit(Quota), of_unit(AnnexRow)
returned, week = of_unit(Submission), of_project(WeeklyUpdate)
A_WEEK = {"year": 2023, "week": 17, "first_on": ON}
ONE_QUOTA = {"year": 2023, "annex": Annex.START, "band": QuotaBand.TOTAL}
CORRECTED = {"correction": 5, "corrected_at": NOON, "correction_reason": "印发有误"}
A_RUN = {"day": ON, "state": RunState.DONE}
ONE_ROW = {"year": 2023, "annex": Annex.START, "number": 1, "printed_name": "某街道"}

# constraint → maker, what it refuses, what it just allows, the message
CHECKS: dict[str, list[Case]] = {
    "project_investment_not_negative": [
        (project, {"total_investment": Decimal("-0.01")}, {"total_investment": Decimal(0)},
         "总投资不能为负数"),
    ],
    "project_start_due_completion_due": [
        (project, {"start_due": ON, "completion_due": EARLY},
         {"start_due": ON, "completion_due": ON}, "计划竣工日期不能早于计划开工日期"),
    ],
    "project_started_on_completed_on": [
        (project, {"started_on": ON, "completed_on": EARLY},
         {"started_on": ON, "completed_on": ON}, "实际竣工日期须有实际开工日期，且不能早于它"),
        (project, {"completed_on": ON}, {"started_on": ON},
         "实际竣工日期须有实际开工日期，且不能早于它"),
    ],
    "project_started_on_in_production_on": [
        (project, {"started_on": ON, "in_production_on": EARLY},
         {"started_on": ON, "in_production_on": ON}, "投产日期须有实际开工日期，且不能早于它"),
        (project, {"in_production_on": ON}, {"started_on": ON},
         "投产日期须有实际开工日期，且不能早于它"),
    ],
    "project_started_on_enrolled_on": [
        (project, {"started_on": ON, "enrolled_on": EARLY},
         {"started_on": ON, "enrolled_on": ON}, "纳统日期须有实际开工日期，且不能早于它"),
        (project, {"enrolled_on": ON}, {"started_on": ON},
         "纳统日期须有实际开工日期，且不能早于它"),
    ],
    "annual_plan_not_negative": [
        (plan, {"year": 2023, "amount": Decimal("-0.01")}, {"year": 2023, "amount": Decimal(0)},
         "年度计划投资不能为负数"),
    ],
    "monthly_plan_not_negative": [
        (monthly, IN_MARCH | {"amount": Decimal("-0.01")}, IN_MARCH | {"amount": Decimal(0)},
         "计划投资不能为负数"),
    ],
    "monthly_plan_month": [
        (monthly, {"year": 2023, "month": 13, "amount": Decimal(1)},
         {"year": 2023, "month": 12, "amount": Decimal(1)}, "月份须为1至12"),
        (monthly, {"year": 2023, "month": 0, "amount": Decimal(1)},
         {"year": 2023, "month": 1, "amount": Decimal(1)}, "月份须为1至12"),
    ],
    "monthly_report_not_negative": [
        (report, IN_MARCH | {"amount": Decimal("-0.01")}, IN_MARCH | {"amount": Decimal(0)},
         "完成投资不能为负数"),
        (report, IN_MARCH | {"amount": Decimal(-1)}, IN_MARCH | {"amount": None},
         "完成投资不能为负数"),
    ],
    "monthly_report_month": [
        (report, {"year": 2023, "month": 13}, {"year": 2023, "month": 12}, "月份须为1至12"),
        (report, {"year": 2023, "month": 0}, {"year": 2023, "month": 1}, "月份须为1至12"),
    ],
    "reporting_month_month": [
        (ReportingMonth, {"year": 2023, "month": 13}, {"year": 2023, "month": 12}, "月份须为1至12"),
        (ReportingMonth, {"year": 2023, "month": 0}, {"year": 2023, "month": 1}, "月份须为1至12"),
    ],
    "submission_month": [
        (returned, {"year": 2023, "month": 13}, {"year": 2023, "month": 12}, "月份须为1至12"),
        (returned, {"year": 2023, "month": 0}, {"year": 2023, "month": 1}, "月份须为1至12"),
    ],
    "lock_event_month": [
        (lock, {"month": 13}, {"month": 12}, "月份须为1至12"),
        (lock, {"month": 0}, {"month": 1}, "月份须为1至12"),
    ],
    "lock_event_reopen_explained": [
        (lock, {"locked": False}, {"locked": False, "reason": "漏报"}, "重新开放须写明原因"),
        (lock, {"locked": False}, {"locked": True}, "重新开放须写明原因"),
    ],
    "weekly_update_not_negative": [
        (week, A_WEEK | {"amount": Decimal("-0.01")}, A_WEEK | {"amount": Decimal(0)},
         "本周完成投资不能为负数"),
    ],
    "weekly_update_week": [
        (week, A_WEEK | {"week": 54}, A_WEEK | {"week": 53}, "周次须为1至53"),
        (week, A_WEEK | {"week": 0}, A_WEEK | {"week": 1}, "周次须为1至53"),
    ],
    "suspension_until_after_from": [
        (stop, SUSPENDED | {"until_on": ON}, SUSPENDED | {"until_on": LATE},
         "恢复日期须晚于起始日期"),
    ],
    "suspension_ended_is_final": [
        (stop, {"kind": SuspensionKind.ENDED, "from_on": ON, "until_on": LATE},
         {"kind": SuspensionKind.ENDED, "from_on": ON}, "终止的项目没有恢复日期"),
    ],
    "user_unit_matches_role": [
        (account, {"role": Role.UNIT}, {"role": Role.UNIT, "with_unit": True},
         "责任单位账号须选择单位，其他角色不选单位"),
        (account, {"role": Role.DRC, "with_unit": True}, {"role": Role.DRC},
         "责任单位账号须选择单位，其他角色不选单位"),
    ],
    "user_no_superuser": [
        (account, {"is_superuser": True}, {"is_superuser": False}, "本系统不设超级用户，请选择角色"),
    ],
    "city_average_range": [
        (average, {"rate": Decimal("-0.000001")}, {"rate": Decimal(0)}, "平均进度须在0至500之间"),
        (average, {"rate": Decimal("500.000001")}, {"rate": Decimal(500)},
         "平均进度须在0至500之间"),
    ],
    "city_average_month": [
        (average, {"month": 13}, {"month": 12}, "月份须为1至12"),
        (average, {"month": 0}, {"month": 1}, "月份须为1至12"),
    ],
    "policy_red_after_yellow": [
        (Policy, {"year": 2023, "yellow_after_months": 2, "red_after_months": 2},
         {"year": 2023, "yellow_after_months": 2, "red_after_months": 3}, "红牌时限须长于黄牌时限"),
    ],
    "quota_correction_explained": [
        (quota, ONE_QUOTA | CORRECTED | {"correction_reason": ""}, ONE_QUOTA | CORRECTED,
         "更正须写明时间和原因"),
        (quota, ONE_QUOTA | CORRECTED | {"corrected_at": None}, ONE_QUOTA | {"printed": 5},
         "更正须写明时间和原因"),
    ],
}  # fmt: skip

# constraint → maker, the row that stands, what differs in one that may stand beside it, message
UNIQUE: dict[str, Once] = {
    "annual_plan_once": (
        plan, {"year": 2023, "amount": 1}, {"year": 2024}, "该项目该年度已有计划"),
    "monthly_plan_once": (
        monthly, IN_MARCH | {"amount": 1}, {"month": 4}, "该项目该月已有计划"),
    "monthly_report_once": (report, IN_MARCH, {"month": 4}, "该项目该月已有报告"),
    "submission_once": (returned, IN_MARCH, {"month": 4}, "该单位该月已有报送记录"),
    "weekly_update_once": (week, A_WEEK, {"week": 18}, "该项目该周已有记录"),
    "reporting_month_once": (ReportingMonth, IN_MARCH, {"month": 4}, "已经存在"),
    "suspension_one_open": (
        stop, SUSPENDED, {"until_on": LATE}, "该项目已有未恢复的停建或终止记录"),
    "city_average_once": (average, {}, {"month": 4}, "该月该类型已有均值"),
    "policy_once": (Policy, {"year": 2023}, {"year": 2024}, "该年度已有政策"),
    "annex_row_once": (annex_row, ONE_ROW, {"year": 2024, "number": 2}, "已经存在"),
    "annex_row_number": (
        lambda **fields: AnnexRow(unit=make_unit(), **fields), ONE_ROW, {"number": 2}, "已经存在"),
    "quota_once": (quota, ONE_QUOTA, {"band": QuotaBand.OVER_100M}, "已经存在"),
    "annex_total_once": (AnnexTotal, ONE_QUOTA, {"band": QuotaBand.OVER_100M}, "已经存在"),
    "goal_once": (
        Goal, {"year": 2023, "annex": Annex.START, "key": "total", "target": 1, "clause": "一"},
        {"key": "over_1b"}, "已经存在"),
    "run_nightly_once": (
        AssessmentRun, A_RUN | {"kind": RunKind.NIGHTLY}, {"kind": RunKind.COMMAND},
        "该日已有自动评定"),
}  # fmt: skip

CHECKS |= CHAIN_CHECKS | constraints_supervision.CHECKS | constraints_cases.CHECKS
CHECKS |= constraints_notices.CHECKS
UNIQUE |= CHAIN_UNIQUE | constraints_supervision.UNIQUE | constraints_cases.UNIQUE
UNIQUE |= constraints_notices.UNIQUE

CHECK_CASES = [
    pytest.param(name, *case, id=f"{name}-{number}")
    for name, cases in CHECKS.items()
    for number, case in enumerate(cases, start=1)
]
UNIQUE_CASES = [pytest.param(name, *case, id=name) for name, case in UNIQUE.items()]


def refused(row: models.Model, name: str) -> None:
    """The database refuses the row, and it is this constraint that refuses it."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        row.save()
    columns = [
        f"{row._meta.db_table}.{field}"
        for constraint in row._meta.constraints
        if constraint.name == name
        for field in getattr(constraint, "fields", ())
    ]
    # SQLite names the columns of a unique constraint, not the constraint; of two that the same row
    # breaks, PostgreSQL names the one it meets first.
    wider = [
        constraint.name
        for constraint in row._meta.constraints
        if columns and set(getattr(constraint, "fields", ())) >= {c.split(".")[1] for c in columns}
    ]
    assert any(each in str(error.value) for each in [name, *wider]) or all(
        column in str(error.value) for column in columns[:1]
    )


def test_every_constraint_is_in_the_tables_below():
    named = {
        constraint.name
        for app in ("projects", "assessment")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }
    assert named == set(CHECKS) | set(UNIQUE)


@pytest.mark.parametrize(("name", "make", "bad", "good", "message"), CHECK_CASES)
def test_check(name, make, bad, good, message):
    row = make(**bad)
    with pytest.raises(ValidationError) as error:
        row.validate_constraints()
    assert message in error.value.messages
    refused(row, name)
    allowed = make(**good)
    allowed.validate_constraints()
    allowed.save()
    assert type(allowed).objects.filter(pk=allowed.pk).exists()


@pytest.mark.parametrize(("name", "make", "fields", "other", "message"), UNIQUE_CASES)
def test_unique(name, make, fields, other, message):
    make(**fields).save()
    twin = make(**fields)
    with pytest.raises(ValidationError) as error:
        twin.validate_constraints()
    assert any(message in text for text in error.value.messages), error.value.messages
    refused(twin, name)
    beside = make(**(fields | other))
    beside.validate_constraints()
    beside.save()
    assert type(beside).objects.filter(pk=beside.pk).exists()


def test_an_ended_project_stays_ended_once():
    row = stop(kind=SuspensionKind.ENDED, from_on=ON)
    row.save()
    refused(stop(**SUSPENDED), "suspension_one_open")


@pytest.mark.parametrize(
    "code", ["P-1", "宁发改〔2023〕6", "〔2023〕1号", "(2023)1", "_1", "a.b_(c)", "0"]
)
def test_a_project_code_as_offices_write_them(code):
    row = project(code=code)
    row.full_clean(exclude=["unit", "project_type"])
    assert row.code == code


@pytest.mark.parametrize(
    "code", ["", " P1", "P 1", "-P1", ".P1", ")1", "〕1", "P/1", "P1\n", "=1+1", "P?1"]
)
def test_a_project_code_that_breaks_addresses_is_refused(code):
    with pytest.raises(ValidationError) as error:
        project(code=code).full_clean(exclude=["unit", "project_type"])
    assert "code" in error.value.message_dict


def test_createsuperuser_makes_a_system_administrator():
    user = User.objects.create_superuser("root", password="x")
    assert (user.role, user.is_superuser, user.is_staff) == (Role.SYSADMIN, False, True)


@pytest.mark.parametrize(
    ("role", "staff"),
    [(role, role in {Role.DRC, Role.AUDITOR, Role.SYSADMIN}) for role in Role if role != Role.UNIT],
)
def test_staff_follows_the_role(role, staff):
    assert make_user(role).is_staff is staff


def test_only_reports_that_count_count():
    owner = make_project()
    for month, state, amount in [
        (1, "submitted", 1), (2, "accepted", 1), (3, "draft", 1), (4, "returned", 1),
        (5, "submitted", None), (6, "submitted", 0),
    ]:  # fmt: skip
        MonthlyReport.objects.create(
            project=owner, year=2023, month=month, state=state, amount=amount
        )
    counted = MonthlyReport.objects.counted().values_list("month", flat=True)
    assert list(counted) == [1, 2, 6]


def test_the_effective_quota_is_the_correction_if_there_is_one():
    quota(**ONE_QUOTA, printed=5).save()
    quota(
        **ONE_QUOTA | {"band": QuotaBand.OVER_100M}, printed=5, **CORRECTED | {"correction": 2}
    ).save()
    quota(**ONE_QUOTA | {"band": QuotaBand.OVER_5M}).save()
    effective = dict(Quota.objects.with_effective().values_list("band", "effective"))
    assert effective == {"total": 5, "over_100m": 2, "over_5m": None}


@pytest.mark.parametrize("role", [r for r in Role if r != Role.UNIT])
def test_who_sees_the_county_s_projects(role):
    make_project(unit=make_unit())
    seen = Project.objects.visible_to(make_user(role)).count()
    assert seen == (0 if role == Role.SYSADMIN else 1)


def test_a_clerk_sees_its_own_unit_s_rows_only():
    own, other = make_unit(), make_unit()
    clerk = make_user(Role.UNIT, own)
    mine, theirs = make_project(unit=own), make_project(unit=other)
    for row in (mine, theirs):
        MonthlyReport.objects.create(project=row, year=2023, month=1)
    assert list(Project.objects.visible_to(clerk)) == [mine]
    assert [r.project for r in MonthlyReport.objects.visible_to(clerk)] == [mine]
    assert list(Unit.objects.visible_to(clerk)) == [own]


def test_an_inactive_account_sees_nothing():
    make_project()
    user = make_user(Role.DRC, is_active=False)
    assert not Project.objects.visible_to(user).exists()
