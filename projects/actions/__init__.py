"""Writes to the ledger; each with its history."""
