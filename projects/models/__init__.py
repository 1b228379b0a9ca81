"""The ledger's tables, one module a topic."""

from projects.models.accounts import User
from projects.models.attachments import Attachment
from projects.models.investment import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth
from projects.models.ledger import Project, StartDueAmendment, Suspension
from projects.models.messages import Message
from projects.models.planning import PlanningEvent, PlanningRecord
from projects.models.reference import IndustryChain, ProjectType
from projects.models.signing import (
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
)
from projects.models.pledges import Pledge
from projects.models.reference import IndustryChain, ProjectType
from projects.models.starts import StartConfirmation, StartDueRequest, StartList, StartListEntry
from projects.models.submission import LockEvent, Submission
from projects.models.units import Unit, UnitAlias
from projects.models.uploads import WorkbookImport
from projects.models.weekly import WeeklyUpdate

__all__ = [
    "AnnualPlan",
    "Attachment",
    "IndustryChain",
    "LockEvent",
    "Message",
    "MonthlyPlan",
    "MonthlyReport",
    "PlanningEvent",
    "PlanningRecord",
    "Pledge",
    "Project",
    "ProjectType",
    "ReadinessItem",
    "ReportingMonth",
    "Signing",
    "SigningEvent",
    "SigningTeam",
    "StartConfirmation",
    "StartDueAmendment",
    "StartDueRequest",
    "StartList",
    "StartListEntry",
    "Submission",
    "Suspension",
    "Talk",
    "TalkQuestion",
    "Unit",
    "UnitAlias",
    "User",
    "WeeklyUpdate",
    "WorkbookImport",
]
