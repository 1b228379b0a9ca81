"""Every lifecycle of the judgement, for the page that shows them and the test that covers them."""

from assessment.lifecycles.interviews import INTERVIEW, PROPOSAL
from assessment.lifecycles.notices import CIRCULAR, EXTENSION, NOTICE
from projects.lifecycles import Lifecycle

# In the order of the document.
LIFECYCLES: tuple[Lifecycle, ...] = (
    PROPOSAL,
    INTERVIEW,
    NOTICE,
    EXTENSION,
    CIRCULAR,
)
