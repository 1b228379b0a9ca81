"""Rows for tests, each with sensible defaults. Deterministic: a counter, no randomness."""

from datetime import date
from decimal import Decimal
from itertools import count

from assessment.models import CityAverage
from projects.choices import Layer, Role, UnitKind
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ProjectType,
    Unit,
    User,
)
from projects.periods import Month

_numbers = count(1)


def make_unit(name: str = "", *, layer: str = Layer.TOWN_PARK, **fields) -> Unit:
    number = fields.pop("number", 1000 + next(_numbers))
    kind = fields.pop("kind", UnitKind.TOWN if layer == Layer.TOWN_PARK else UnitKind.BUREAU)
    return Unit.objects.create(
        number=number, name=name or f"单位{number}", layer=layer, kind=kind, **fields
    )


def make_type(name: str = "产业") -> ProjectType:
    return ProjectType.objects.get_or_create(name=name)[0]


def make_project(code: str = "", **fields) -> Project:
    code = code or f"P{next(_numbers):05d}"
    fields.setdefault("name", f"项目{code}")
    fields.setdefault("total_investment", Decimal(12_000))
    if "unit" not in fields:
        fields["unit"] = Unit.objects.order_by("number").first() or make_unit()
    if "project_type" not in fields:
        fields["project_type"] = make_type()
    return Project.objects.create(code=code, **fields)


def make_plan(project: Project, year: int, amount) -> AnnualPlan:
    return AnnualPlan.objects.create(project=project, year=year, amount=Decimal(amount))


def make_month(project: Project, month: str, done=None, plan=None, **fields) -> MonthlyReport:
    """A monthly report, and a monthly plan if given; amounts in 万元, done None is not reported."""
    at = Month.parse(month)
    if plan is not None:
        MonthlyPlan.objects.create(
            project=project, year=at.year, month=at.month, amount=Decimal(plan)
        )
    amount = None if done is None else Decimal(done)
    return MonthlyReport.objects.create(
        project=project, year=at.year, month=at.month, amount=amount, **fields
    )


def make_average(month: str, rate, project_type: ProjectType | None = None) -> CityAverage:
    at = Month.parse(month)
    return CityAverage.objects.create(
        year=at.year,
        month=at.month,
        project_type=project_type or make_type(),
        rate=Decimal(rate),
    )


def make_user(role: str = Role.DRC, unit: Unit | None = None, **fields) -> User:
    username = fields.pop("username", f"user{next(_numbers)}")
    if role == Role.UNIT and unit is None:
        unit = make_unit()
    return User.objects.create_user(
        username=username, password=fields.pop("password", None), role=role, unit=unit, **fields
    )


def day(text: str) -> date:
    return date.fromisoformat(text)
