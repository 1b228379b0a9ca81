"""/projects/: the ledger as a list."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from projects import filters, listing
from projects.models import Project
from projects.permissions import reads_figures
from projects.views.access import require


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
        "previous_query": _query(request.GET, before=page.previous),
        "next_query": _query(request.GET, after=page.next),
        "first_query": _query(request.GET),
    }
    return render(request, "projects/list.html", context)


def _query(given: QueryDict, **place: str) -> str:
    query = given.copy()
    query.pop("after", None)
    query.pop("before", None)
    query.update(place)
    return query.urlencode()
