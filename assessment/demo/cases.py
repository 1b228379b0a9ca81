"""The cases that projects are dealt in turn, so that every card, reason and stage occurs."""

from enum import Enum, auto

from projects.choices import ChainTier


class StartCase(Enum):
    """Days late as a range; an unstarted project counts them to the demonstration's day."""

    ON_TIME = (-25, 0)
    UNDER_LIMIT = (3, 25)
    YELLOW = (32, 55)
    RED = (65, 120)
    NOT_DUE = (-150, -5)


class Waiting(Enum):
    """Why a project has not started this year."""

    NOT_DUE = auto()
    UNDER_LIMIT = auto()
    YELLOW = auto()
    RED = auto()
    NO_DUE = auto()
    SUSPENDED = auto()
    ENDED = auto()
    CARRIED_OVER = auto()


class Ending(Enum):
    """How far a started project has come."""

    BUILDING = auto()
    COMPLETED = auto()
    IN_PRODUCTION = auto()
    ENROLLED = auto()
    SUSPENDED = auto()
    RESUMED = auto()
    ENDED = auto()


_ON_TIME = [StartCase.ON_TIME]
START_CYCLE = (
    *_ON_TIME * 2, StartCase.YELLOW, *_ON_TIME * 4, StartCase.RED, *_ON_TIME * 3,
    StartCase.UNDER_LIMIT, *_ON_TIME * 5, StartCase.YELLOW, *_ON_TIME * 4,
)  # fmt: skip
WAITING_CYCLE = (
    Waiting.NOT_DUE, Waiting.RED, Waiting.CARRIED_OVER, Waiting.YELLOW, Waiting.NO_DUE,
    Waiting.UNDER_LIMIT, Waiting.CARRIED_OVER, Waiting.SUSPENDED, Waiting.NOT_DUE,
    Waiting.CARRIED_OVER, Waiting.RED, Waiting.ENDED, Waiting.NOT_DUE, Waiting.NO_DUE,
)  # fmt: skip
WAITING_STARTS = {
    Waiting.NOT_DUE: StartCase.NOT_DUE,
    Waiting.UNDER_LIMIT: StartCase.UNDER_LIMIT,
    Waiting.YELLOW: StartCase.YELLOW,
    Waiting.RED: StartCase.RED,
    Waiting.SUSPENDED: StartCase.RED,
    Waiting.ENDED: StartCase.YELLOW,
}
_BUILDING = [Ending.BUILDING]
ENDING_CYCLE = (
    *_BUILDING * 4, Ending.COMPLETED, *_BUILDING * 5, Ending.IN_PRODUCTION, *_BUILDING * 3,
    Ending.ENROLLED, *_BUILDING * 7, Ending.SUSPENDED, *_BUILDING * 4, Ending.ENROLLED,
    *_BUILDING * 5, Ending.RESUMED, *_BUILDING * 4, Ending.ENDED, *_BUILDING * 6,
)  # fmt: skip
AMENDED_EVERY = 30
CHAIN_SHARE = 0.36
CHAIN_TARGETS = {ChainTier.LEADING: 40, ChainTier.KEY: 25, ChainTier.OTHER: 12}
UNPUBLISHED_EVERY = 24
