"""说明: the figures in words, the rules as read, gaps, corrections, contradictions, origin."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from assessment.annexes import read_annexes
from assessment.bulletin.build.corrections import change_of
from assessment.bulletin.build.editions import edition_lines
from assessment.bulletin.build.reopened import correction_lines
from assessment.bulletin.build.source import CardCounts, Source
from assessment.bulletin.build.starts import cards_of
from assessment.bulletin.data import Figure, Kind, Passage, long_date
from assessment.bulletin.text import shown
from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.models import Goal
from assessment.readings.words import Words
from assessment.rules import RULES_VERSION
from projects.models import Project, StartDueAmendment
from projects.periods import Month, elapsed_share
from projects.queries import unreported

_NAMES_A_LINE = 8


def passages(source: Source) -> tuple[Passage, ...]:
    return *summary(source), *_gaps(source, _contradictions(source))


def summary(source: Source) -> tuple[Passage, ...]:
    """The first passages: the figures in words and how they are reckoned."""
    return (
        Passage("一、总体情况", tuple(_overview(source))),
        Passage("二、统计口径", tuple(_scope(source))),
        Passage("三、亮牌规则", tuple(_card_rules(source))),
    )


def gaps(source: Source) -> tuple[Passage, ...]:
    """The other passages, with a word on where the annexes' contradictions are to be found."""
    return _gaps(source, ["附件中不一致之处见“附件核对”页，下载的通报表格逐条列明。"])


def _gaps(source: Source, contradictions: list[str]) -> tuple[Passage, ...]:
    changed = (*_quota_corrections(source), *_amendments(source))
    return (
        Passage("四、未报送单位和项目", tuple(_unreported(source))),
        Passage("五、已锁定月份的更正", _corrected(source.month)),
        Passage("六、任务更正和开工时限调整", changed),
        Passage("七、附件数据核对", tuple(contradictions)),
        Passage("八、数据来源", tuple(_origin(source))),
    )


def _corrected(month: Month) -> tuple[str, ...]:
    return (*correction_lines(month), *edition_lines(month))


def figures(source: Source) -> tuple[Figure, ...]:
    """The county's key figures: starts, planning, investment, cards below green."""
    invested = source.investment.total
    return (
        _annex_figure(source, Annex.START, "累计开工"),
        _annex_figure(source, Annex.PLANNING, "累计策划"),
        Figure(
            "累计完成投资(万元)",
            _money(invested.done),
            f"年度计划{_money(invested.annual_plan)}，完成率{_percent(invested.rate)}",
        ),
        *(_card_figure(source, rule) for rule in Rule),
    )


def _annex_figure(source: Source, annex: Annex, label: str) -> Figure:
    cell = source.completion.total.cells[annex, QuotaBand.TOTAL]
    quota = shown(cell.effective, Kind.COUNT)
    return Figure(f"{label}(个)", str(cell.done), f"任务{quota}，完成率{_percent(cell.rate)}")


def _card_figure(source: Source, rule: Rule) -> Figure:
    yellow, red = (
        cards_of(source.cards, source.cards, rule, c) for c in (Colour.YELLOW, Colour.RED)
    )
    return Figure(f"{rule.label}：红牌(个)", str(red), f"另有黄牌{yellow}个")


def _overview(source: Source) -> list[str]:
    elapsed = elapsed_share(source.day) * 100
    total = source.investment.total
    rate = _percent(total.rate)
    goals = _goals(source.month.year)
    return [
        f"截至{long_date(source.day)}，序时进度{elapsed:.2f}%。",
        _annex_line(source, Annex.START, "新开工", goals),
        _annex_line(source, Annex.PLANNING, "策划", goals),
        f"投资：纳入统计项目{total.projects}个，年度计划{_money(total.annual_plan)}万元，"
        f"本月完成{_money(total.month_done)}万元，累计完成{_money(total.done)}万元，完成率{rate}。",
        *(_cards_line(source, rule) for rule in Rule),
    ]


def _goals(year: int) -> dict[str, int]:
    """How many projects the county is to start and to plan, by annex."""
    totals = Goal.objects.filter(year=year, key=QuotaBand.TOTAL)
    return dict(totals.values_list("annex", "target"))


def _annex_line(source: Source, annex: Annex, verb: str, goals: dict[str, int]) -> str:
    cell = source.completion.total.cells[annex, QuotaBand.TOTAL]
    target = f"（县级目标{goals[annex]}个以上）" if annex in goals else ""
    quota = shown(cell.effective, Kind.COUNT)
    return (
        f"{verb}：年度分解任务{quota}个{target}，累计{verb}{cell.done}个，"
        f"完成率{_percent(cell.rate)}。"
    )


def _cards_line(source: Source, rule: Rule) -> str:
    now, before = (_counts(cards, rule) for cards in (source.cards, source.cards_before))
    last = f"上月：{before}。" if source.cards_before else "上月没有亮牌记录。"
    return f"{rule.label}：{now}。{last}"


def _counts(cards: CardCounts, rule: Rule) -> str:
    figures = [(c.label, cards_of(cards, cards, rule, c)) for c in Colour]
    figures.append(("未亮牌", cards_of(cards, cards, rule, None)))
    return "，".join(f"{label}{number}个" for label, number in figures)


def _scope(source: Source) -> list[str]:
    return [
        f"各表为{long_date(source.day)}当日终了的数据；金额单位为万元，比率保留两位小数显示，"
        "计算和比较用精确数值。",
        "投资档次按总投资划分，“以上”含本数；同一附件内各档次不重复。"
        "不足500万元的项目不计入任务，但仍列入亮牌、竣工投产和纳统各表。",
        "开工任务按实际开工日期计入年度，策划任务按策划评审通过日期计入年度。停建、终止的项目，"
        "已计入的不扣减，责任单位任务数不减。",
        f"{Words(source.policy).surplus}（年度政策）。",
        "未下达任务以“—”表示，不计完成率和位次；“—”不是0。",
        "位次在镇街园区、部门企业两个层面内按完成率分别排列，相同的并列，并列的按附件序号列示。",
        "月度完成投资以责任单位已报送的为准，退回未重报的不计；缺报月份按累计不变计算。",
    ]


def _card_rules(source: Source) -> list[str]:
    policy = source.policy
    words = Words(policy)
    version = f"年度政策第{policy.version}版" if policy.version else "默认政策"
    return [
        f"开工牌（二（三）3）：如期或提前开工亮绿牌；逾期满{policy.yellow_after_months}个月、"
        f"不足{policy.red_after_months}个月亮黄牌；满{policy.red_after_months}个月亮红牌；"
        f"{words.at_red_limit}；{words.under_limit}。"
        "按日历月计算，到期当日即为满月，对应日不存在的以月末日为准。",
        "已逾期开工的项目保留开工当日的牌；开工时限经批准调整的按调整后的时限亮牌；"
        "停建、终止的项目自当日起不亮牌；本月锁定后录入的项目，本月不亮牌。",
        "进度牌（二（四）2）：累计完成投资占年度计划的比率达到或高于全市同类型项目平均进度亮绿牌；"
        "低于的亮黄牌；连续两个月及以上低于的亮红牌。"
        f"{words.without_average}；缺年度计划的不亮牌并中断连续，一月重新起算。",
        f"{words.persistent}的，建议约谈责任单位负责人。",
        f"规则版本：{RULES_VERSION}；{policy.year}年{version}。",
    ]


def _unreported(source: Source) -> list[str]:
    missing = unreported(source.month)
    if not missing:
        return [f"{source.month.label}在建项目均已报送月度进度。"]
    count = sum(len(projects) for _, projects in missing)
    lines = [f"{len(missing)}个单位{count}个在建项目未报送{source.month.label}进度："]
    for unit, projects in missing:
        for start in range(0, len(projects), _NAMES_A_LINE):
            head = f"{unit.name}（{len(projects)}个）：" if start == 0 else f"{unit.name}（续）："
            lines.append(head + _names(projects[start : start + _NAMES_A_LINE]))
    return lines


def _names(projects: Iterable[Project]) -> str:
    return "；".join(f"{project.code} {project.name}" for project in projects) + "。"


def _quota_corrections(source: Source) -> list[str]:
    if not source.corrections:
        return [f"{source.month.year}年任务无更正，各表用附件印发数。"]
    return [
        f"{quota.get_annex_display()}：{quota.unit.name} {change_of(quota)}"
        f"（{quota.corrected_by or '系统'}，{_local_day(quota.corrected_at)}，"
        f"{quota.correction_reason}）。"
        for quota in source.corrections
    ]


def _amendments(source: Source) -> list[str]:
    month = source.month
    amendments = StartDueAmendment.objects.filter(at__year=month.year, at__month__lte=month.month)
    year = list(amendments.select_related("project__unit", "by").order_by("at", "pk"))
    lines = [
        f"开工时限调整：{row.project.code} {row.project.name}（{row.project.unit.name}）由"
        f"{long_date(row.old)}调整为{long_date(row.new) if row.new else '未定'}"
        f"（{row.by or '系统'}，{_local_day(row.at)}批准，{row.reason}）。"
        for row in year
        if timezone.localtime(row.at).month == month.month
    ]
    return [
        *(lines or ["本月没有批准调整开工时限的项目。"]),
        f"开工时限调整：本月{len(lines)}次，本年累计{len(year)}次。",
    ]


def _contradictions(source: Source) -> list[str]:
    found = read_annexes(source.month.year).contradictions
    if not found:
        return ["附件各行、各列和文件目标之间未发现不一致。"]
    return [str(each) for each in found]


def _origin(source: Source) -> list[str]:
    run = source.run
    by = f"，{run.by}" if run.by else ""
    locked = "本月已锁定，数据为最终结果。" if source.locked else "本月未锁定，数据为暂定结果。"
    return [
        f"依据宁政办字〔2023〕6号，数据取自项目台账；本月亮牌按{long_date(source.day)}的情况判定。",
        f"最近一次评定：评定日期{long_date(run.day)}，{run.get_kind_display()}{by}，"
        f"{_local_time(run.finished_at)}完成，规则版本{run.rules_version or RULES_VERSION}。",
        locked,
    ]


def _percent(rate: Fraction | None) -> str:
    return "—" if rate is None else f"{shown(rate, Kind.RATE)}%"


def _money(amount) -> str:
    return shown(amount, Kind.MONEY)


def _local_day(at: datetime | None) -> str:
    return long_date(timezone.localdate(at)) if at else "—"


def _local_time(at: datetime | None) -> str:
    return f"{_local_day(at)}{timezone.localtime(at):%H:%M}" if at else "—"
