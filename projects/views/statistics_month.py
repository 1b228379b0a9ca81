"""/statistics/<month>/: reported to statistics beside the ledger; the figures that want a look."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.actions.reporting import StaleError
from projects.actions.statistics import save_amount
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.clock import today
from projects.models import Project
from projects.periods import Month
from projects.permissions import keeps_area, reads_area
from projects.rules.honesty import EQUAL_MONTHS, FAR_SHARE, JUMP_BEFORE, JUMP_SHARE
from projects.statistics import Line, doubtful, in_register, lines
from projects.views.access import require
from projects.views.statistics_forms import RowAmountForm

SHOWN = 50
COMPARE, DOUBTS = "", "doubts"
VIEWS = {COMPARE: "统计与台账对照", DOUBTS: "数据核对提示"}
Rows = list[tuple[Line, RowAmountForm | None]]
_reads = partial(reads_area, area=Area.STATISTICS)


@require(_reads)
def month_page(request: HttpRequest, month: Month) -> HttpResponse:
    """Every enrolled project, with the amounts to fill in for who keeps the statistics.

    With `?show=doubts` those whose figures point at something.
    """
    if request.method == "POST":
        return _save(request, month)
    if request.GET.get("show") == DOUBTS:
        return _doubts(request, month)
    page = _register(request, month)
    keeps = keeps_area(request.user, Area.STATISTICS) and month <= Month.of(today())
    rows: Rows = [(line, _form(line) if keeps else None) for line in lines(page, month)]
    return _page(request, month, page, rows)


def _register(request: HttpRequest, month: Month) -> Page:
    projects = in_register(month).visible_to(request.user).select_related("unit")
    ordered = projects.order_by("unit__number", "code")
    return Paginator(ordered, SHOWN).get_page(request.GET.get("page"))


def _doubts(request: HttpRequest, month: Month) -> HttpResponse:
    projects = Project.objects.visible_to(request.user).order_by("unit__number", "code")
    page = Paginator(doubtful(projects, month), SHOWN).get_page(request.GET.get("page"))
    return _page(request, month, page, [(line, None) for line in page], chosen=DOUBTS)


def _form(line: Line) -> RowAmountForm:
    stored = line.report
    start = {"version": stored.version, "amount": stored.amount} if stored else {"version": 0}
    return RowAmountForm(initial=start, prefix=_prefix(line))


def _prefix(line: Line) -> str:
    return f"p{line.project.pk}"


def _save(request: HttpRequest, month: Month) -> HttpResponse:
    """Write every amount of the page that was changed; those that are wrong or lost stay."""
    if not keeps_area(request.user, Area.STATISTICS):
        raise PermissionDenied
    page = _register(request, month)
    sent = [
        (line, RowAmountForm(request.POST, prefix=_prefix(line)))
        for line in lines(page, month)
        if f"{_prefix(line)}-version" in request.POST
    ]
    results = [_written(request, month, line, form) for line, form in sent]
    if saved := results.count(True):
        messages.success(request, f"已保存{saved}个项目的统计数")
    if False not in results:
        return redirect(request.get_full_path())
    forms = {line.project.pk: form for line, form in sent if form.errors}
    rows: Rows = [(line, forms.get(line.project.pk) or _form(line)) for line in lines(page, month)]
    return _page(request, month, page, rows, status=409 if _lost(forms) else 400)


def _written(request: HttpRequest, month: Month, line: Line, form: RowAmountForm) -> bool | None:
    """True if the amount was written, None if there was nothing to write, False if refused."""
    if not form.is_valid():
        return False
    amount = form.cleaned_data["amount"]
    if amount is None or (line.report and line.report.amount == amount):
        return None
    version, by = form.cleaned_data["version"], request.user
    try:
        save_amount(
            project=line.project,
            month=month,
            amount=amount,
            version=version,
            today=Month.of(today()),
            by=by,  # type: ignore[arg-type]
        )
    except StaleError as error:
        form.lose_to(error.current)  # type: ignore[arg-type]
        return False
    except RefusedError as error:
        form.add_error("amount", str(error))
        return False
    return True


def _lost(forms: dict[int, RowAmountForm]) -> bool:
    return any(form.lost for form in forms.values())


def _page(
    request: HttpRequest,
    month: Month,
    page: Page,
    rows: Rows,
    chosen: str = COMPARE,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1) if month < Month.of(today()) else None,
        "views": VIEWS,
        "chosen": chosen,
        "page": page,
        "rows": rows,
        "fills": any(form for _, form in rows),
        "wrong": [(line, form) for line, form in rows if form and form.is_bound],
        "limits": {
            "equal": EQUAL_MONTHS,
            "jump": f"{JUMP_SHARE * 100:.0f}",
            "before": JUMP_BEFORE,
            "far": f"{FAR_SHARE * 100:.0f}",
        },
    }
    return render(request, "projects/statistics.html", context, status=status)
