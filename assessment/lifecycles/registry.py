"""Every lifecycle of the judgement, for the page that shows them and the test that covers them."""

from assessment.lifecycles.bulletins import BULLETIN
from assessment.lifecycles.interviews import INTERVIEW, PROPOSAL
from assessment.lifecycles.listed import LISTING
from assessment.lifecycles.mentions import MENTION
from assessment.lifecycles.notices import CIRCULAR, EXTENSION, NOTICE
from assessment.lifecycles.patrol import FINDING, INSPECTION
from assessment.lifecycles.scores import AWARD, SCHEME, VETO
from assessment.lifecycles.tasks import EXTENSION as TASK_EXTENSION
from assessment.lifecycles.tasks import TASK
from projects.lifecycles import Lifecycle

# In the order of the document.
LIFECYCLES: tuple[Lifecycle, ...] = (
    PROPOSAL,
    INTERVIEW,
    NOTICE,
    EXTENSION,
    CIRCULAR,
    BULLETIN,
    MENTION,
    INSPECTION,
    FINDING,
    TASK,
    TASK_EXTENSION,
    LISTING,
    SCHEME,
    VETO,
    AWARD,
)
