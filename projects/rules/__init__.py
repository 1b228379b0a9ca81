"""Judgements on values, a module a topic: no clock, no database, no settings."""
