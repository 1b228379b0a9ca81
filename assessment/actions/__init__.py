"""Writes of the judgement, one module a topic: keyword-only, atomic, `by=`."""
