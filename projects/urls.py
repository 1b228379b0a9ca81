"""Addresses of the ledger."""

from django.urls import URLPattern, URLResolver, register_converter

from projects.converters import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns: list[URLPattern | URLResolver] = []
