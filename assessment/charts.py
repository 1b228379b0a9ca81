"""Charts as server-rendered SVG, beside the tables they draw from.

Pure: numbers and labels come in, safe markup goes out. Colours are classes of app.css; every mark
has a <title>, and the chart a label that says what the picture shows.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 560
_LABEL_WIDTH = 132
_TEXT_WIDTH = 64
_ROW = 22
_PLOT = 180
_LEFT = 40
_FOOT = 24
_HEAD = 18
# A bar ends here even if the figure does not, so that one outlier leaves the others readable.
_LARGEST_PERCENT = 200.0
_WAN = 10_000


class Bar(NamedTuple):
    """A label, a figure in % (None draws no bar) and the figure as it is read."""

    label: str
    percent: float | None
    text: str


class Series(NamedTuple):
    """One figure per label; `css` is the class of app.css that draws it. None is a gap."""

    name: str
    values: Sequence[float | None]
    css: str = ""


def bars(title: str, rows: Sequence[Bar], mark: float | None = None, mark_text: str = "") -> str:
    """Horizontal bars of percentages, with a line at `mark` % if given."""
    height = _HEAD + len(rows) * _ROW + 4
    scale = (WIDTH - _LABEL_WIDTH - _TEXT_WIDTH) / _percent_end(rows, mark)
    drawn = format_html_join(
        "", "{}", ((_bar(row, index, scale),) for index, row in enumerate(rows))
    )
    line = "" if mark is None else _mark(_LABEL_WIDTH + mark * scale, height, mark_text)
    return _svg(title, height, drawn, line)


def _percent_end(rows: Sequence[Bar], mark: float | None) -> float:
    largest = max([100.0, mark or 0.0, *(row.percent or 0.0 for row in rows)])
    return min(largest, _LARGEST_PERCENT)


def _bar(row: Bar, index: int, scale: float) -> SafeString:
    top = _HEAD + index * _ROW
    length = min(row.percent or 0.0, _LARGEST_PERCENT) * scale
    return format_html(
        '<text class="end" x="{}" y="{}">{}</text>'
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="end" x="{}" y="{}">{}</text>',
        _LABEL_WIDTH - 6, top + 15, row.label,
        _LABEL_WIDTH, top + 4, _n(length), _ROW - 8,
        WIDTH - 4, top + 15, row.text,
    )  # fmt: skip


def _mark(x: float, height: float, text: str) -> SafeString:
    return format_html(
        '<g><title>{0}</title><line class="tick" x1="{1}" y1="{2}" x2="{1}" y2="{3}"/>'
        '<text class="soft" x="{1}" y="12" text-anchor="middle">{0}</text></g>',
        text, _n(x), _HEAD - 2, height - 2,
    )  # fmt: skip


def columns(title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Upright columns, the series stacked on each other, one column a label."""
    sums = [sum(one.values[i] or 0 for one in series) for i in range(len(labels))]
    top = max([1.0, *sums])
    step = (WIDTH - _LEFT) / max(1, len(labels))
    parts = []
    for i in range(len(labels)):
        base = 0.0
        for one in series:
            value = one.values[i] or 0
            parts.append(_column(one, labels[i], value, _LEFT + i * step, step, base, top))
            base += value
    drawn = format_html_join("", "{}", ((part,) for part in parts))
    return _svg(title, _HEAD + _PLOT + _FOOT, _axis(top), drawn, _feet(labels, step))


def _column(
    one: Series, label: str, value: float, x: float, step: float, base: float, top: float
) -> SafeString:
    y = _HEAD + _PLOT * (1 - (base + value) / top)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{} {} {}</title></rect>',
        one.css or "bar", _n(x + step * 0.15), _n(y), _n(step * 0.7), _n(_PLOT * value / top),
        label, one.name, _plain(value),
    )  # fmt: skip


def pairs(
    title: str, labels: Sequence[str], series: Sequence[Series], total: Series | None = None
) -> str:
    """Upright bars beside each other, one group a label; `total` is a line up to a scale of its
    own, whose end stands at the right."""
    top = max([1.0, *(value or 0 for one in series for value in one.values)])
    step = (WIDTH - 2 * _LEFT) / max(1, len(labels))
    wide = step * 0.8 / max(1, len(series))
    bars_drawn = format_html_join(
        "",
        "{}",
        (
            (_column(one, label, value, _LEFT + i * step + step * 0.1 + n * wide, wide, 0, top),)
            for n, one in enumerate(series)
            for i, (label, value) in enumerate(zip(labels, one.values, strict=True))
            if value is not None
        ),
    )
    over = _total(total, labels, step) if total else ""
    return _svg(
        title, _HEAD + _PLOT + _FOOT, _axis(top, WIDTH - _LEFT, _short(top)), bars_drawn, over,
        _feet(labels, step),
    )  # fmt: skip


def _total(total: Series, labels: Sequence[str], step: float) -> SafeString:
    top = max([1.0, *(value for value in total.values if value is not None)])
    return format_html(
        '{0}<path class="axis" d="M{1} {2}V{3}"/>'
        '<text class="soft" x="{4}" y="{5}">{6}</text><text class="soft" x="{4}" y="{3}">0</text>',
        _line(total, labels, step, top),
        WIDTH - _LEFT, _HEAD, _HEAD + _PLOT, WIDTH - _LEFT + 4, _HEAD + 10, _short(top),
    )  # fmt: skip


def line(title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Lines over the same labels; a missing figure leaves a gap, never a zero."""
    top = max([1.0, *(value for one in series for value in one.values if value is not None)])
    step = (WIDTH - _LEFT) / max(1, len(labels))
    drawn = format_html_join("", "{}", ((_line(one, labels, step, top),) for one in series))
    return _svg(title, _HEAD + _PLOT + _FOOT, _axis(top), drawn, _feet(labels, step))


def _line(one: Series, labels: Sequence[str], step: float, top: float) -> SafeString:
    points = [
        (label, _LEFT + (i + 0.5) * step, _HEAD + _PLOT * (1 - value / top), value)
        for i, (label, value) in enumerate(zip(labels, one.values, strict=True))
        if value is not None
    ]
    dots = format_html_join(
        "",
        '<circle class="dot {}" cx="{}" cy="{}" r="4"><title>{} {} {}</title></circle>',
        ((one.css, _n(x), _n(y), label, one.name, _plain(value)) for label, x, y, value in points),
    )
    return format_html(
        '<path class="line {}" d="{}"/>{}', one.css, _path(one.values, step, top), dots
    )


def _path(values: Sequence[float | None], step: float, top: float) -> str:
    commands, pen = [], "M"
    for i, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x, y = _LEFT + (i + 0.5) * step, _HEAD + _PLOT * (1 - value / top)
        commands.append(f"{pen}{_n(x)} {_n(y)}")
        pen = "L"
    return "".join(commands)


def _axis(top: float, end: float = WIDTH, text: str = "") -> SafeString:
    base = _HEAD + _PLOT
    return format_html(
        '<path class="axis" d="M{0} {1}V{2}H{3}"/>'
        '<text class="soft" x="{4}" y="{5}" text-anchor="end">{6}</text>'
        '<text class="soft" x="{4}" y="{2}" text-anchor="end">0</text>',
        _LEFT, _HEAD, base, end, _LEFT - 6, _HEAD + 10, text or _plain(top),
    )  # fmt: skip


def _feet(labels: Sequence[str], step: float) -> SafeString:
    y = _HEAD + _PLOT + 16
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_n(_LEFT + (i + 0.5) * step), y, label) for i, label in enumerate(labels)),
    )


def _svg(title: str, height: float, *parts: str) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title>{}</svg>",
        WIDTH, _n(height), title, title, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _n(number: float) -> str:
    """A coordinate, short."""
    return f"{number:.1f}".removesuffix(".0")


def _plain(value: float) -> str:
    return f"{value:.10g}"


def _short(amount: float) -> str:
    """An amount of 万元 at the end of a scale, in 亿 from 10,000 on."""
    return f"{amount:,.0f}" if amount < _WAN else f"{amount / _WAN:.3g}亿"
