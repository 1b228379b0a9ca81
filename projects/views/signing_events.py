"""/signing/events/: the county's signing events, and what was signed on each, 二（二）2."""

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from projects.actions.reporting import StaleError
from projects.actions.signing import save_event
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.clock import today
from projects.models import SigningEvent
from projects.permissions import keeps_area
from projects.signing import signed_at, with_signed
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.signing import SHOWN, reads_signing
from projects.views.signing_forms import EventForm

if TYPE_CHECKING:
    from projects.models import User


@require(reads_signing)
def signing_events(request: HttpRequest) -> HttpResponse:
    """All events, latest first; 商务局 and 发改局 add one."""
    if request.method == "POST":
        return _save(request, SigningEvent())
    return _list(request, EventForm(initial={"version": 0, "held_on": today()}))


def _list(request: HttpRequest, form: EventForm) -> HttpResponse:
    page = Paginator(with_signed(SigningEvent.objects.all(), request.user), SHOWN).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [(event, Decimal(event.signed_cents) / 100) for event in page],
        "form": form,
        "failed": form if form.errors else None,
        "keeps": keeps_area(request.user, Area.SIGNING),
    }
    return render(request, "projects/signing_events.html", context, status=_status(form))


@require(reads_signing)
def signing_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event with the projects that were signed there."""
    event = get_object_or_404(SigningEvent, pk=pk)
    if request.method == "POST":
        return _save(request, event)
    initial = {name: getattr(event, name) for name in EventForm.base_fields}
    return _detail(request, event, EventForm(initial=initial))


def _detail(request: HttpRequest, event: SigningEvent, form: EventForm) -> HttpResponse:
    projects = list(signed_at(event, request.user))
    context = {
        "event": event,
        "projects": projects,
        "total": sum((project.total_investment for project in projects), Decimal(0)),
        "form": form,
        "failed": form if form.errors else None,
        "keeps": keeps_area(request.user, Area.SIGNING),
    }
    return render(request, "projects/signing_event.html", context, status=_status(form))


def _status(form: EventForm) -> int:
    return 400 if form.errors else 200


def _save(request: HttpRequest, event: SigningEvent) -> HttpResponse:
    if not keeps_area(request.user, Area.SIGNING):
        raise PermissionDenied
    form = EventForm(request.POST)
    if form.is_valid():
        try:
            saved = save_event(event=event, by=cast("User", request.user), **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        except StaleError as error:
            back = reverse("signing-events")
            return conflict(request, form, error.current, title=str(event), back=back)  # type: ignore[arg-type]
        else:
            messages.success(request, f"已保存活动：{saved}")
            return redirect("signing-event", pk=saved.pk)
    return _detail(request, event, form) if event.pk else _list(request, form)
