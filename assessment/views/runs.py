"""/assess/: the runs of the assessment, and 发改局's button for one more."""

from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.assess import progress_of, request_run
from assessment.models import AssessmentRun
from assessment.models.runs import RunState
from assessment.queries import latest_run
from projects.clock import today
from projects.models import User
from projects.periods import Month
from projects.permissions import leads, reads_all
from projects.views.access import require

SHOWN = 20
_PATIENCE = timedelta(minutes=1)


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_all)
def runs(request: HttpRequest) -> HttpResponseBase:
    """The last runs; a POST by 发改局 asks for one more."""
    if request.method == "POST":
        return _start(request)
    waiting = AssessmentRun.objects.filter(state=RunState.QUEUED).first()
    context = {
        "runs": AssessmentRun.objects.select_related("by")[:SHOWN],
        "last": latest_run(),
        "waiting": waiting,
        "status": waiting and status_of(waiting),
        "overdue": waiting and timezone.now() - waiting.at > _PATIENCE,
        "leads": leads(request.user),
        "today": today(),
        "month": Month.of(today()),
    }
    return render(request, "assessment/runs.html", context)


@require(leads)
def _start(request: HttpRequest) -> HttpResponse:
    request_run(by=cast(User, request.user))
    return redirect("assess")


@require_safe
@require(reads_all)
def status(request: HttpRequest, pk: int) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """How far a run is, for the page's progress bar."""
    return JsonResponse(status_of(get_object_or_404(AssessmentRun, pk=pk)))


def status_of(run: AssessmentRun) -> dict[str, object]:
    """`state`, `done` and `total` projects (null while unknown), and the same in words."""
    if run.state != RunState.QUEUED:
        text = run.get_state_display()
        return {"state": run.state, "done": None, "total": None, "text": text}
    done, total = progress_of(run) or (None, None)
    if done is None:
        return {"state": run.state, "done": None, "total": None, "text": "排队中，等待后台开始"}
    text = f"正在评定：第 {done} / {total} 个项目"
    return {"state": "running", "done": done, "total": total, "text": text}
