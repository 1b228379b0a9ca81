"""Vetoes and awards with their decisions, and who is left a candidate."""

from datetime import date

import pytest

from assessment.actions.awards import (
    decide_award,
    lift_veto,
    propose_award,
    record_veto,
    revoke_award,
)
from assessment.actions.scores import publish
from assessment.models import ScorePublication, ScoreScheme, ScoreVeto
from assessment.scores.awards import candidates
from assessment.scores.vetoes import vetoes_in_force
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Layer, Role
from projects.files.content import CleanFile
from projects.models import Attachment, Unit
from projects.models.attachments import FileKind
from tests.assessment.scores.county import MARCH, TODAY, lock, make_county
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WHY = {"ground": "safety", "reason": "事故", "paper": "1号", "decided_by": "安委会"}
LIFT = {"lift_paper": "2号", "lifted_by": "安委会", "lift_reason": "整改到位"}
ON = date(2023, 4, 1)


@pytest.fixture
def by(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_county()


def unit(name: str = "甲") -> Unit:
    return Unit.objects.get(name=name)


def vetoed(by, name: str = "甲", **fields) -> ScoreVeto:
    wanted = WHY | {"decided_on": ON, "papers": [], "today": TODAY, "year": 2023} | fields
    return record_veto(unit=unit(name), by=by, **wanted)


def lift(veto, by, **fields):
    wanted = LIFT | {"lifted_on": TODAY, "papers": [], "today": TODAY, "version": 1} | fields
    return lift_veto(veto=veto, by=by, **wanted)


def named() -> list[tuple[str, bool]]:
    found = candidates(2023, vetoes_in_force(2023)).layers[Layer.TOWN_PARK]
    return [(one.entry.unit.name, one.stands) for one in found]


@pytest.fixture
def march(by) -> ScorePublication:
    lock()
    ScoreScheme.objects.update(places=2)
    return publish(month=MARCH, seen=0, reason="", today=TODAY, by=by)


def test_candidates_are_the_first_of_the_layer(march):
    assert named() == [("甲", True), ("乙", True)]


def test_a_veto_takes_the_place_and_the_next_moves_up(by, march):
    vetoed(by)
    assert named() == [("甲", False), ("乙", True), ("丙", True)]


def test_all_vetoed_leaves_no_candidate(by, march):
    for name in "甲乙丙":
        vetoed(by, name)
    assert named() == [("甲", False), ("乙", False), ("丙", False)]


def test_who_shares_the_last_place_is_in(by):
    lock()
    ScoreScheme.objects.update(places=1)
    publish(month=MARCH, seen=0, reason="", today=TODAY, by=by)
    assert named() == [("甲", True), ("乙", True)]


def test_a_veto_of_another_year_does_not_count(by, march):
    vetoed(by, year=2022)
    assert named() == [("甲", True), ("乙", True)]


def test_lifted_by_a_decision_it_counts_no_more(by, march):
    lift(vetoed(by), by)
    assert named() == [("甲", True), ("乙", True)]


@pytest.mark.parametrize("name", ["lift_paper", "lifted_by", "lift_reason"])
def test_lifting_wants_a_decision(by, name):
    veto = vetoed(by)
    with pytest.raises(RefusedError, match="解除一票否决须写明"):
        lift(veto, by, **{name: ""})
    veto.refresh_from_db()
    assert veto.state == "in_force"


def test_lifted_is_lifted_once_and_not_before_it_was_decided(by):
    veto = vetoed(by)
    with pytest.raises(RefusedError, match="不能早于"):
        lift(veto, by, lifted_on=date(2023, 3, 31))
    row = lift(veto, by)
    with pytest.raises(RefusedError, match="已解除"):
        lift(row, by, version=2)


def test_a_stale_lift_loses(by):
    veto = vetoed(by)
    ScoreVeto.objects.update(version=4)
    with pytest.raises(StaleError):
        lift(veto, by)


def test_nothing_is_decided_tomorrow(by):
    with pytest.raises(RefusedError, match="还没有到"):
        vetoed(by, decided_on=date(2023, 4, 21))


def test_a_veto_s_papers_are_the_unit_s_to_read(by):
    paper = CleanFile("决定.pdf", FileKind.PDF, b"%PDF-1.7")
    vetoed(by, papers=[paper])
    clerk = make_user(Role.UNIT, unit())
    other = make_user(Role.UNIT, unit("乙"))
    assert Attachment.objects.visible_to(clerk).count() == 1
    assert Attachment.objects.visible_to(other).count() == 0


def award(by, name: str = "甲"):
    return propose_award(year=2023, unit=unit(name), title="先进", ground="第1位", by=by)


def decide(row, by, **fields):
    wanted = {"paper": "9号", "decided_on": TODAY, "decided_by": "县政府"}
    more = {"papers": [], "today": TODAY, "version": row.version}
    return decide_award(award=row, by=by, **(wanted | more | fields))


def revoke(row, by, **fields):
    wanted = {"end_paper": "", "ended_on": TODAY, "end_reason": "有误"}
    more = {"papers": [], "today": TODAY, "version": row.version}
    return revoke_award(award=row, by=by, **(wanted | more | fields))


def test_an_award_is_given_by_a_decision(by):
    row = award(by)
    with pytest.raises(RefusedError, match="表彰决定须写明"):
        decide(row, by, paper="")
    assert decide(row, by).state == "decided"


def test_a_vetoed_unit_is_neither_named_nor_given_an_award(by):
    row = award(by)
    veto = vetoed(by)
    with pytest.raises(RefusedError, match="一票否决"):
        award(by)
    with pytest.raises(RefusedError, match="一票否决"):
        decide(row, by)
    lift(veto, by)
    assert decide(row, by).state == "decided"


def test_a_given_award_is_revoked_by_a_paper_a_proposal_without(by):
    row = decide(award(by), by)
    with pytest.raises(RefusedError, match="撤销文号"):
        revoke(row, by)
    assert revoke(row, by, end_paper="10号").state == "revoked"
    assert revoke(award(by, "乙"), by).state == "revoked"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_only_the_bureau_records(by, role):
    row, veto, other = award(by), vetoed(by, "乙"), make_user(role)
    for attempt in (
        lambda: vetoed(other),
        lambda: lift(veto, other),
        lambda: award(other, "丙"),
        lambda: decide(row, other),
        lambda: revoke(row, other),
    ):
        with pytest.raises(RefusedError):
            attempt()
