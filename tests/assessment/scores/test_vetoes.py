"""What stands beside a unit: as published, lifted since, recorded since; and for whom."""

from datetime import date

import pytest

from assessment.models import ScoreVeto
from assessment.scores.vetoes import FrozenVeto, Remark, live_remark, published_remark

SAFETY, FUNDS = FrozenVeto(1, "safety"), FrozenVeto(2, "funds")


def row(pk: int, ground: str, state: str = "in_force") -> ScoreVeto:
    lifted = date(2023, 5, 2) if state == "lifted" else None
    return ScoreVeto(
        pk=pk, ground=ground, state=state, decided_on=date(2023, 4, 1), lifted_on=lifted
    )


STANDS = "一票否决：安全生产"
LIFTED = "公布后已解除：安全生产（2023-05-02）"
LATER = "公布后登记一票否决：资金管理（2023-04-01）"


@pytest.mark.parametrize(
    ("kept", "rows", "inside", "outside"),
    [
        pytest.param([], [], Remark(), Remark(), id="none"),
        pytest.param([SAFETY], [row(1, "safety")], Remark(STANDS), Remark(STANDS), id="as-it-was"),
        pytest.param(
            [SAFETY],
            [row(1, "safety", "lifted")],
            Remark(STANDS, LIFTED),
            Remark(STANDS, LIFTED),
            id="lifted-since",
        ),
        pytest.param([], [row(2, "funds")], Remark("", LATER), Remark(), id="later"),
        pytest.param(
            [], [row(2, "funds", "lifted")], Remark(), Remark(), id="later-and-lifted-again"
        ),
        pytest.param(
            [SAFETY],
            [row(1, "safety", "lifted"), row(2, "funds")],
            Remark(STANDS, f"{LIFTED}；{LATER}"),
            Remark(STANDS, LIFTED),
            id="both",
        ),
        pytest.param(
            [SAFETY, FUNDS],
            [row(1, "safety"), row(2, "funds")],
            Remark("一票否决：安全生产、资金管理"),
            Remark("一票否决：安全生产、资金管理"),
            id="two-grounds",
        ),
    ],
)
def test_what_a_published_list_says(kept, rows, inside, outside):
    assert published_remark(kept, rows, sees_all=True) == inside
    assert published_remark(kept, rows) == outside


def test_a_list_that_is_not_published_says_what_stands():
    assert live_remark([row(1, "safety"), row(2, "funds", "lifted")]) == Remark(STANDS)


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        (Remark(), ""),
        (Remark(STANDS), f"{STANDS}，取消当年评优评先资格"),
        (Remark("", LATER), LATER),
        (Remark(STANDS, LIFTED), f"{STANDS}，取消当年评优评先资格；{LIFTED}"),
    ],
    ids=["none", "published", "later", "lifted"],
)
def test_the_workbook_s_remark(remark, words):
    assert remark.full == words
