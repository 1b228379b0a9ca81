"""Every address of the site; each app owns its own list."""

from django.contrib import admin
from django.urls import include, path

from ningyang.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("projects.urls")),
    path("", include("assessment.urls")),
]
