"""The ledger's tables, one module a topic."""

from projects.models.accounts import User
from projects.models.attachments import Attachment
from projects.models.enrolment import EnrolmentStep
from projects.models.investment import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth
from projects.models.ledger import Project, StartDueAmendment, Suspension
from projects.models.messages import Message
from projects.models.reference import IndustryChain, ProjectType
from projects.models.rewards import Reward, RewardTier
from projects.models.statistics import StatisticsReport
from projects.models.submission import LockEvent, Submission
from projects.models.taskforce import Blocker, TaskForceMeeting
from projects.models.units import Unit, UnitAlias
from projects.models.uploads import WorkbookImport
from projects.models.weekly import WeeklyUpdate

__all__ = [
    "AnnualPlan",
    "Attachment",
    "Blocker",
    "EnrolmentStep",
    "IndustryChain",
    "LockEvent",
    "Message",
    "MonthlyPlan",
    "MonthlyReport",
    "Project",
    "ProjectType",
    "ReportingMonth",
    "Reward",
    "RewardTier",
    "StartDueAmendment",
    "StatisticsReport",
    "Submission",
    "Suspension",
    "TaskForceMeeting",
    "Unit",
    "UnitAlias",
    "User",
    "WeeklyUpdate",
    "WorkbookImport",
]
