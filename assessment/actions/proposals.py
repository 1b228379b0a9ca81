"""Proposals for interviews: written by the night from red runs, decided by 发改局."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from simple_history.utils import bulk_create_with_history

from assessment.actions.case_moves import after, record, require_text, tell
from assessment.choices import Colour, Rule
from assessment.choices.readings import PersistentScope
from assessment.explain import figures
from assessment.interviews import Proposal, ended_month, interview_proposals
from assessment.lifecycles.interviews import PROPOSAL
from assessment.models import Card, Interview, InterviewProposal
from assessment.models.cards import PROJECT_STRIDE, RULE_STRIDE
from assessment.notices.rules import overlaps
from assessment.queries import policy_for
from projects.actions.versions import RefusedError, create_row, update_row
from projects.models import User
from projects.periods import Month, months_through

CARDS_START = Month(2000, 1)


@transaction.atomic
def write_proposals(*, day: date, since: date | None = None) -> int:
    """Store what red runs call for at the month-ends from `since` to `day`; how many are new.

    An unbroken run is proposed once, however often this runs and however long the run grows,
    even where a correction moves its first month. Nothing is decided and nobody is told.
    """
    last = ended_month(day)
    first = min(Month.of(since), last) if since else Month(last.year, 1)
    return sum(_write_month(month, day) for month in months_through(first, last))


@transaction.atomic
def confirm_proposals(
    *, proposals: Sequence[InterviewProposal], versions: Mapping[int, int], on: date, by: User
) -> Interview:
    """One interview for these proposals of one unit; the unit sees it from now on."""
    if not proposals:
        raise RefusedError("请至少勾选一条约谈建议")
    units = {proposal.unit_id for proposal in proposals}
    if len(units) > 1:
        raise RefusedError("一次约谈只能归并同一单位的建议")
    for proposal in proposals:
        after(PROPOSAL, "confirm", proposal, by)
    unit = proposals[0].unit
    interview = create_row(Interview(unit=unit, confirmed_on=on), by=by)
    decided = {"interview": interview, "decided_on": on, "decided_by": by}
    _decide(proposals, versions, "confirm", decided, by)
    text = "\n".join(proposal.subject for proposal in proposals)
    record("确认约谈", unit=unit, state=interview.state, on=on, by=by, text=text,
           interview=interview)  # fmt: skip
    url = reverse("interview", args=[interview.pk])
    words = f"发改局已确认约谈你单位主要负责人，涉及{len(proposals)}项，时间地点另行通知。"
    tell(unit, case=f"interview-{interview.pk}", step="confirmed", text=words, url=url)
    return interview


@transaction.atomic
def dismiss_proposals(
    *,
    proposals: Sequence[InterviewProposal],
    versions: Mapping[int, int],
    reason: str,
    on: date,
    by: User,
) -> None:
    """No interview, for this reason; nothing is proposed again for the same runs."""
    require_text(reason, "不予约谈的原因")
    values = {"reason": reason.strip(), "decided_on": on, "decided_by": by}
    _decide(proposals, versions, "dismiss", values, by)


@transaction.atomic
def restore_proposals(
    *, proposals: Sequence[InterviewProposal], versions: Mapping[int, int], by: User
) -> None:
    """Put dismissed proposals before 发改局 again."""
    values = {"reason": "", "decided_on": None, "decided_by": None, "interview": None}
    _decide(proposals, versions, "restore", values, by)


def _decide(
    proposals: Sequence[InterviewProposal],
    versions: Mapping[int, int],
    move: str,
    values: Mapping[str, Any],
    by: User,
) -> None:
    for proposal in proposals:
        state = after(PROPOSAL, move, proposal, by)
        version = versions.get(proposal.pk, 0)
        update_row(proposal, version=version, by=by, **{**values, "state": state})


def _write_month(month: Month, day: date) -> int:
    policy = policy_for(month.year)
    together = policy.persistent_scope == PersistentScope.ANY
    found = interview_proposals(month, policy=policy)
    known = _known(found)
    new = [run for run in found if not _is_known(run, known, together)]
    red = _red_cards(new)
    rows = [_row(run, _months(run, red), day) for run in new]
    bulk_create_with_history(rows, InterviewProposal, batch_size=500)
    return len(rows)


def _known(found: Iterable[Proposal]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Project and rule → first and last month of each run that was proposed already."""
    projects = {run.project.pk for run in found}
    stored: Any = InterviewProposal.objects.filter(project__in=projects)
    known: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for project, rule, first, last in stored.values_list("project", "rule", "first", "last"):
        known.setdefault((project, rule), []).append((first, last))
    return known


def _is_known(
    run: Proposal, known: Mapping[tuple[int, int], list[tuple[int, int]]], together: bool
) -> bool:
    """`together`: a run that goes on under the other rule is the same one."""
    rules = Rule if together else (run.rule,)
    others = [other for rule in rules for other in known.get((run.project.pk, rule), ())]
    return any(overlaps(run.first.ordinal, run.last.ordinal, *other) for other in others)


def _red_cards(runs: Sequence[Proposal]) -> dict[int, Card]:
    """Every red card of these runs under both rules by its key, one query a few hundred runs."""
    found: dict[int, Card] = {}
    for start in range(0, len(runs), 200):
        wanted = Q(pk__in=())
        for run in runs[start : start + 200]:
            for rule in Rule:
                ends = [card_key(run.project.pk, rule, month) for month in (run.first, run.last)]
                wanted |= Q(id__range=ends)
        found |= {card.pk: card for card in Card.objects.filter(wanted, colour=Colour.RED)}
    return found


def _months(run: Proposal, red: Mapping[int, Card]) -> list[dict[str, str]]:
    """Every month of a run with its card's figures; those of the other rule where that was red."""
    found = []
    for month in months_through(run.first, run.last):
        cards = [red.get(card_key(run.project.pk, rule, month)) for rule in (run.rule, *Rule)]
        card = next(each for each in cards if each is not None)
        other = "" if card.rule == run.rule else f"{Rule(card.rule).label}，"
        found.append({"month": month.label, "figures": f"{other}{figures(card)}"})
    return found


def card_key(project_id: int, rule: int, month: Month) -> int:
    """The key of a card (`models.cards`)."""
    since = month.ordinal - CARDS_START.ordinal
    return project_id * PROJECT_STRIDE + rule * RULE_STRIDE + since


def _row(run: Proposal, months: list[dict[str, str]], day: date) -> InterviewProposal:
    evidence = {
        "code": run.project.code,
        "name": run.project.name,
        "rule": Rule(run.rule).label,
        "clause": run.clause,
        "months": months,
    }
    return InterviewProposal(
        unit=run.unit,
        project=run.project,
        rule=run.rule,
        first=run.first.ordinal,
        last=run.last.ordinal,
        evidence=evidence,
        proposed_on=day,
    )
