"""Answers that one page asks for in several places, read once while it is made.

Only while a GET is answered: nothing is written then, so that what was read stays true.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

Answer = TypeVar("Answer")
_known: ContextVar[dict[Callable[[], Any], Any] | None] = ContextVar("known", default=None)


def once_a_page(question: Callable[[], Answer]) -> Callable[[], Answer]:
    """Ask `question` once a page; outside of a page, every time."""

    @wraps(question)
    def ask() -> Answer:
        known = _known.get()
        if known is None:
            return question()
        if question not in known:
            known[question] = question()
        return known[question]

    return ask


class OnceAPage:
    """Middleware: each GET begins with nothing known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _known.set({} if request.method in {"GET", "HEAD"} else None)
        try:
            return self.get_response(request)
        finally:
            _known.reset(token)
