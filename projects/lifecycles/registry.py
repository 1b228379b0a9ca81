"""Every lifecycle of the ledger, for the page that shows them and the test that covers them."""

from projects.lifecycles import Lifecycle, hard_cases, signing
from projects.lifecycles.permits import PERMIT
from projects.lifecycles.planning import PLANNING
from projects.lifecycles.reporting import SUBMISSION
from projects.lifecycles.resources import NEED
from projects.lifecycles.rewards import REWARD
from projects.lifecycles.starts import PLEDGE, START, START_DUE_REQUEST

# In the order of the document.
LIFECYCLES: tuple[Lifecycle, ...] = (
    PLANNING,
    signing.QUESTION,
    PLEDGE,
    START_DUE_REQUEST,
    START,
    PERMIT,
    hard_cases.HARD_CASE,
    hard_cases.QUESTION,
    REWARD,
    NEED,
    SUBMISSION,
)
