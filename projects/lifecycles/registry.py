"""Every lifecycle, for the page that shows them and the test that covers them.

An app above this one adds its own with `register`, so that nothing here knows of it.
"""

from projects.lifecycles import Lifecycle, hard_cases, signing
from projects.lifecycles.guarantees import PROBLEM
from projects.lifecycles.permits import PERMIT
from projects.lifecycles.planning import PLANNING
from projects.lifecycles.reporting import SUBMISSION
from projects.lifecycles.resources import NEED
from projects.lifecycles.rewards import REWARD
from projects.lifecycles.starts import PLEDGE, START, START_DUE_REQUEST

# In the order of the document.
_LIFECYCLES: list[Lifecycle] = [
    PLANNING,
    signing.QUESTION,
    PLEDGE,
    START_DUE_REQUEST,
    START,
    PERMIT,
    hard_cases.HARD_CASE,
    hard_cases.QUESTION,
    REWARD,
    PROBLEM,
    NEED,
    SUBMISSION,
]


def register(*lifecycles: Lifecycle) -> None:
    """Add lifecycles after those already there."""
    _LIFECYCLES.extend(lifecycle for lifecycle in lifecycles if lifecycle not in _LIFECYCLES)


def lifecycles() -> list[Lifecycle]:
    return list(_LIFECYCLES)
