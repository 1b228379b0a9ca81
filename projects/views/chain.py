"""/chain/: the way to each stage's page; /settings/lifecycles/: how records may move."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects import chain
from projects.clock import today
from projects.lifecycles import registry
from projects.permissions import reads_figures
from projects.views.access import require


@require(chain.opens_chain)
def hub(request: HttpRequest) -> HttpResponse:
    """The stages' pages that the person may open."""
    return render(request, "projects/chain.html", {"pages": chain.links(request.user, today())})


@require(reads_figures)
def lifecycles(request: HttpRequest) -> HttpResponse:
    """Every lifecycle as a table: state, whose turn, the moves and where they lead."""
    tables = [
        (lifecycle, [(state, _moves(lifecycle, state)) for state in lifecycle.states])
        for lifecycle in registry.lifecycles()
    ]
    return render(request, "projects/lifecycles.html", {"tables": tables})


def _moves(lifecycle, state) -> list[tuple[str, str, str]]:
    return [
        (move.label, "、".join(sorted(role.label for role in move.whose)), move.steps[state].label)
        for move in lifecycle.moves.values()
        if state in move.steps
    ]
