from xml.etree import ElementTree

from assessment.charts import WIDTH, Bar, Series, bars, columns, line


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup


def test_bars_are_as_long_as_their_figures():
    svg = tree(bars("完成率", [Bar("甲镇", 50, "50.0%"), Bar("乙镇", 100, "100.0%")], 25, "序时"))
    half, full = [float(rect.get("width")) for rect in svg.iter("rect")]
    assert half * 2 == full
    assert svg.get("aria-label") == "完成率"
    assert svg.find("title").text == "完成率"
    texts = [text.text for text in svg.iter("text")]
    assert texts == ["甲镇", "50.0%", "乙镇", "100.0%", "序时"]


def test_an_outlier_stays_within_the_picture():
    svg = tree(bars("完成率", [Bar("甲镇", 900, "900.0%")]))
    [bar] = svg.iter("rect")
    assert float(bar.get("x")) + float(bar.get("width")) <= WIDTH


def test_without_a_figure_there_is_no_bar():
    [bar] = tree(bars("完成率", [Bar("甲镇", None, "—")])).iter("rect")
    assert bar.get("width") == "0"


def test_labels_cannot_carry_markup():
    assert "<script>" not in bars("<script>", [Bar("<script>", 1, "<script>")])


def test_columns_are_stacked():
    svg = tree(
        columns("亮牌", ["1月", "2月"], [Series("绿", [1, 2], "green"), Series("红", [1, None])])
    )
    low, high = list(svg.iter("rect"))[:2]
    assert float(low.get("y")) == float(high.get("y")) + float(high.get("height"))
    assert low.get("class") == "green"
    assert low.find("title").text == "1月 绿 1"


def test_a_missing_figure_breaks_the_line():
    svg = tree(line("进度", ["1月", "2月", "3月", "4月"], [Series("全县", [1, None, 3, 4], "alt")]))
    path = next(p for p in svg.iter("path") if p.get("class") == "line alt")
    assert path.get("d").count("M") == 2
    assert path.get("d").count("L") == 1
    assert len(list(svg.iter("circle"))) == 3


def test_charts_of_nothing_are_empty():
    assert not list(tree(bars("空", [])).iter("rect"))
    assert not list(tree(columns("空", [], [])).iter("rect"))
    assert not list(tree(line("空", [], [])).iter("circle"))
