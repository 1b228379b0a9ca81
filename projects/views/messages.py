"""/messages/<id>/read/: taking news off the first page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from projects.actions.messages import take_note
from projects.actions.versions import RefusedError
from projects.queries import open_messages


@require_POST
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own message; another's does not exist."""
    user: Any = request.user
    try:
        take_note(message=get_object_or_404(open_messages(user), pk=pk), by=user)
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("home")
