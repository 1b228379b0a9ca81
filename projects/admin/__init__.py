"""The ledger's base data and trail in the admin; every write with rules goes through actions."""

from projects.admin import accounts, guarantees, investment, ledger, reference, reporting

__all__ = ["accounts", "guarantees", "investment", "ledger", "reference", "reporting"]
