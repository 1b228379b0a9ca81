"""The demonstration ledger: fictitious projects, deterministic by seed.

It stands in `assessment` because it is spread by quota and held against city averages.
"""
