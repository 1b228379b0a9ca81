"""Entering a month: what stands on the page, what is doubtful, and handing it in."""
