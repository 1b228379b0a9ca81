"""The ledger's tables, one module a topic."""

from projects.models.accounts import User
from projects.models.investment import AnnualPlan, MonthlyPlan, MonthlyReport, ReportingMonth
from projects.models.ledger import Project, StartDueAmendment, Suspension
from projects.models.reference import IndustryChain, ProjectType
from projects.models.units import Unit, UnitAlias
from projects.models.uploads import WorkbookImport

__all__ = [
    "AnnualPlan",
    "IndustryChain",
    "MonthlyPlan",
    "MonthlyReport",
    "Project",
    "ProjectType",
    "ReportingMonth",
    "StartDueAmendment",
    "Suspension",
    "Unit",
    "UnitAlias",
    "User",
    "WorkbookImport",
]
