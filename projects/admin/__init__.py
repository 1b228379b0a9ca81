"""The ledger's base data and trail in the admin; every write with rules goes through actions."""

from projects.admin import (
    accounts,
    guarantees,
    hard_cases,
    investment,
    ledger,
    permits,
    planning,
    reference,
    reporting,
    resources,
    signing,
    starts,
    statistics,
)

__all__ = [
    "accounts",
    "guarantees",
    "hard_cases",
    "investment",
    "ledger",
    "permits",
    "planning",
    "reference",
    "reporting",
    "resources",
    "signing",
    "starts",
    "statistics",
]
