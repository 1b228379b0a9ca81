"""The site: settings, addresses, background work and how it all is run."""

from ningyang.celery import app as celery_app

__all__ = ["celery_app"]
