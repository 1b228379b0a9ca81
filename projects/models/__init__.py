"""The ledger's tables, one module a topic."""

from projects.models.accounts import User
from projects.models.attachments import Attachment
from projects.models.enrolment import EnrolmentStep
from projects.models.guarantees import Guarantee, Visit
from projects.models.hard_cases import HardCase, HardQuestion, SiteMeeting
from projects.models.investment import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth
from projects.models.ledger import Project, StartDueAmendment, Suspension
from projects.models.messages import Message
from projects.models.permits import Permit, PermitTemplate
from projects.models.planning import PlanningAttendance, PlanningEvent, PlanningRecord
from projects.models.pledges import Pledge
from projects.models.reference import IndustryChain, ProjectType
from projects.models.resources import ResourceNeed
from projects.models.rewards import Reward, RewardTier
from projects.models.signing import (
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
)
from projects.models.starts import StartConfirmation, StartDueRequest, StartList, StartListEntry
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
    "Guarantee",
    "HardCase",
    "HardQuestion",
    "IndustryChain",
    "LockEvent",
    "Message",
    "MonthlyPlan",
    "MonthlyReport",
    "Permit",
    "PermitTemplate",
    "PlanningAttendance",
    "PlanningEvent",
    "PlanningRecord",
    "Pledge",
    "Project",
    "ProjectType",
    "ReadinessItem",
    "ReportingMonth",
    "ResourceNeed",
    "Reward",
    "RewardTier",
    "Signing",
    "SigningEvent",
    "SigningTeam",
    "SiteMeeting",
    "StartConfirmation",
    "StartDueAmendment",
    "StartDueRequest",
    "StartList",
    "StartListEntry",
    "StatisticsReport",
    "Submission",
    "Suspension",
    "Talk",
    "TalkQuestion",
    "TaskForceMeeting",
    "Unit",
    "UnitAlias",
    "User",
    "Visit",
    "WeeklyUpdate",
    "WorkbookImport",
]
