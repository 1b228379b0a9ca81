"""/taskforce/: meetings of 固定资产投资专班 with minutes, and blockers followed to closure."""

from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from projects.actions.taskforce import follow_blocker, raise_blocker, save_meeting
from projects.choices.areas import Area
from projects.clock import today
from projects.models import Attachment, Blocker, TaskForceMeeting
from projects.permissions import keeps_area, reads_area
from projects.views.access import require
from projects.views.rows import attempt
from projects.views.statistics_forms import BlockerForm, BlockerUpdateForm, MeetingForm

SHOWN = 50
MEETINGS = 10
HOME = "/taskforce/"
_reads = partial(reads_area, area=Area.STATISTICS)
_keeps = partial(keeps_area, area=Area.STATISTICS)


@require(_reads)
def overview(request: HttpRequest) -> HttpResponse:
    """Blockers still open, or with `?show=closed` the others; the latest meetings."""
    if request.method == "POST":
        return _write(request)
    return _page(request)


def _write(request: HttpRequest) -> HttpResponse:
    """A new meeting or a new blocker, by the button that was pressed."""
    if not _keeps(request.user):
        raise PermissionDenied
    if "meeting" in request.POST:
        return _add_meeting(request)
    return _add_blocker(request)


def _add_meeting(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(request.POST, request.FILES, auto_id="m-%s")
    answer = _saved(request, form, None, "专班会议", "已记录会议")
    return answer or _page(request, meeting=form, status=400)


def _saved(
    request: HttpRequest, form: MeetingForm, row: TaskForceMeeting | None, title: str, said: str
) -> HttpResponse | None:
    return attempt(
        request,
        form,
        lambda values, version: save_meeting(
            meeting=row,
            version=version,
            today=today(),
            by=request.user,  # type: ignore[arg-type]
            **values,
        ),
        title=title,
        back=HOME,
        said=said,
    )


def _add_blocker(request: HttpRequest) -> HttpResponse:
    form = BlockerForm(request.POST, auto_id="b-%s")
    answer = attempt(
        request,
        form,
        lambda values, _version: raise_blocker(by=request.user, **values),  # type: ignore[arg-type]
        title="纳统难题",
        back=HOME,
        said="已记录难题",
    )
    return answer or _page(request, blocker=form, status=400)


def _page(
    request: HttpRequest,
    meeting: MeetingForm | None = None,
    blocker: BlockerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    closed = request.GET.get("show") == "closed"
    rows = Blocker.objects.visible_to(request.user).filter(closed_on__isnull=not closed)
    page = Paginator(rows.select_related("project__unit"), SHOWN).get_page(request.GET.get("page"))
    keeps = _keeps(request.user)
    start = {"version": 0}
    context = {
        "closed": closed,
        "page": page,
        "rows": [(row, row.late_days(today())) for row in page],
        "meetings": _meetings(request),
        "keeps": keeps,
        "meeting": meeting or MeetingForm(initial=start, auto_id="m-%s"),
        "blocker": blocker or BlockerForm(initial=start, auto_id="b-%s"),
    }
    return render(request, "projects/taskforce.html", context, status=status)


def _meetings(request: HttpRequest) -> list[TaskForceMeeting]:
    files = Prefetch("files", queryset=Attachment.objects.visible_to(request.user))
    return list(TaskForceMeeting.objects.prefetch_related(files)[:MEETINGS])


@require(_keeps)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting to change; further minutes are added to those there."""
    row = get_object_or_404(TaskForceMeeting, pk=pk)
    if request.method != "POST":
        start = {name: getattr(row, name) for name in ("version", "held_on", "title", "summary")}
        return _edit(request, MeetingForm(initial=start), row)
    form = MeetingForm(request.POST, request.FILES)
    return _saved(request, form, row, str(row), "已保存") or _edit(request, form, row, status=400)


@require(_keeps)
def blocker(request: HttpRequest, pk: int) -> HttpResponse:
    """One blocker to follow or close."""
    row = get_object_or_404(Blocker.objects.select_related("project"), pk=pk)
    if request.method != "POST":
        names = ("version", "owner", "due_on", "closed_on", "result")
        start = {name: getattr(row, name) for name in names}
        return _edit(request, BlockerUpdateForm(initial=start), row)
    form = BlockerUpdateForm(request.POST)
    answer = attempt(
        request,
        form,
        lambda values, version: follow_blocker(
            blocker=row,
            version=version,
            today=today(),
            by=request.user,  # type: ignore[arg-type]
            **values,
        ),
        title=str(row),
        back=HOME,
        said="已保存",
    )
    return answer or _edit(request, form, row, status=400)


def _edit(request: HttpRequest, form: forms.Form, row: Model, status: int = 200) -> HttpResponse:
    return render(
        request, "projects/taskforce_edit.html", {"form": form, "row": row}, status=status
    )
