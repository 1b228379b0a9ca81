"""The judgement's tables, one module a topic."""

from assessment.models.averages import CityAverage
from assessment.models.cards import Card, ChangeMark
from assessment.models.mentions import Mention
from assessment.models.policy import Policy
from assessment.models.quotas import AnnexRow, AnnexTotal, Goal, Quota
from assessment.models.runs import AssessmentRun

__all__ = [
    "AnnexRow",
    "AnnexTotal",
    "AssessmentRun",
    "Card",
    "ChangeMark",
    "CityAverage",
    "Goal",
    "Mention",
    "Policy",
    "Quota",
]
