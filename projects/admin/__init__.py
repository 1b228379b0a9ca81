"""The ledger's base data and trail in the admin; every write with rules goes through actions."""

from projects.admin import accounts, investment, ledger, reference, reporting, statistics

__all__ = ["accounts", "investment", "ledger", "reference", "reporting", "statistics"]
