"""/planning/calendar/: 三个一, what was held, who came and what is due, 二（一）4."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.actions.planning import EventEntry, save_event
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.clock import today
from projects.models import Attachment, PlanningEvent
from projects.permissions import keeps_area, reports
from projects.planning import duties
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.planning import reads_planning
from projects.views.planning_forms import EventForm

if TYPE_CHECKING:
    from projects.models import User
    from projects.permissions import Person


def keeps_planning(user: "Person") -> bool:
    return keeps_area(user, Area.PLANNING)


@require_safe
@require(reads_planning)
def calendar(request: HttpRequest) -> HttpResponse:
    """One year's events; a unit sees of the units that came only whether it did."""
    day = today()
    years = sorted({day.year, *_years()})
    asked = request.GET.get("year", "")
    year = next((each for each in years if str(each) == asked), day.year)
    events = list(_events(request).filter(on__year=year))
    own = request.user.unit_id if reports(request.user) else None  # type: ignore[union-attr]
    context = {
        "year": year,
        "years": years,
        "duties": duties(events, year, day),
        "events": [(event, event.on > day, _came(event, own)) for event in events],
        "keeps": keeps_planning(request.user),
        "day": day,
    }
    return render(request, "projects/planning_calendar.html", context)


def _years() -> list[int]:
    return [day.year for day in PlanningEvent.objects.dates("on", "year")]


def _events(request: HttpRequest) -> QuerySet[PlanningEvent]:
    files = Attachment.objects.visible_to(request.user)
    rows = PlanningEvent.objects.select_related("chain")
    return rows.prefetch_related("units", Prefetch("files", files))


def _came(event: PlanningEvent, own: int | None) -> str:
    units = list(event.units.all())
    if own is None:
        return f"{len(units)} 个：{'、'.join(map(str, units))}" if units else ""
    return "本单位参加" if any(unit.pk == own for unit in units) else "本单位未参加"


@require(keeps_planning)
def new_event(request: HttpRequest) -> HttpResponse:
    """发改局 enters an event, held or announced."""
    return _edit(request, None)


@require(keeps_planning)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """发改局 changes an event."""
    return _edit(request, get_object_or_404(PlanningEvent, pk=pk))


def _edit(request: HttpRequest, row: PlanningEvent | None) -> HttpResponse:
    form = EventForm(request.POST or None, request.FILES or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        done = _save(request, row, form)
        if done is not None:
            return done
    context = {"event": row, "form": form}
    status = 400 if form.errors else 200
    return render(request, "projects/planning_event.html", context, status=status)


def _initial(row: PlanningEvent | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    names = ("version", "kind", "on", "title", "place", "people")
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    return values | {"chain": row.chain_id, "units": list(row.units.values_list("pk", flat=True))}


def _save(request: HttpRequest, row: PlanningEvent | None, form: EventForm) -> HttpResponse | None:
    """Where to go once it is written, or the page with both values; None if it was refused."""
    values = dict(form.cleaned_data)
    version, units, files = (values.pop(name) for name in ("version", "units", "files"))
    back = reverse("planning-calendar")
    try:
        saved = save_event(
            event=row,
            version=version,
            entry=EventEntry(**values),
            units=units,
            files=files,
            by=cast("User", request.user),
        )
    except StaleError as error:
        return conflict(request, form, cast("Any", error.current), title="三个一活动", back=back)
    except RefusedError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, f"已保存：{saved.title}")
    return redirect(f"{back}?year={saved.on.year}")
