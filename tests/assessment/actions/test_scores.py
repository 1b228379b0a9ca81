"""Drawing up and adopting a scheme: versions, weights, who may, and who came first."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.actions.scores import (
    adopt,
    copy_scheme,
    drop,
    load_proposal,
    save_and_adopt,
    save_draft,
)
from assessment.choices.scores import SchemeState
from assessment.models import ScoreLine, ScoreScheme
from assessment.scores.schemes import adopted
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Layer, Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TOWN, ON, TODAY = Layer.TOWN_PARK, date(2023, 1, 1), date(2023, 7, 1)


@pytest.fixture
def by():
    return make_user(Role.DRC)


@pytest.fixture
def draft(by):
    return load_proposal(year=2023, layer=TOWN, by=by)


def weigh(draft: ScoreScheme, by, version: int | None = None, **weights) -> ScoreScheme:
    lines = {
        line.pk: {"points": Decimal(weights[line.measure])}
        for line in draft.lines.filter(measure__in=weights)
    }
    return save_draft(scheme=draft, version=version or draft.version, header={}, lines=lines, by=by)


def test_the_proposal_is_a_draft_marked_as_one(draft):
    assert (draft.state, draft.number, draft.is_proposal) == (SchemeState.DRAFT, 1, True)
    assert "待县里确定" in draft.note
    assert adopted(2023) == {}


def test_one_draft_a_layer(draft, by):
    with pytest.raises(RefusedError, match="已有一份草案"):
        load_proposal(year=2023, layer=TOWN, by=by)
    assert load_proposal(year=2023, layer=Layer.DEPARTMENT, by=by).number == 1
    assert load_proposal(year=2024, layer=TOWN, by=by).number == 1


def test_a_changed_draft_is_no_longer_the_proposal(draft, by):
    same = weigh(draft, by, start_total=30)
    assert same.is_proposal
    other = weigh(same, by, start_total=31)
    assert not other.is_proposal
    assert ScoreLine.history.filter(measure="start_total").count() == 2
    assert ScoreLine.history.filter(measure="start_total").first().history_user == by


@pytest.mark.parametrize(
    ("weights", "refused"),
    [
        pytest.param({"start_total": "29.99"}, "权重合计为99.99", id="just-below"),
        pytest.param({"start_total": "30"}, None, id="exactly"),
        pytest.param({"start_total": "30.01"}, "权重合计为100.01", id="just-above"),
        pytest.param({"start_total": "35", "investment": "20"}, None, id="shifted"),
    ],
)
def test_the_weights_must_add_up(draft, by, weights, refused):
    changed = weigh(draft, by, **weights)
    if refused is None:
        adopt(scheme=changed, version=changed.version, on=ON, reason="同意", today=TODAY, by=by)
        assert adopted(2023)[TOWN].weights == 100
        return
    with pytest.raises(RefusedError, match=refused):
        adopt(scheme=changed, version=changed.version, on=ON, reason="同意", today=TODAY, by=by)


def test_another_whole_may_be_said(draft, by):
    changed = save_draft(
        scheme=draft,
        version=1,
        header={"whole": Decimal(110)},
        lines={line.pk: {"points": Decimal(40)} for line in draft.lines.filter(order=2)},
        by=by,
    )
    assert (
        adopt(scheme=changed, version=2, on=ON, reason="同意", today=TODAY, by=by).state
        == "adopted"
    )


def test_adopting_a_new_one_keeps_the_old(draft, by):
    first = adopt(scheme=draft, version=1, on=ON, reason="试行", today=TODAY, by=by)
    second = copy_scheme(source=first, year=2023, by=by)
    assert (second.number, second.is_proposal, second.lines.count()) == (2, False, 17)
    second = weigh(second, by, start_total=35, investment=20)
    adopt(
        scheme=second,
        version=second.version,
        on=date(2023, 7, 1),
        reason="调整",
        today=TODAY,
        by=by,
    )
    first.refresh_from_db()
    assert (first.state, first.lines.get(measure="start_total").points) == ("replaced", 30)
    assert first.reason == "试行"
    assert adopted(2023)[TOWN].label.endswith("第2版")


def test_an_adopted_one_is_never_changed(draft, by):
    row = adopt(scheme=draft, version=1, on=ON, reason="试行", today=TODAY, by=by)
    for attempt in (
        lambda: weigh(row, by, start_total=40),
        lambda: adopt(scheme=row, version=row.version, on=ON, reason="再次", today=TODAY, by=by),
        lambda: drop(scheme=row, version=row.version, by=by),
    ):
        with pytest.raises(RefusedError, match="现为“现行”"):
            attempt()
    assert row.lines.get(measure="start_total").points == 30


def test_a_dropped_draft_stays_to_be_read(draft, by):
    row = drop(scheme=draft, version=1, by=by)
    assert (row.state, row.lines.count()) == ("dropped", 17)
    assert load_proposal(year=2023, layer=TOWN, by=by).number == 2


def test_who_read_an_older_version_loses(draft, by):
    weigh(draft, by, start_total=31)
    with pytest.raises(StaleError):
        weigh(draft, by, version=1, start_total=33)
    with pytest.raises(StaleError):
        drop(scheme=draft, version=1, by=by)
    assert draft.lines.get(measure="start_total").points == 31


def test_lines_come_and_go(draft, by):
    gone = draft.lines.get(measure="completion")
    save_draft(
        scheme=draft, version=1, header={}, lines={}, removed=[gone.pk], added=["signing"], by=by
    )
    measures = list(draft.lines.values_list("measure", flat=True))
    assert "completion" not in measures
    assert measures[-1] == "signing"
    assert ScoreLine.history.filter(id=gone.pk).first().history_type == "-"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_only_the_bureau_draws_up(draft, role):
    other = make_user(role)
    for attempt in (
        lambda: load_proposal(year=2025, layer=TOWN, by=other),
        lambda: copy_scheme(source=draft, year=2025, by=other),
        lambda: weigh(draft, other, start_total=31),
        lambda: adopt(scheme=draft, version=1, on=ON, reason="同意", today=TODAY, by=other),
        lambda: drop(scheme=draft, version=1, by=other),
    ):
        with pytest.raises(RefusedError):
            attempt()


def test_adopting_wants_a_reason(draft, by):
    with pytest.raises(RefusedError, match="原因"):
        adopt(scheme=draft, version=1, on=ON, reason="", today=TODAY, by=by)


@pytest.mark.parametrize(
    ("on", "refused"),
    [(date(2023, 6, 30), False), (TODAY, False), (date(2023, 7, 2), True)],
    ids=["yesterday", "today", "tomorrow"],
)
def test_nothing_is_adopted_for_a_day_to_come(draft, by, on, refused):
    if not refused:
        adopt(scheme=draft, version=1, on=on, reason="同意", today=TODAY, by=by)
        assert adopted(2023)[TOWN].weights == 100
        return
    with pytest.raises(RefusedError, match="还没有到"):
        adopt(scheme=draft, version=1, on=on, reason="同意", today=TODAY, by=by)


def test_saving_and_adopting_is_one_step_or_none(draft, by):
    line = draft.lines.get(measure="start_total")
    wanted = {"header": {}, "lines": {line.pk: {"points": Decimal(31)}}}
    decision = {"on": ON, "reason": "同意", "today": TODAY}
    with pytest.raises(RefusedError, match="权重合计为101"):
        save_and_adopt(scheme=draft, version=1, by=by, **decision, **wanted)
    draft.refresh_from_db()
    line.refresh_from_db()
    assert (draft.version, draft.state, line.points) == (1, "draft", 30)
    wanted["header"] = {"whole": Decimal(101)}
    row = save_and_adopt(scheme=draft, version=1, by=by, **decision, **wanted)
    assert (row.state, row.lines.get(measure="start_total").points) == ("adopted", 31)
