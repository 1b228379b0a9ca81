"""The ledger's base data and trail in the admin; every write with rules goes through actions."""

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
