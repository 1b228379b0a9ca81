"""Whom the month's figures propose for praise or warning, 三（一）."""
