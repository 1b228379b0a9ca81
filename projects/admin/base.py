"""What every admin page of both apps shares. Permissions come from the role backend alone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from projects.actions.ledger import hold_months_open
from projects.periods import Month
from projects.queries import is_locked


class VisibleAdmin(admin.ModelAdmin):
    """Rows through `visible_to`, where the table has units; no bulk actions.

    Autocomplete answers from the same rows.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site: Any = False  # a table with a page of its own says so itself

    def get_queryset(self, request: HttpRequest):
        rows = super().get_queryset(request)
        visible_to = getattr(rows, "visible_to", None)
        return visible_to(request.user) if visible_to else rows

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_permission(request):  # the stock one looks for the row first
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


class Changes(HistoricalRecordContextHelper):
    """The changed values as a person reads them."""

    def prepare_delta_change_value(self, change, value):
        labels = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", ()))
        if isinstance(value, bool):
            return "是" if value else "否"
        if value is None or value == "":
            return "空"
        return labels.get(value, value)


class TrailAdmin(SimpleHistoryAdmin, VisibleAdmin):
    """With its history to read. Nothing is put back from there: that would pass by the rules."""

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method != "GET":
            raise PermissionDenied
        request.reads_history = True
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        if not getattr(request, "reads_history", False):
            return readonly
        return [*readonly, *(field.name for field in self.opts.fields if field.editable)]

    def get_historical_record_context_helper(self, request, historical_record):  # noqa: ARG002
        return Changes(self.model, historical_record)

    def revert_disabled(self, request, obj=None) -> bool:  # noqa: ARG002
        return True


class OpenMonthForm(forms.ModelForm):
    """Refuses a month that 发改局 has locked (domain 4)."""

    def clean(self):
        cleaned = super().clean() or {}
        year, month = cleaned.get("year"), cleaned.get("month")
        if year and month and 1 <= month <= 12 and is_locked(Month(year, month)):
            raise forms.ValidationError(
                f"{Month(year, month).label}已锁定，请先由发改局重新打开该月"
            )
        return cleaned


class MonthlyAdmin(TrailAdmin):
    """Rows of one month; those of a locked month are read only."""

    form = OpenMonthForm
    key_fields: tuple[str, ...] = ("project", "year", "month")

    def changeform_view(self, request, *args, **kwargs):
        with transaction.atomic():
            if request.method == "POST":
                hold_months_open()
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        with transaction.atomic():
            if request.method == "POST":
                hold_months_open()
            return super().delete_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if change and hasattr(obj, "version"):  # an entry page opened before must notice
            obj.version += 1
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not self._locked(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not self._locked(obj)

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return [*self.key_fields, *readonly] if obj else readonly

    def _locked(self, obj) -> bool:
        return obj is not None and is_locked(Month(obj.year, obj.month))
