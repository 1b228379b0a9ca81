"""/supervision/: the way to each page of supervision and assessment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment import supervision
from projects.clock import today
from projects.permissions import reads_figures
from projects.views.access import require


@require(reads_figures)
def hub(request: HttpRequest) -> HttpResponse:
    """The pages that the person may open."""
    pages = supervision.hub(request.user, today())
    return render(request, "assessment/supervision.html", {"pages": pages})
