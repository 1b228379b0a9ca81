"""Background work; the schedule and all options stand in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ningyang.settings")

app = Celery("ningyang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
