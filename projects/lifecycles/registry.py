"""Every lifecycle of the ledger, for the page that shows them and the test that covers them."""

from projects.lifecycles import Lifecycle
from projects.lifecycles.planning import PLANNING
from projects.lifecycles.reporting import SUBMISSION
from projects.lifecycles.signing import QUESTION

LIFECYCLES: tuple[Lifecycle, ...] = (
    SUBMISSION,
    QUESTION,
)
LIFECYCLES: tuple[Lifecycle, ...] = (SUBMISSION, PLANNING)
from projects.lifecycles.starts import PLEDGE, START, START_DUE_REQUEST

LIFECYCLES: tuple[Lifecycle, ...] = (
    SUBMISSION,
    PLEDGE,
    START_DUE_REQUEST,
    START,
from projects.lifecycles.hard_cases import HARD_CASE, QUESTION
from projects.lifecycles.permits import PERMIT
from projects.lifecycles.reporting import SUBMISSION
from projects.lifecycles.resources import NEED

LIFECYCLES: tuple[Lifecycle, ...] = (
    SUBMISSION,
    PERMIT,
    HARD_CASE,
    QUESTION,
    NEED,
from projects.lifecycles.rewards import REWARD

LIFECYCLES: tuple[Lifecycle, ...] = (
    SUBMISSION,
    REWARD,
)
