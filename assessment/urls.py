"""Addresses of the judgement."""

from django.urls import URLPattern, URLResolver, path

from assessment.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
]
