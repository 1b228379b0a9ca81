"""Lifecycles as data: from which state which move leads where, and whose move it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices

from projects.choices import Role


class Move(NamedTuple):
    """A move, whose it is, and from which state it leads where."""

    label: str
    whose: frozenset[Role]
    steps: Mapping[TextChoices, TextChoices]


class MoveError(Exception):
    """The move is not allowed in this state; the message is for the person."""


@dataclass(frozen=True)
class Lifecycle:
    """The life of one kind of record: its states, its moves, and where it may end."""

    name: str
    clause: str
    states: type[TextChoices]
    first: TextChoices
    ends: frozenset[TextChoices]
    moves: Mapping[str, Move]

    def allowed(self, state: str, role: Role | None) -> set[str]:
        """The moves that a person of this role may make now."""
        return {
            name
            for name, move in self.moves.items()
            if role in move.whose and self.states(state) in move.steps
        }

    def after(self, move: str, state: str, role: Role | None) -> TextChoices:
        """Where the move leads; MoveError if it is not this role's, or not from this state."""
        if move not in self.allowed(state, role):
            label = self.moves[move].label if move in self.moves else "操作"
            raise MoveError(f"现为“{self.states(state).label}”，不能{label}")
        return self.moves[move].steps[self.states(state)]

    def owners(self, state: TextChoices) -> set[Role]:
        """Who may move a record on from this state."""
        moves = self.moves.values()
        return {role for move in moves if state in move.steps for role in move.whose}
