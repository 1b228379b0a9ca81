"""Every lifecycle of the judgement, for the page that shows them and the test that covers them."""

from assessment.lifecycles.bulletins import BULLETIN
from assessment.lifecycles.interviews import INTERVIEW, PROPOSAL
from assessment.lifecycles.mentions import MENTION
from assessment.lifecycles.notices import CIRCULAR, EXTENSION, NOTICE
from assessment.lifecycles.scores import AWARD, SCHEME, VETO
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
    SCHEME,
    VETO,
    AWARD,
)
