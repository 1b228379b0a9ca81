"""Today, for the adapters that need a default day. Rules never call this."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def real_today() -> date:
    """Beijing's date."""
    return timezone.localdate()


def today() -> date:
    """Beijing's date, or the fixed day of a demonstration (`settings.FIXED_TODAY`)."""
    return settings.FIXED_TODAY or real_today()
