import pytest

from assessment.choices import ANNEX_BANDS, Annex, GoalKey, QuotaBand
from assessment.contradictions import GoalValue, Kind, Sheet, SheetRow, find

TOTAL, HIGH, LOW, INDUSTRIAL = ANNEX_BANDS[Annex.START]


def sheet(*rows, totals=(), annex=Annex.START, names=()) -> Sheet:
    """Rows of figures in the order of the annex's columns."""
    bands = ANNEX_BANDS[annex]
    names = names or [f"单位{i}" for i in range(1, len(rows) + 1)]
    return Sheet(
        annex,
        [SheetRow(i, i, f"单位{i}", name) for i, name in enumerate(names, 1)],
        {
            (i, band): value
            for i, row in enumerate(rows, 1)
            for band, value in zip(bands, row, strict=False)
        },
        dict(zip(bands, totals, strict=False)),
    )


def found(*sheets, goals=()):
    return find({one.annex: one for one in sheets}, goals)


def kinds(*sheets, goals=()):
    return [finding.kind for finding in found(*sheets, goals=goals)]


@pytest.mark.parametrize(
    ("rows", "totals", "expected"),
    [
        pytest.param([(3, 1, 2, 3)], (3, 1, 2, 3), [], id="all-agree"),
        pytest.param([(3, 1, 2, None)], (3, 1, 2, None), [], id="blanks-agree"),
        pytest.param([(3, 1, 2, 3)], (3, 1, 2), [], id="no-printed-total-is-no-claim"),
        pytest.param([(3, 1, 2, 4)], (3, 1, 2, 4), [Kind.INDUSTRIAL], id="industrial-above-total"),
        pytest.param([(3, 1, 2)], (3, 1, 1), [Kind.COLUMN_SUM, Kind.TOTAL_ROW], id="column"),
        pytest.param(
            [(3, 1, 1)], (3, 1, 1), [Kind.ROW_SUM, Kind.TOTAL_ROW], id="row-and-total-row"
        ),
        pytest.param([(None, 1, 2)], (), [], id="a-blank-total-is-no-claim"),
        pytest.param([(3, None, 3)], (3, None, 3), [], id="a-blank-band-adds-nothing"),
        pytest.param([(3, None, 3)], (3, 0, 3), [], id="a-blank-column-adds-up-to-0"),
    ],
)
def test_sums(rows, totals, expected):
    assert kinds(sheet(*rows, totals=totals)) == expected


def test_figures_of_a_finding():
    [column] = found(sheet((3, 1, 2), (9, 3, 6), totals=(12, 4, 9)))[:1]
    assert (column.printed, column.computed, column.band) == (9, 8, LOW)
    assert "印发合计9，各行相加8，少1" in column.message
    [row] = found(sheet((3, 1, 2), (9, 3, 5)))
    assert (row.printed, row.computed, row.rows, row.units) == (9, 8, (2,), ("单位2",))


@pytest.mark.parametrize(
    ("rows", "low_total", "hint"),
    [
        pytest.param(
            [(3, 1, 5), (3, 1, 5)], 4, "第1、2行「500万元以上」若为2，两行与合计均相符", id="same"
        ),
        pytest.param(
            [(3, 1, 5), (4, 1, 5)],
            5,
            "第1、2行「500万元以上」若分别为2、3，两行与合计均相符",
            id="each-its-own",
        ),
        pytest.param([(3, 1, 5)], 2, "第1行「500万元以上」若为2，该行与合计均相符", id="one-row"),
        pytest.param([(3, 1, 1)], 2, "第1行「500万元以上」若为2，该行与合计均相符", id="too-few"),
        pytest.param([(3, 1, 5), (3, 1, 5)], 7, "", id="rows-explain-only-a-part"),
        pytest.param([(3, 4, 1)], -2, "", id="would-be-negative"),
        pytest.param([(3, 1, 2)], 3, "", id="no-wrong-row"),
    ],
)
def test_the_hint_is_derived(rows, low_total, hint):
    total = sum(row[0] for row in rows)
    high = sum(row[1] for row in rows)
    findings = found(sheet(*rows, totals=(total, high, low_total)))
    column = next(f for f in findings if f.kind is Kind.COLUMN_SUM)
    assert column.hint == hint
    assert all(f.hint == hint for f in findings if f.kind is Kind.ROW_SUM)


def test_one_unit_under_two_names():
    planning = sheet((9,), annex=Annex.PLANNING, names=["水务局"])
    [finding] = found(sheet((3,), names=["水利局"]), planning)[2:]
    assert (finding.kind, finding.names, finding.rows) == (
        Kind.UNIT_NAME,
        ("水利局", "水务局"),
        (1,),
    )
    assert "水利局" in finding.message
    assert "水务局" in finding.message


PLANNED = sheet((56, 4, 3, 9, 15, 25), annex=Annex.PLANNING)


@pytest.mark.parametrize(
    ("key", "target", "kind", "hint"),
    [
        pytest.param(GoalKey.TOTAL, 56, None, "", id="exactly"),
        pytest.param(GoalKey.TOTAL, 55, Kind.GOAL_SURPLUS, "", id="one-over"),
        pytest.param(GoalKey.TOTAL, 57, Kind.GOAL_SHORT, "", id="one-short"),
        pytest.param(GoalKey.OVER_1B, 10, Kind.GOAL_SHORT, "若连同更高档次累计，为16个", id="band"),
        pytest.param(GoalKey.OVER_10B, 5, Kind.GOAL_SHORT, "", id="highest-band"),
        pytest.param(GoalKey.LEADING, 40, None, "", id="chain-tiers-have-no-column"),
    ],
)
def test_goals(key, target, kind, hint):
    findings = found(PLANNED, goals=[GoalValue(Annex.PLANNING, key, target, "一")])
    assert [(f.kind, f.hint, f.printed) for f in findings] == (
        [(kind, hint, target)] if kind else []
    )


def test_a_goal_without_its_annex_is_passed_over():
    assert kinds(goals=[GoalValue(Annex.START, GoalKey.TOTAL, 1, "一")]) == []


def test_industrial_is_no_band():
    assert kinds(sheet((3, 1, 2, 1))) == []
    assert QuotaBand.INDUSTRIAL is INDUSTRIAL
