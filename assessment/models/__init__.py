"""The judgement's tables, one module a topic."""

from assessment.models.averages import CityAverage
from assessment.models.awards import ScoreAward, ScoreVeto
from assessment.models.bulletins import BulletinIssue
from assessment.models.cards import Card, ChangeMark
from assessment.models.case_events import CaseEvent
from assessment.models.interviews import Interview, InterviewProposal
from assessment.models.listed import Listing, ListingNote
from assessment.models.mentions import Mention
from assessment.models.notices import Circular, NoticeExtension, SupervisionNotice
from assessment.models.papers import Paper, PaperCounter, PaperTemplate
from assessment.models.patrol import Finding, Inspection
from assessment.models.policy import Policy
from assessment.models.quotas import AnnexRow, AnnexTotal, Goal, Quota
from assessment.models.runs import AssessmentRun
from assessment.models.scores import PublishedScore, ScoreLine, ScorePublication, ScoreScheme
from assessment.models.tasks import ReportDelivery, ReportRule, Task, TaskPart

__all__ = [
    "AnnexRow",
    "AnnexTotal",
    "AssessmentRun",
    "BulletinIssue",
    "Card",
    "CaseEvent",
    "ChangeMark",
    "Circular",
    "CityAverage",
    "Finding",
    "Goal",
    "Inspection",
    "Interview",
    "InterviewProposal",
    "Listing",
    "ListingNote",
    "Mention",
    "NoticeExtension",
    "Paper",
    "PaperCounter",
    "PaperTemplate",
    "Policy",
    "PublishedScore",
    "Quota",
    "ReportDelivery",
    "ReportRule",
    "ScoreAward",
    "ScoreLine",
    "ScorePublication",
    "ScoreScheme",
    "ScoreVeto",
    "SupervisionNotice",
    "Task",
    "TaskPart",
]
