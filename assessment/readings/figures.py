"""What another reading moves beside cards: proposals of interviews, completion and its ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment.choices import SPLIT_BANDS, Annex, QuotaBand
from assessment.completion import UnitRow, completion
from assessment.interviews import Proposal, interview_proposals
from assessment.models import Policy
from assessment.rules import carried_down, completion_rate
from projects.models import Unit
from projects.periods import Month


@dataclass(frozen=True)
class ProposalChange:
    """A proposal that another reading adds or takes away, or that lasts longer under it."""

    before: Proposal | None
    after: Proposal | None

    @property
    def proposal(self) -> Proposal:
        return self.after or self.before  # type: ignore[return-value]


def proposal_changes(month: Month, now: Policy, other: Policy) -> list[ProposalChange]:
    """By project and rule, in annex order; two queries."""
    before, after = (
        {proposal.card.pk: proposal for proposal in interview_proposals(month, policy=policy)}
        for policy in (now, other)
    )
    changes = [
        ProposalChange(before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if _months(before.get(key)) != _months(after.get(key))
    ]
    return sorted(changes, key=_annex_order)


def _months(proposal: Proposal | None) -> str:
    return proposal.months if proposal else ""


def _annex_order(change: ProposalChange) -> tuple[int, str, int]:
    proposal = change.proposal
    return proposal.unit.number, proposal.project.code, proposal.rule


@dataclass(frozen=True)
class CompletionChange:
    """One band of one unit, in projects; rates in %.

    The `rank` within the layer stays: it goes by the total, which no surplus among the bands moves.
    """

    unit: Unit
    annex: Annex
    band: QuotaBand
    quota: int | None
    before: int
    after: int
    rank: int | None

    @property
    def rate_before(self) -> Fraction | None:
        return completion_rate(self.before, self.quota)

    @property
    def rate_after(self) -> Fraction | None:
        return completion_rate(self.after, self.quota)


def completion_changes(year: int, day: date, *, carry: bool) -> list[CompletionChange]:
    """The quotas that count otherwise if surplus is carried down, or is not (三（五）)."""
    table = completion(year, day)
    return [
        change
        for row in table.rows
        for annex in Annex
        for change in _row_changes(row, annex, carry=carry)
    ]


def _row_changes(row: UnitRow, annex: Annex, *, carry: bool) -> list[CompletionChange]:
    split = SPLIT_BANDS[annex]
    cells = [row.cells[annex, band] for band in split]
    own = [cell.done for cell in cells]
    counted: Sequence[int] = carried_down(own, [cell.effective for cell in cells]) if carry else own
    return [
        CompletionChange(
            row.unit,  # type: ignore[arg-type]
            annex,
            band,
            cell.effective,
            cell.counted,
            after,
            row.rank.get(annex),
        )
        for band, cell, after in zip(split, cells, counted, strict=True)
        if cell.effective is not None and cell.counted != after
    ]
