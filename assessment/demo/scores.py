"""Schemes in force and one in draft, two vetoes; after the cards two published months, an award,
and one of the vetoes lifted since."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from assessment.actions.awards import decide_award, lift_veto, propose_award, record_veto
from assessment.actions.scores import adopt, copy_scheme, load_proposal, publish, save_draft
from assessment.cards.engine import assess
from assessment.choices.scores import VetoGround
from assessment.models import (
    PublishedScore,
    ScoreAward,
    ScoreLine,
    ScorePublication,
    ScoreScheme,
    ScoreVeto,
)
from assessment.models.runs import RunKind
from projects.choices import Layer
from projects.models import ReportingMonth, Unit, User
from projects.periods import Month, due_on

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (
    ScoreAward.files.through,
    ScoreAward,
    ScoreVeto.files.through,
    ScoreVeto,
    PublishedScore,
    ScorePublication,
    ScoreLine,
    ScoreScheme,
)
MONTHS, PUBLISH_AFTER = 2, timedelta(days=9)
# What the draft shifts from the one to the other.
SHIFTED = {"start_total": Decimal(35), "investment": Decimal(20)}
# In January, before any month is published; the second is lifted after the publications.
VETO_AFTER = timedelta(days=25)
VETOED, LIFTED = 7, 33


def write(stage: "Stage") -> None:
    """The proposal in force in both layers, a draft beside it, and two units vetoed."""
    year, new_year = stage.day.year, date(stage.day.year, 1, 1)
    for layer in Layer:
        draft = load_proposal(year=year, layer=layer, by=stage.by)
        adopt(
            scheme=draft,
            version=draft.version,
            on=new_year,
            reason="示例：县重点项目推进会议研究同意试行",
            today=stage.day,
            by=stage.by,
        )
    _shift(ScoreScheme.objects.get(year=year, layer=Layer.TOWN_PARK), stage.by)
    safety = {"reason": "示例：所属项目发生一般安全生产责任事故", "paper": "示例安委〔示例〕3号"}
    _veto(stage, VETOED, VetoGround.SAFETY, decided_by="示例：县安委会", **safety)
    funds = {"reason": "示例：项目资金拨付不规范被查实", "paper": "示例财监〔示例〕2号"}
    _veto(stage, LIFTED, VetoGround.FUNDS, decided_by="示例：县政府", **funds)


def _veto(stage: "Stage", number: int, ground: VetoGround, **decision: str) -> None:
    record_veto(
        year=stage.day.year,
        unit=Unit.objects.get(number=number),
        ground=ground,
        decided_on=min(stage.day, date(stage.day.year, 1, 1) + VETO_AFTER),
        papers=[],
        today=stage.day,
        by=stage.by,
        **decision,
    )


def _shift(scheme: ScoreScheme, by: User) -> None:
    draft = copy_scheme(source=scheme, year=scheme.year, by=by)
    lines = {
        line.pk: {"points": SHIFTED[line.measure]}
        for line in draft.lines.filter(measure__in=SHIFTED)
    }
    header = {"note": "示例：提高开工分值的设想，试算后再定"}
    save_draft(scheme=draft, version=draft.version, header=header, lines=lines, by=by)


def publish_months(day: date) -> int:
    """Judge the cards, publish the last locked months of the year, give the first an award, lift
    a veto that was published."""
    by = User.objects.get(username="fagai")
    locked = ReportingMonth.objects.filter(year=day.year).order_by("-month")[:MONTHS]
    months = sorted(Month(row.year, row.month) for row in locked)
    if months:
        assess(day, kind=RunKind.COMMAND)
    for month in months:
        _publish(month, min(day, due_on(month, 5) + PUBLISH_AFTER), by)
    if months:
        _lift(day, by)
        _award(months[-1], day, by)
    return len(months)


def _publish(month: Month, on: date, by: User) -> None:
    row = publish(month=month, seen=0, reason="", today=on, by=by)
    when = timezone.make_aware(datetime.combine(on, time(17)))
    ScorePublication.objects.filter(pk=row.pk).update(at=when)


def _lift(day: date, by: User) -> None:
    veto = ScoreVeto.objects.get(year=day.year, unit__number=LIFTED)
    lift_veto(
        veto=veto,
        version=veto.version,
        lift_paper="示例财监〔示例〕9号",
        lifted_on=day,
        lifted_by="示例：县政府",
        lift_reason="示例：资金已归还，经复查整改到位",
        papers=[],
        today=day,
        by=by,
    )


def _award(month: Month, day: date, by: User) -> None:
    """To the first bureau of the last published month."""
    scores = PublishedScore.objects.filter(publication__year=month.year, rank=1)
    first = scores.filter(publication__month=month.month, layer=Layer.DEPARTMENT).first()
    if first is None:
        return
    award = propose_award(
        year=month.year,
        unit=first.unit,
        title="示例：重点项目建设先进单位",
        ground=f"示例：{month.label}专项计分考核部门企业第1位，得分{first.score}",
        by=by,
    )
    decide_award(
        award=award,
        version=award.version,
        paper="示例政字〔示例〕12号",
        decided_on=day,
        decided_by="示例：县政府",
        papers=[],
        today=day,
        by=by,
    )
