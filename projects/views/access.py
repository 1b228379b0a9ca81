"""The gate in front of a page: signed in, and allowed by `projects.permissions`."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from projects.permissions import Person

View = Callable[..., HttpResponseBase]


def require(test: "Callable[[Person], bool]") -> Callable[[View], View]:
    """Let a view be opened only by those for whom `test(user)` holds; others get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            if not test(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate
