"""/projects/: the ledger as a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects import filters, listing
from projects.models import Project
from projects.permissions import reads_figures
from projects.views.access import require
from projects.views.paging import page_queries


@require(reads_figures)
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects that the person may see, narrowed by the address."""
    chosen = filters.ProjectFilter(
        request.GET, Project.objects.visible_to(request.user), request=request
    )
    valid = chosen.form.is_valid()
    projects = chosen.qs if valid else Project.objects.none()
    day = chosen.as_of_day
    page = listing.page_of(
        projects, day, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "form": chosen.form,
        "more": any(request.GET.get(name) for name in filters.SELDOM),
        "words": filters.words(chosen.form) if valid else [],
        "page": page,
        "totals": listing.totals(projects),
        "day": day,
    } | page_queries(request.GET, page)
    return render(request, "projects/list.html", context)
