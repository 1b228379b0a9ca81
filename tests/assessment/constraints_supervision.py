"""The named constraints of supervision and assessment, for `test_models`."""

from datetime import date

from django.db import models

from assessment.models import Mention
from projects.choices import Role
from projects.models import Unit
from tests.factories import make_unit, make_user

ON = date(2023, 3, 1)


def mention(**fields) -> models.Model:
    named = {"year": 2023, "month": 3, "kind": "praise", "state": "left_out", "evidence": []}
    unit = Unit.objects.first() or make_unit()
    decided = {"decided_by": make_user(Role.DRC), "decided_on": ON, "unit": unit}
    return Mention(**(named | decided | fields))


CHECKS = {
    "mention_month": [(mention, {"month": 13}, {"month": 12}, "月份须为1至12")],
}
UNIQUE = {
    "mention_once": (mention, {}, {"month": 4}, "该单位本月已有决定"),
    "mention_one_list": (
        mention, {"state": "listed"}, {"kind": "warning", "state": "left_out"},
        "同一单位同一个月不能既列入正向激励又列入预警提醒"),
}  # fmt: skip
