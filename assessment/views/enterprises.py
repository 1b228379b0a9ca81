"""/projects/enterprises/: the ledger grouped by 建设单位, and one of them with its projects."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.enterprises import enterprises_of, names
from assessment.queries import figures_day
from projects.models import Project
from projects.permissions import reads_figures
from projects.views.access import require

PAGE_SIZE = 30
WORDS_LENGTH = 50


@require_safe
@require(reads_figures)
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """All enterprises whose projects the person may see; `owner` in the address opens one."""
    owner = request.GET.get("owner", "")
    return _one(request, owner) if owner else _all(request)


def _all(request: HttpRequest) -> HttpResponse:
    own, day = Project.objects.visible_to(request.user), figures_day()
    words = request.GET.get("q", "").strip()[:WORDS_LENGTH]
    chosen = names(own.filter(owner__icontains=words) if words else own)
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "day": day,
        "words": words,
        "page": page,
        "enterprises": enterprises_of(own, [row["owner"] for row in page], day),
        "unnamed": own.filter(owner="").count(),
    }
    return render(request, "assessment/enterprises.html", context)


def _one(request: HttpRequest, owner: str) -> HttpResponse:
    own, day = Project.objects.visible_to(request.user), figures_day()
    (enterprise,) = enterprises_of(own, [owner], day)
    if not enterprise.projects:
        raise Http404
    context = {"day": day, "enterprise": enterprise}
    return render(request, "assessment/enterprise.html", context)
