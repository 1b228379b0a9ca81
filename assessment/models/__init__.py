"""The judgement's tables, one module a topic."""

from assessment.models.averages import CityAverage
from assessment.models.cards import Card, ChangeMark
from assessment.models.case_events import CaseEvent
from assessment.models.interviews import Interview, InterviewProposal
from assessment.models.notices import Circular, NoticeExtension, SupervisionNotice
from assessment.models.papers import Paper, PaperCounter, PaperTemplate
from assessment.models.policy import Policy
from assessment.models.quotas import AnnexRow, AnnexTotal, Goal, Quota
from assessment.models.runs import AssessmentRun

__all__ = [
    "AnnexRow",
    "AnnexTotal",
    "AssessmentRun",
    "Card",
    "CaseEvent",
    "ChangeMark",
    "Circular",
    "CityAverage",
    "Goal",
    "Interview",
    "InterviewProposal",
    "NoticeExtension",
    "Paper",
    "PaperCounter",
    "PaperTemplate",
    "Policy",
    "Quota",
    "SupervisionNotice",
]
