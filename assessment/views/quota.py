"""/quota/<year>/: completion of both annexes by unit and band, at any past day."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.annexes import annex_years
from assessment.completion import completion
from assessment.queries import figures_day, policy_for
from assessment.quota_tables import annex_tables
from projects.clock import real_today
from projects.parsing import ParseError, parse_date, parse_month
from projects.permissions import reads_all, reads_county, reads_figures
from projects.views.access import require


class DayForm(forms.Form):
    """The day of the figures, or the month at whose end they stand."""

    day = forms.CharField(label="截至日期", required=False)
    month = forms.CharField(label="月份", required=False)

    def clean_day(self) -> date | None:
        return self._read("day", parse_date)

    def clean_month(self) -> date | None:
        month = self._read("month", parse_month)
        return month and min(month.last, real_today())

    def clean(self):
        chosen = self.cleaned_data.get("day") or self.cleaned_data.get("month")
        if chosen and chosen > real_today():
            self.add_error("day", f"{chosen:%Y-%m-%d} 还没有到，请填今天或以前的日期")
        return self.cleaned_data

    def _read(self, name, parse):
        text = self.cleaned_data[name]
        try:
            return parse(text) if text else None
        except ParseError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def chosen(self) -> date | None:
        """The day asked for; None if none was or it is wrong."""
        if not self.is_valid():
            return None
        return self.cleaned_data["day"] or self.cleaned_data["month"]


@require_safe
@require(reads_figures)
def quota(request: HttpRequest, year: int) -> HttpResponse:
    form = DayForm(request.GET)
    table = completion(year, form.chosen or figures_day(), request.user)
    years = annex_years()
    context = {
        "year": year,
        "years": years,
        "form": form,
        "day": table.day,
        "elapsed": table.elapsed * 100,
        "tables": annex_tables(table, sums=reads_county(request.user)),
        "has_quotas": year in years,
        "carries": policy_for(year).carry_surplus_down,
        "reads_all": reads_all(request.user),
    }
    return render(request, "assessment/quota.html", context)
