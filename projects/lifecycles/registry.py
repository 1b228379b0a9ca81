"""Every lifecycle of the ledger, for the page that shows them and the test that covers them."""

from projects.lifecycles import Lifecycle
from projects.lifecycles.reporting import SUBMISSION
from projects.lifecycles.rewards import REWARD

LIFECYCLES: tuple[Lifecycle, ...] = (
    SUBMISSION,
    REWARD,
)
