"""Every lifecycle of the judgement, for the page that shows them and the test that covers them."""

from assessment.lifecycles.bulletins import BULLETIN
from assessment.lifecycles.mentions import MENTION
from assessment.lifecycles.scores import AWARD, SCHEME, VETO
from projects.lifecycles import Lifecycle

# In the order of the document.
LIFECYCLES: tuple[Lifecycle, ...] = (
    BULLETIN,
    MENTION,
    SCHEME,
    VETO,
    AWARD,
)
