"""The named constraints of supervision and assessment, for `test_models`."""

from datetime import date
from itertools import count, cycle

from django.db import models

from assessment.models import (
    BulletinIssue,
    Mention,
    Policy,
    PublishedScore,
    ScoreAward,
    ScoreLine,
    ScorePublication,
    ScoreScheme,
    ScoreVeto,
)
from projects.choices import Role
from projects.models import Unit
from tests.factories import make_unit, make_user

ON = date(2023, 3, 1)
_numbers = count(2)
_months = cycle(range(1, 13))


def mention(**fields) -> models.Model:
    named = {"year": 2023, "month": 3, "kind": "praise", "state": "left_out", "evidence": []}
    named["reason"] = "已整改"
    unit = Unit.objects.first() or make_unit()
    decided = {"decided_by": make_user(Role.DRC), "decided_on": ON, "unit": unit}
    return Mention(**(named | decided | fields))


def scheme(**fields) -> models.Model:
    """Dropped, so that any number of them stand beside each other."""
    named = {"year": 2023, "layer": "town_park", "number": 1, "state": "dropped"}
    return ScoreScheme(**(named | fields))


def adopted(**fields) -> models.Model:
    named = {"state": "adopted", "adopted_on": ON, "adopted_by": make_user(Role.DRC)}
    return scheme(**(named | {"reason": "研究同意"} | fields))


def another(**fields) -> models.Model:
    """With a number of its own."""
    return adopted(**({"number": next(_numbers)} | fields))


def stored_scheme() -> ScoreScheme:
    found = ScoreScheme.objects.first() or scheme()
    found.save()
    return found  # type: ignore[return-value]


def line(**fields) -> models.Model:
    named = {"kind": "item", "measure": "investment", "name": "投资", "points": 25, "cap": 120}
    return ScoreLine(**(named | {"scheme": stored_scheme(), "order": 1} | fields))


def publication(**fields) -> models.Model:
    named = {"year": 2023, "month": 3, "number": 1, "day": ON, "by": make_user(Role.DRC)}
    return ScorePublication(**(named | {"rules_version": "1", "schemes": {"a": 1}} | fields))


def published(**fields) -> models.Model:
    row = ScorePublication.objects.first() or publication()
    row.save()
    of = make_unit() if fields.pop("fresh", False) else Unit.objects.first() or make_unit()
    named = {"publication": row, "unit": of}
    return PublishedScore(
        **(named | {"layer": "town_park", "points": {"a": 1}, "sheet": {"a": 1}} | fields)
    )


def veto(**fields) -> models.Model:
    named = {"year": 2023, "unit": Unit.objects.first() or make_unit(), "ground": "safety"}
    decided = {"reason": "事故", "paper": "1号", "decided_on": ON, "decided_by": "安委会"}
    return ScoreVeto(**(named | decided | fields))


def lifted(**fields) -> models.Model:
    named = {"state": "lifted", "lift_paper": "2号", "lifted_on": ON, "lifted_by": "安委会"}
    return veto(**(named | {"lift_reason": "整改到位"} | fields))


def award(**fields) -> models.Model:
    named = {"year": 2023, "unit": Unit.objects.first() or make_unit()}
    return ScoreAward(**(named | {"title": "先进单位", "ground": "第1位"} | fields))


def given(**fields) -> models.Model:
    named = {"state": "decided", "paper": "1号", "decided_on": ON, "decided_by": "县政府"}
    return award(**(named | fields))


def revoked(**fields) -> models.Model:
    return award(**({"state": "revoked", "ended_on": ON, "end_reason": "有误"} | fields))


def bulletin(**fields) -> models.Model:
    """With a number of its own, as the first issue of one and the same month."""
    named = {"year": 2023, "month": 3, "number": next(_numbers), "issued_on": ON}
    return BulletinIssue(**(named | {"content": "{}", "by": make_user(Role.DRC)} | fields))


def of_next_month(**fields) -> models.Model:
    return bulletin(**({"month": next(_months), "number": 1} | fields))


def policy(**fields) -> models.Model:
    return Policy(year=2023, **fields)


CHECKS = {
    "score_scheme_adopted_explained": [
        (adopted, {"reason": ""}, {}, "采用计分办法须写明日期、采用人和原因")
    ],
    "score_scheme_whole": [(scheme, {"whole": 0}, {"whole": 1}, "权重合计须大于0")],
    "score_line_points": [(line, {"points": 0}, {"points": "0.01"}, "权重、每次扣分须大于0")],
    "score_line_capped": [(line, {"cap": 99}, {"cap": 100}, "计分项须有封顶，且不低于百分之百")],
    "score_line_floor": [(line, {"floor": 101}, {"floor": 100}, "起分线须在0至100之间")],
    "score_publication_month": [(publication, {"month": 13}, {"month": 12}, "月份须为1至12")],
    "score_publication_explained": [
        (publication, {"number": 2}, {"number": 2, "reason": "更正"}, "重新公布须写明原因")
    ],
    "score_veto_decided": [(veto, {"paper": ""}, {}, "一票否决须写明文号、决定人和事由")],
    "score_veto_lifted_decided": [
        (lifted, {"lift_paper": ""}, {}, "解除一票否决须写明文号、日期、决定人和原因")
    ],
    "score_award_grounded": [(award, {"ground": ""}, {}, "表彰须写明名称和依据")],
    "score_award_decided": [(given, {"paper": ""}, {}, "表彰决定须写明文号、日期和决定人")],
    "score_award_revoked": [(revoked, {"end_reason": ""}, {}, "撤销表彰须写明日期和原因")],
    "mention_month": [(mention, {"month": 13}, {"month": 12}, "月份须为1至12")],
    "mention_left_out_with_reason": [
        (mention, {"reason": ""}, {"reason": "已整改"}, "不列入须写明理由"),
        (mention, {"reason": ""}, {"reason": "", "state": "listed"}, "不列入须写明理由"),
    ],
    "bulletin_issue_month": [
        (bulletin, {"month": 13}, {"month": 12}, "月份须为1至12"),
        (bulletin, {"month": 0}, {"month": 1}, "月份须为1至12"),
    ],
    "bulletin_correction_explained": [
        (bulletin, {"edition": 1}, {"edition": 1, "reason": "有误"}, "更正须写明原因"),
        (bulletin, {"edition": 1}, {"edition": 0}, "更正须写明原因"),
    ],
    "policy_readings_known": [
        (policy, {"at_red_limit": "none"}, {"at_red_limit": "yellow"}, "没有这种读法"),
        (policy, {"under_yellow_limit": "red"}, {"under_yellow_limit": "green"}, "没有这种读法"),
        (policy, {"persistent_scope": ""}, {"persistent_scope": "any"}, "没有这种读法"),
        (policy, {"without_average": "first"}, {"without_average": "last"}, "没有这种读法"),
    ],
}
UNIQUE = {
    "score_scheme_number": (scheme, {}, {"number": 2}, "该年度该层面已有这一版计分办法"),
    "score_scheme_one_draft": (
        another, {"state": "draft"}, {"state": "dropped"},
        "该年度该层面已有一份草案，请先采用或作废"),
    "score_scheme_one_adopted": (
        another, {}, {"state": "replaced"}, "该年度该层面已有现行的计分办法"),
    "score_line_once": (line, {}, {"measure": "completion"}, "该计分办法已有这一指标"),
    "score_publication_number": (
        publication, {}, {"month": 4}, "该月这一次公布刚由别人完成"),
    "published_score_once": (published, {}, {"fresh": True}, "已经存在"),
    "score_veto_once": (veto, {}, {"paper": "2号"}, "该单位该年度已登记同一文号的一票否决"),
    "score_award_once": (award, {}, {"title": "其他"}, "该单位该年度已有同名表彰"),
    "bulletin_edition_once": (
        bulletin, {}, {"edition": 1, "reason": "有误"}, "该月通报刚由别人印发"),
    "bulletin_number_once": (
        of_next_month, {}, {"edition": 1, "reason": "有误"}, "该期号已用于别的月份"),
    "mention_once": (mention, {}, {"month": 4}, "该单位本月已有决定"),
    "mention_one_list": (
        mention, {"state": "listed"}, {"kind": "warning", "state": "left_out"},
        "同一单位同一个月不能既列入正向激励又列入预警提醒"),
}  # fmt: skip
