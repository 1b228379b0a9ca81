"""A small county: 甲 and 乙 start 2 of 4, 丙 1 of 4, 丁 has no quota at all; one bureau."""

from datetime import date

from assessment.actions.scores import adopt, load_proposal
from assessment.choices import Annex, QuotaBand
from assessment.models import Quota
from projects.choices import Layer, Role
from projects.models import ReportingMonth, User
from projects.periods import Month
from tests.factories import make_project, make_unit, make_user

MARCH, TODAY = Month(2023, 3), date(2023, 4, 20)


def make_county() -> User:
    """With the proposal in force in both layers; gives 发改局's account."""
    by = make_user(Role.DRC)
    units = [make_unit(name, number=number) for number, name in enumerate("甲乙丙丁", 1)]
    make_unit("局", layer=Layer.DEPARTMENT, number=5)
    for unit in units[:3]:
        start = {"year": 2023, "annex": Annex.START, "band": QuotaBand.TOTAL}
        Quota.objects.create(unit=unit, printed=4, **start)
    for number, unit in enumerate((units[0], units[0], units[1], units[1], units[2])):
        make_project(f"P{number}", unit=unit, started_on=date(2023, 2, 1 + number))
    for layer in Layer:
        row = load_proposal(year=2023, layer=layer, by=by)
        adopt(scheme=row, version=1, on=date(2023, 1, 1), reason="研究同意", today=TODAY, by=by)
    return by


def lock(month: Month = MARCH) -> None:
    ReportingMonth.objects.create(year=month.year, month=month.month)
