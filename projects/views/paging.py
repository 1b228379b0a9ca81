"""Turning the pages of a long list by the key of its first and last row."""

from typing import Protocol

from django.http import QueryDict


class Page(Protocol):
    """Where the page before ends and the next one begins; empty where there is none."""

    @property
    def previous(self) -> str: ...
    @property
    def next(self) -> str: ...


def page_queries(given: QueryDict, page: Page) -> dict[str, str]:
    """What the links to the pages around `page` ask for, beside what was asked for."""
    return {
        "previous_query": _query(given, before=page.previous),
        "next_query": _query(given, after=page.next),
        "first_query": _query(given),
    }


def _query(given: QueryDict, **place: str) -> str:
    query = given.copy()
    query.pop("after", None)
    query.pop("before", None)
    query.update(place)
    return query.urlencode()
