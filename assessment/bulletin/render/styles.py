"""Fonts, lines and number formats of a county's printed table."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from assessment.bulletin.data import Kind, RowKind

# The fonts of GB/T 9704 documents; where one is missing the program falls back by charset.
_CHINESE = 134
# Column widths count in digits of the workbook's default font. This one, or its twin with the same
# widths, is on every machine: 7 pixels a digit, 5.25 points.
MEASURE = Font(name="Arial", size=10)
WIDTH_UNIT = 5.25
TITLE = Font(name="方正小标宋简体", charset=_CHINESE, size=20)
HEAD = Font(name="黑体", charset=_CHINESE, size=10)
BODY = Font(name="宋体", charset=_CHINESE, size=10)
STRONG = Font(name="宋体", charset=_CHINESE, size=10, bold=True)
PASSAGE_HEAD = Font(name="黑体", charset=_CHINESE, size=14)
PASSAGE = Font(name="仿宋_GB2312", charset=_CHINESE, size=12)

_THIN = Side(style="thin", color="FF000000")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CARD_FILLS = {
    "▲ 黄牌": PatternFill("solid", fgColor="FFFFF2CC"),
    "■ 红牌": PatternFill("solid", fgColor="FFF8CBAD"),
}
SHADE = PatternFill("solid", fgColor="FFF2F2F2")

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
FIGURE = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
RIGHT = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
TOP_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
PARAGRAPH = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=2)

ALIGNMENTS = {
    Kind.COUNT: FIGURE,
    Kind.MONEY: RIGHT,
    Kind.RATE: FIGURE,
    Kind.LEAD: FIGURE,
    Kind.DATE: FIGURE,
    Kind.NAME: CENTRE,
    Kind.CARD: CENTRE,
    Kind.TEXT: LEFT,
}
NUMBER_FORMATS = {
    Kind.COUNT: "0",
    Kind.MONEY: "#,##0.00",
    Kind.RATE: "0.00",
    Kind.LEAD: "+0.00;-0.00;0.00",
    Kind.DATE: "yyyy-mm-dd",
}
ROW_FONTS = {
    RowKind.ITEM: BODY,
    RowKind.SUBTOTAL: STRONG,
    RowKind.TOTAL: STRONG,
    RowKind.SECTION: STRONG,
}
SHADED = {RowKind.SUBTOTAL, RowKind.TOTAL}
