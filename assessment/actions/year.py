"""Taking in a year's annexes and goals: all or nothing, never over corrections."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assessment.actions.quotas import correct_quota
from assessment.choices import Annex
from assessment.contradictions import Sheet
from assessment.models import AnnexRow, AnnexTotal, Quota
from assessment.year.corrections import Fix
from assessment.year.plan import YearPlan, plan_year, stored_state
from assessment.year.sheets import ReadYear
from projects.models import UnitAlias, User
from projects.permissions import leads


class YearError(Exception):
    """The annexes cannot be taken in; the message says why. Nothing was written."""


def take_in_year(
    *,
    year: int,
    read: ReadYear,
    state: str,
    accepted: Iterable[str],
    fixes: Sequence[Fix],
    by: User,
) -> YearPlan:
    """Write both annexes as printed, the accepted aliases and the fixes beside them.

    `state` is that of the stored year as the person saw it; `accepted` are the printed names
    that become aliases. YearError if anything stands against it.
    """
    if not leads(by):
        raise YearError("只有发改局可以载入年度附件")
    try:
        return _take_in(year, read, state, set(accepted), fixes, by)
    except IntegrityError:
        raise YearError(f"{year}年附件刚被他人载入，没有写入任何内容，请重新上传核对") from None


@transaction.atomic
def _take_in(
    year: int, read: ReadYear, state: str, accepted: set[str], fixes: Sequence[Fix], by: User
) -> YearPlan:
    list(AnnexRow.objects.select_for_update().filter(year=year).values_list("pk"))
    if stored_state(year) != state:
        raise YearError(f"{year}年附件在预览之后有了变动，没有写入任何内容，请重新上传核对")
    plan = plan_year(year, read)
    if plan.errors:
        raise YearError("；".join(str(error) for error in plan.errors))
    _accept(plan, accepted, by)
    if plan.changes:
        _write(plan, by)
    _fix(year, fixes, by)
    return plan


def _accept(plan: YearPlan, accepted: set[str], by: User) -> None:
    missing = [one.name for one in plan.names.proposals if one.name not in accepted]
    if missing:
        listed = "、".join(f"“{name}”" for name in missing)
        raise YearError(f"{listed}还不是已有单位：请勾选登记为别名，或在工作簿中改名后重新上传")
    for proposal in plan.names.proposals:
        alias = UnitAlias(unit=proposal.unit, name=proposal.name)
        alias._history_user = by  # type: ignore[attr-defined]
        alias.save()


def _write(plan: YearPlan, by: User) -> None:
    AnnexRow.objects.filter(year=plan.year).delete()
    for annex, sheet in plan.sheets.items():
        place = {"year": plan.year, "annex": annex}
        AnnexRow.objects.bulk_create(
            AnnexRow(
                **place,
                unit_id=row.unit,
                number=row.number,
                printed_name=row.printed_name,
                remark=row.remark,
            )
            for row in sheet.rows
        )
        _write_totals(plan.year, annex, sheet, by)
        _write_quotas(plan.year, annex, sheet, by)


def _write_totals(year: int, annex: Annex, sheet: Sheet, by: User) -> None:
    """The printed 合计 row; what stays the same leaves no trail."""
    stored = {row.band: row for row in AnnexTotal.objects.filter(year=year, annex=annex)}
    for band, printed in sheet.totals.items():
        row = stored.pop(band.value, None) or AnnexTotal(year=year, annex=annex, band=band)
        if row.pk is None or row.printed != printed:
            row.printed = printed
            row._history_user = by  # type: ignore[attr-defined]
            row.save()
    for row in stored.values():
        row._history_user = by  # type: ignore[attr-defined]
        row.delete()


def _write_quotas(year: int, annex: Annex, sheet: Sheet, by: User) -> None:
    stored = {
        (quota.unit_id, quota.band): quota
        for quota in Quota.objects.select_for_update().filter(year=year, annex=annex)
    }
    new, changed = [], []
    for (unit, band), printed in sheet.figures.items():
        quota = stored.pop((unit, band.value), None)
        if quota is None:
            new.append(Quota(year=year, annex=annex, unit_id=unit, band=band, printed=printed))
        elif quota.printed != printed:
            quota.printed = printed
            changed.append(quota)
    bulk_create_with_history(new, Quota, default_user=by)
    if changed:
        bulk_update_with_history(changed, Quota, ["printed"], default_user=by)
    for quota in stored.values():
        quota._history_user = by  # type: ignore[attr-defined]
        quota.delete()


def _fix(year: int, fixes: Sequence[Fix], by: User) -> None:
    places = [(fix.annex, fix.unit_id, fix.band) for fix in fixes]
    if len(set(places)) < len(places):
        raise YearError("同一格填了两次更正，请只留一次")
    for fix in fixes:
        place: dict[str, Any] = {"annex": fix.annex, "unit": fix.unit_id, "band": fix.band}
        quota = Quota.objects.filter(year=year, **place).first()
        if quota is None:
            raise YearError("要更正的格不在附件中，请重新上传核对")
        try:
            correct_quota(quota=quota, value=fix.value, reason=fix.reason, by=by)
        except ValidationError as error:
            raise YearError(
                f"{quota.unit}「{quota.get_band_display()}」：{error.messages[0]}"
            ) from None
