"""/notices/new/: drawing up a notice: a unit, its red cards, what is demanded, until when."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessment.actions.notices import draw_up
from assessment.interviews import ended_month
from assessment.models import Card, Interview
from assessment.notices.grounds import ground_of, red_cards
from assessment.queries import figures_day
from assessment.views.case_forms import day_field, line_field, words_field
from assessment.views.notices import keeps
from projects.actions.versions import RefusedError
from projects.clock import today
from projects.models import Unit
from projects.queries import all_units
from projects.views.access import require
from projects.views.rows import whole_number

USUAL_DAYS = 15
USUAL_DEMANDS = (
    "立即分析滞后原因，倒排工期，明确责任人和每周完成量。\n"
    "对能够立即解决的问题立行立改，需要协调的问题报县项目推进保障办。"
)


class NewNoticeForm(forms.Form):
    """What the notice says beside its cards."""

    subject = line_field("督办事由", 60, hint="标题为“关于……的督办通知书”")
    matter = words_field("其他督办情况", longest=1000, rows=3, required=False)
    demands = words_field("整改要求", longest=1000)
    due_on = day_field("办理时限")
    attached = line_field("附件说明", 100, required=False)


@require(keeps)
def notice_new(request: HttpRequest) -> HttpResponse:
    """First the unit, then its red cards and the words; `interview` where one is followed up."""
    asked = request.POST if request.method == "POST" else request.GET
    interview = Interview.objects.filter(pk=whole_number(asked.get("interview", ""))).first()
    unit = interview.unit if interview else None
    unit = unit or Unit.objects.filter(pk=whole_number(asked.get("unit", ""))).first()
    if unit is None:
        return render(request, "assessment/notice_unit.html", {"units": all_units()})
    cards = list(red_cards(unit, ended_month(figures_day())))
    if request.method == "POST" and "demands" in request.POST:
        return _drawn_up(request, unit, cards, interview)
    start = {
        "subject": "加快推进滞后重点项目",
        "demands": USUAL_DEMANDS,
        "due_on": today() + timedelta(days=USUAL_DAYS),
    }
    form = NewNoticeForm(initial=start, auto_id="new-%s")
    return _page(request, unit, cards, interview, form, {card.pk for card in cards})


def _drawn_up(
    request: HttpRequest, unit: Unit, cards: list[Card], interview: Interview | None
) -> HttpResponse:
    chosen = {whole_number(key) for key in request.POST.getlist("card")}
    form = NewNoticeForm(request.POST, auto_id="new-%s")
    if form.is_valid():
        try:
            row = draw_up(
                unit=unit,
                values=form.cleaned_data,
                cards=[card for card in cards if card.pk in chosen],
                interview=interview,
                on=today(),
                by=request.user,  # type: ignore[arg-type]
            )
            return redirect("notice", row.pk)
        except RefusedError as error:
            form.add_error(None, str(error))
    return _page(request, unit, cards, interview, form, chosen, status=400)


def _page(
    request: HttpRequest,
    unit: Unit,
    cards: list[Card],
    interview: Interview | None,
    form: NewNoticeForm,
    chosen: set[int],
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "unit": unit,
        "interview": interview,
        "form": form,
        "grounds": [(card.pk, card.pk in chosen, ground_of(card)) for card in cards],
    }
    return render(request, "assessment/notice_new.html", context, status=status)
