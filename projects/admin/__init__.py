"""The ledger's base data and trail in the admin; every write with rules goes through actions."""

from projects.admin import accounts, investment, ledger, reference, reporting, signing

__all__ = ["accounts", "investment", "ledger", "reference", "reporting", "signing"]
from projects.admin import accounts, investment, ledger, planning, reference, reporting

__all__ = ["accounts", "investment", "ledger", "planning", "reference", "reporting"]
from projects.admin import accounts, investment, ledger, reference, reporting, starts

__all__ = ["accounts", "investment", "ledger", "reference", "reporting", "starts"]
from projects.admin import (
    accounts,
    hard_cases,
    investment,
    ledger,
    permits,
    reference,
    reporting,
    resources,
)

__all__ = [
    "accounts",
    "hard_cases",
    "investment",
    "ledger",
    "permits",
    "reference",
    "reporting",
    "resources",
]
from projects.admin import accounts, guarantees, investment, ledger, reference, reporting

__all__ = ["accounts", "guarantees", "investment", "ledger", "reference", "reporting"]
from projects.admin import accounts, investment, ledger, reference, reporting, statistics

__all__ = ["accounts", "investment", "ledger", "reference", "reporting", "statistics"]
