"""The ledger's tables, one module a topic."""

from projects.models.accounts import User
from projects.models.attachments import Attachment
from projects.models.guarantees import Guarantee, Visit
from projects.models.investment import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth
from projects.models.ledger import Project, StartDueAmendment, Suspension
from projects.models.messages import Message
from projects.models.reference import IndustryChain, ProjectType
from projects.models.submission import LockEvent, Submission
from projects.models.units import Unit, UnitAlias
from projects.models.uploads import WorkbookImport
from projects.models.weekly import WeeklyUpdate

__all__ = [
    "AnnualPlan",
    "Attachment",
    "Guarantee",
    "IndustryChain",
    "LockEvent",
    "Message",
    "MonthlyPlan",
    "MonthlyReport",
    "Project",
    "ProjectType",
    "ReportingMonth",
    "StartDueAmendment",
    "Submission",
    "Suspension",
    "Unit",
    "UnitAlias",
    "User",
    "Visit",
    "WeeklyUpdate",
    "WorkbookImport",
]
