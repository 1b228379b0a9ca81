"""The way of a case across notice, circular and interview; and figures then beside figures now."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from assessment.choices import Colour, Rule
from assessment.explain import figures
from assessment.models import (
    Card,
    CaseEvent,
    Interview,
    InterviewProposal,
    SupervisionNotice,
)
from assessment.notices.words import evidence_words
from assessment.queries import figures_day
from projects.periods import Month


class Ground(NamedTuple):
    """What a case stands on: the words as they were, and the project's card of the last month."""

    code: str
    name: str
    rule: str
    then: str
    card: Card | None
    now: str

    @property
    def still_red(self) -> bool:
        return self.card is not None and self.card.colour == Colour.RED


def events_of_notice(notice: SupervisionNotice) -> QuerySet[CaseEvent]:
    """The notice's steps, those of the interview it came from and of the one that it led to."""
    own = Q(notice=notice)
    if notice.interview_id:
        own |= Q(interview=notice.interview_id)
    led_to = InterviewProposal.objects.filter(notice=notice, interview__isnull=False)
    return _events(own | Q(interview__in=led_to.values("interview")))


def events_of_interview(interview: Interview) -> QuerySet[CaseEvent]:
    """The interview's steps, those of the notices it came from and of those that it led to."""
    from_notices = interview.proposals.filter(notice__isnull=False)
    return _events(
        Q(interview=interview)
        | Q(notice__in=from_notices.values("notice"))
        | Q(notice__in=SupervisionNotice.objects.filter(interview=interview).values("pk"))
    )


def _events(which: Q) -> QuerySet[CaseEvent]:
    rows = CaseEvent.objects.filter(which).select_related(
        "by__unit", "notice__paper", "circular__paper", "interview"
    )
    return rows.prefetch_related("files")


def grounds_now(notice: SupervisionNotice) -> list[Ground]:
    """The notice's grounds with each project's card of the last assessed month."""
    rules = {rule.label: rule for rule in Rule}
    wanted = [(ground["project"], rules.get(ground["rule"])) for ground in notice.grounds]
    cards = _cards_now(code for code, _ in wanted)
    return [
        _ground(
            ground["project"], ground, f"{ground['month']}：{ground['figures']}", cards.get(key)
        )
        for ground, key in zip(notice.grounds, wanted, strict=True)
    ]


def proposal_grounds(proposals: Iterable[InterviewProposal]) -> dict[int, Ground]:
    """Proposal key → what it stood on and stands on now; one query for all of them."""
    rows = list(proposals)
    cards = _cards_now(row.evidence["code"] for row in rows if row.project_id)
    return {
        row.pk: _ground(
            row.evidence.get("code", ""),
            {"name": row.subject, "rule": row.evidence.get("rule", "逾期督办")},
            evidence_words(row.evidence),
            cards.get((row.evidence.get("code"), row.rule)),
        )
        for row in rows
    }


def _cards_now(codes: Iterable[str]) -> dict[tuple[Any, Any], Card]:
    """Project code and rule → its card in the month of the last assessment."""
    wanted = set(codes)
    if not wanted:
        return {}
    cards = Card.objects.of_month(Month.of(figures_day())).filter(project__code__in=wanted)
    return {(card.project.code, card.rule): card for card in cards.select_related("project")}


def _ground(code: str, words: dict[str, Any], then: str, card: Card | None) -> Ground:
    now = ""
    if card:
        warned = card.colour in {Colour.YELLOW, Colour.RED}
        said = figures(card) if warned else card.get_reason_display()
        now = f"{Month(card.year, card.month).label}：{said}"
    return Ground(code, words["name"], words["rule"], then, card, now)
