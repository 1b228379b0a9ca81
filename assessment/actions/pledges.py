"""责任状: drawn up, handed out, signed. Who may is asked of the lifecycle, 二（三）1."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from assessment.pledges import letter, pledging_units
from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError, update_row
from projects.choices.areas import Area
from projects.choices.starts import PledgeState
from projects.files.content import CleanFile
from projects.lifecycles import MoveError
from projects.lifecycles.starts import PLEDGE
from projects.models import Pledge, User
from projects.permissions import keeps_area, leads, role_of


@transaction.atomic
def draw_up(*, year: int, by: User) -> int:
    """A draft for every unit with a quota of `year` that has no letter yet; how many."""
    if not keeps_area(by, Area.STARTS):
        raise RefusedError("只有发改局可以拟定责任状")
    units = pledging_units(year).exclude(pledges__year=year)
    rows = [Pledge(unit=unit, year=year) for unit in units]
    bulk_create_with_history(rows, Pledge, default_user=by)
    return len(rows)


@transaction.atomic
def issue(*, pledge: Pledge, version: int, day: date, by: User) -> Pledge:
    """Hand the letter out: from now on its content is the one of `day`."""
    state = _after("issue", pledge, by)
    content = letter(pledge.unit, pledge.year, day)
    return update_row(pledge, version=version, by=by, state=state, content=content, issued_on=day)


@transaction.atomic
def issue_drafts(*, year: int, day: date, by: User) -> int:
    """Hand out every draft of `year`; how many they were."""
    if not keeps_area(by, Area.STARTS):
        raise RefusedError("只有发改局可以下发责任状")
    drafts = Pledge.objects.filter(year=year, state=PledgeState.DRAFT).select_related("unit")
    rows = list(drafts.select_for_update(of=("self",)))
    for row in rows:
        issue(pledge=row, version=row.version, day=day, by=by)
    return len(rows)


def take_back(*, pledge: Pledge, version: int, by: User) -> Pledge:
    """Make it a draft again, without content and scan; a signed one stays."""
    values: dict[str, Any] = {"content": {}, "issued_on": None, "scan": None}
    state = _after("take_back", pledge, by)
    return update_row(pledge, version=version, by=by, state=state, **values)


@transaction.atomic
def attach_scan(*, pledge: Pledge, version: int, files: Iterable[CleanFile], by: User) -> Pledge:
    """Keep the scan of the signed letter; one file, the unit's own or by 发改局."""
    _after("attach", pledge, by)
    chosen = list(files)
    if len(chosen) != 1:
        raise RefusedError("请上传一个文件：多页请合成一个 PDF")
    (scan,) = store_files(files=chosen, unit=pledge.unit, area=Area.STARTS, by=by)
    return update_row(pledge, version=version, by=by, scan=scan)


def sign(*, pledge: Pledge, version: int, signed_on: date, today: date, by: User) -> Pledge:
    """Confirm that the scan is the signed letter; nothing changes afterwards."""
    state = _after("sign", pledge, by)
    if not (pledge.issued_on and pledge.issued_on <= signed_on <= today):
        raise RefusedError("签订日期须在下发日期之后、今天以前（含当日）")
    values = {"signed_on": signed_on, "confirmed_by": by}
    return update_row(pledge, version=version, by=by, state=state, **values)


def allowed(pledge: Pledge, user: User) -> set[str]:
    """The moves of this person on this letter; another unit has none."""
    if not (leads(user) or user.unit_id == pledge.unit_id):
        return set()
    return PLEDGE.allowed(pledge.state, role_of(user))


def _after(move: str, pledge: Pledge, by: User) -> str:
    if not (leads(by) or by.unit_id == pledge.unit_id):
        raise RefusedError("无权处理其他单位的责任状")
    try:
        return PLEDGE.after(move, pledge.state, role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None
