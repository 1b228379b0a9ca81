"""/rewards/<year>/: candidates by the rules, the decisions, the tiers, the list as a workbook."""

from functools import partial
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects import enrolment
from projects.actions.reporting import StaleError
from projects.actions.rewards import Decision, add_tier, decide, record_interest, remove_tier
from projects.choices.areas import Area
from projects.choices.rewards import RewardKind
from projects.clock import today
from projects.excel.rewards import rewards_book
from projects.lifecycles.rewards import REWARD
from projects.models import Project, RewardTier
from projects.permissions import keeps_area, reads_area, role_of
from projects.rewards import Line, line_of, lines
from projects.views.access import require
from projects.views.rows import attempt
from projects.views.statistics_forms import InterestForm, RewardForm, TierForm

SHOWN = 50
_reads = partial(reads_area, area=Area.REWARDS)
_keeps = partial(keeps_area, area=Area.REWARDS)


@require(_reads)
def overview(request: HttpRequest, year: int) -> HttpResponse:
    """The year's list; 发改局 sets tiers and names projects for interest subsidy here."""
    if request.method == "POST":
        return _write(request, year)
    return _page(request, year)


def _write(request: HttpRequest, year: int) -> HttpResponse:
    if not _keeps(request.user):
        raise PermissionDenied
    if "remove" in request.POST:
        return _remove_tier(request, year)
    return _add_tier(request, year) if "tier" in request.POST else _add_interest(request, year)


def _add_tier(request: HttpRequest, year: int) -> HttpResponse:
    form = TierForm(request.POST, auto_id="t-%s")
    answer = attempt(
        request,
        form,
        lambda values, _version: add_tier(year=year, by=request.user, **values),  # type: ignore[arg-type]
        title="奖励档次",
        back=reverse("rewards", args=[year]),
        said="已设置档次",
    )
    return answer or _page(request, year, tier=form, status=400)


def _remove_tier(request: HttpRequest, year: int) -> HttpResponse:
    asked, version = request.POST["remove"], request.POST.get("version", "")
    if not (asked.isdecimal() and version.isdecimal()):
        raise Http404
    tier = get_object_or_404(RewardTier, pk=asked, year=year)
    try:
        remove_tier(tier=tier, version=int(version), by=request.user)  # type: ignore[arg-type]
    except StaleError:
        messages.error(request, "档次已由别人改过，请看过后再删")
    else:
        messages.success(request, "已删除档次")
    return redirect("rewards", year=year)


def _add_interest(request: HttpRequest, year: int) -> HttpResponse:
    form = InterestForm(request.POST, auto_id="i-%s")
    answer = attempt(
        request,
        form,
        lambda values, _version: record_interest(year=year, by=request.user, **values),  # type: ignore[arg-type]
        title="财政贴息",
        back=reverse("rewards", args=[year]),
        said="已列入贴息候选",
    )
    return answer or _page(request, year, interest=form, status=400)


def _page(
    request: HttpRequest,
    year: int,
    tier: TierForm | None = None,
    interest: InterestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(lines(year, request.user), SHOWN).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "page": page,
        "keeps": _keeps(request.user),
        "tiers": RewardTier.objects.filter(year=year),
        "tier": tier or TierForm(auto_id="t-%s"),
        "interest": interest or InterestForm(auto_id="i-%s"),
    }
    return render(request, "projects/rewards.html", context, status=status)


@require_safe
@require(_reads)
def workbook(request: HttpRequest, year: int) -> HttpResponseBase:
    """The list as an Excel file."""
    book = rewards_book(lines(year, request.user), year)
    return FileResponse(BytesIO(book), as_attachment=True, filename=f"{year}年项目奖励名单.xlsx")


@require(_reads)
def reward(request: HttpRequest, year: int, code: str, kind: str) -> HttpResponse:
    """One reward: its evidence, and 发改局's next step."""
    if kind not in RewardKind.values:
        raise Http404
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("unit"), code=code
    )
    line = line_of(project, year, RewardKind(kind))
    if line.claim is None and line.reward is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, year, line)
    return _line_page(request, year, line)


def _decide(request: HttpRequest, year: int, line: Line) -> HttpResponse:
    if not _keeps(request.user):
        raise PermissionDenied
    form = RewardForm(request.POST, listed=line.kind is RewardKind.LISTED)
    title = f"{line.project.name}　{line.kind.label}"
    answer = attempt(
        request,
        form,
        lambda values, version: decide(
            project=line.project,
            year=year,
            kind=line.kind,
            move=request.POST.get("move", ""),
            decision=Decision(**{"on_both_lists": False, **values}),
            version=version,
            by=request.user,  # type: ignore[arg-type]
        ),
        title=title,
        back=reverse("rewards", args=[year]),
        said=f"已记录：{title}",
    )
    return answer or _line_page(request, year, line, form, status=400)


def _line_page(
    request: HttpRequest,
    year: int,
    line: Line,
    wrong: RewardForm | None = None,
    status: int = 200,
) -> HttpResponse:
    stored = line.reward
    start = {
        "version": stored.version if stored else 0,
        "amount": line.amount,
        "opinion": line.opinion,
        "on_both_lists": stored.on_both_lists if stored else False,
    }
    allowed = REWARD.allowed(line.state, role_of(request.user))
    (steps,) = enrolment.lines([line.project], today())
    context = {
        "year": year,
        "line": line,
        "project": line.project,
        "papers": steps.evidence,
        "reads_papers": reads_area(request.user, Area.STATISTICS),
        "form": wrong or RewardForm(initial=start, listed=line.kind is RewardKind.LISTED),
        "moves": [(name, REWARD.moves[name].label) for name in REWARD.moves if name in allowed],
    }
    return render(request, "projects/reward.html", context, status=status)
