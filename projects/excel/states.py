"""A state in a sheet: where it may go from what is stored, and in which one a row may begin."""

from collections.abc import Iterable

from projects.choices import Role
from projects.excel.plan import Context
from projects.excel.records import Problem
from projects.lifecycles import Lifecycle


def lawful(lifecycle: Lifecycle, old: str | None, new: str, context: Context) -> Iterable[Problem]:
    """What is wrong with the step from `old` to `new`; a new row goes any number of steps."""
    role = Role.DRC if context.user is None else Role(context.user.role)
    if old == new or new in _reached(lifecycle, old, role):
        return
    states = lifecycle.states
    before = f"现为“{states(old).label}”，" if old else "新增的行"
    yield "state", f"{before}不能改为“{states(new).label}”，请保持原值，或联系发改局"


def _reached(lifecycle: Lifecycle, old: str | None, role: Role) -> set[str]:
    """One move from a stored state; for a new row all that this role can come to by itself."""
    if old:
        return _step(lifecycle, old, role)
    reached: set[str] = {lifecycle.first}
    while more := {after for state in reached for after in _step(lifecycle, state, role)} - reached:
        reached |= more
    return reached


def _step(lifecycle: Lifecycle, state: str, role: Role) -> set[str]:
    return {lifecycle.after(move, state, role) for move in lifecycle.allowed(state, role)}
