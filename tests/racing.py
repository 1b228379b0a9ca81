"""Threads with connections of their own, let go together round after round."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from projects.actions.reporting import ReportingError, StaleError

_PATIENCE = 60


@dataclass
class Race:
    """`outcomes[round][runner]`: what each returned, or the refusal that it was told.

    Any other error, "database is locked" among them, stands in `errors`.
    """

    rounds: int
    outcomes: list[list[Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def told(self, kind: type[Exception], runner: int | None = None) -> int:
        """How often a runner, or any, was refused with `kind`."""
        return sum(
            isinstance(outcome, kind)
            for row in self.outcomes
            for number, outcome in enumerate(row)
            if runner in (None, number)
        )


def race(rounds: int, *runners: Callable[[int], Any]) -> Race:
    """Call every runner with the number of the round, all at once in each round."""
    found = Race(rounds, [[None] * len(runners) for _ in range(rounds)])
    barrier = threading.Barrier(len(runners))

    def run(number: int) -> None:
        try:
            for turn in range(rounds):
                barrier.wait(_PATIENCE)
                found.outcomes[turn][number] = _outcome(runners[number], turn, found.errors)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(runners))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _outcome(runner: Callable[[int], Any], turn: int, errors: list[str]) -> Any:
    try:
        return runner(turn)
    except (ReportingError, StaleError) as refusal:
        return refusal
    except Exception as error:  # whatever it is, the test must see it
        errors.append(f"{type(error).__name__}: {error}")
        return error
