"""What stands in each paper: the values of its template, from the stored case."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from assessment.models import Circular, Interview, SupervisionNotice
from assessment.pledges import BASIS, BUREAU

Values = dict[str, str | Sequence[str]]
EVERY_UNIT = "各镇街园区，县直有关部门、单位"
_ORDINAL = re.compile(
    r"^(?:\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)\s*"
)
COPIED = "县委办公室、县政府办公室"
INTERVIEW_DEMANDS = (
    "请被约谈人按时参加，不得由他人代替；确因特殊情况不能参加的，请提前书面说明。",
    "请带齐上述项目推进情况、滞后原因和整改措施的书面材料。",
    "约谈后请按承诺的期限整改到位，并书面报送整改情况。",
)


def notice_values(notice: SupervisionNotice, on: date) -> Values:
    """督办通知书: grounds, demands, limit."""
    return _shared(str(notice), notice.unit.name, on) | {
        "缘由": f"经调度核查，你单位在{notice.subject}方面存在下列问题。"
        f"按照{BASIS}文件三（五）规定，现予督办，限期整改。",
        "事项": numbered([*map(ground_words, notice.grounds), *_lines(notice.matter)]),
        "要求": numbered(_lines(notice.demands)),
        "办理时限": official_day(notice.due_on),
        "附件": notice.attached,
    }


def interview_values(
    interview: Interview, evidence: Iterable[Mapping[str, Any]], on: date
) -> Values:
    """约谈通知书: when, where, who, about what."""
    day = official_day(interview.meet_on) if interview.meet_on else ""
    return _shared("关于约谈重点项目责任单位主要负责人的通知", interview.unit.name, on) | {
        "缘由": f"按照{BASIS}文件二（三）3、二（四）2、三（五）规定，"
        "现就你单位下列重点项目推进滞后问题约谈主要负责人。",
        "事项": numbered(map(evidence_words, evidence)),
        "要求": numbered(INTERVIEW_DEMANDS),
        "约谈时间": f"{day}{interview.meet_at}",
        "约谈地点": interview.place,
        "约谈人": interview.talker,
        "被约谈人": interview.asked,
    }


def circular_values(circular: Circular, on: date) -> Values:
    """通报: which notices are overdue."""
    return _shared(str(circular), EVERY_UNIT, on) | {
        "缘由": f"截至{official_day(on)}，下列单位未在督办通知书规定的时限内落实并回复。"
        f"按照{BASIS}文件三（五）规定，现予通报。",
        "事项": numbered(map(line_words, circular.lines)),
        "要求": numbered(_lines(circular.demands)),
    }


def ground_words(ground: Mapping[str, Any]) -> str:
    """One card as it was when the notice was drawn up."""
    return (
        f"{ground['name']}（{ground['project']}）：{ground['month']}{ground['rule']}为红牌，"
        f"{ground['figures']}。依据{ground['clause']}。"
    )


def evidence_words(evidence: Mapping[str, Any]) -> str:
    """A proposal as it was made: the run with its last figures, or the notice."""
    if "mark" in evidence:
        named = f"{evidence['mark']}《{evidence['title']}》"
        return f"{named}时限{evidence['due_on']}，逾期未回复。依据三（五）。"
    months = evidence["months"]
    span = "至".join(dict.fromkeys((months[0]["month"], months[-1]["month"])))
    return (
        f"{evidence['name']}（{evidence['code']}）：{span}{evidence['rule']}"
        f"连续{len(months)}个月红牌，{months[-1]['figures']}。依据{evidence['clause']}。"
    )


def line_words(line: Mapping[str, Any]) -> str:
    """One overdue notice in a circular."""
    return (
        f"{line['unit']}：{line['mark']}《{line['title']}》，时限{line['due_on']}，"
        f"逾期{line['days']}天。"
    )


def official_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def numbered(texts: Iterable[str]) -> list[str]:
    """1. 2. 3., unless there is only one."""
    found = list(texts)
    return found if len(found) == 1 else [f"{at}．{text}" for at, text in enumerate(found, 1)]


def _lines(text: str) -> list[str]:
    """The lines that say something, without the number that the writer put before them."""
    lines = (_ORDINAL.sub("", line.strip(), count=1) for line in text.splitlines())
    return [line for line in lines if line]


def _shared(title: str, addressee: str, on: date) -> Values:
    return {
        "发文机关": BUREAU,
        "标题": title,
        "主送": addressee,
        "成文日期": official_day(on),
        "抄送": COPIED,
        "印发机关": f"{BUREAU}办公室",
        "印发日期": official_day(on),
    }
