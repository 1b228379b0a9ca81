"""What every page shows: the navigation and the banner of a demonstration."""

from datetime import date

from django.conf import settings
from django.template import Library

from assessment import navigation, supervision
from assessment.models import Listing
from projects import chain
from projects.clock import today

register = Library()


@register.simple_tag(takes_context=True)
def navigation_items(context) -> list[navigation.Item]:
    """The navigation of the signed-in person; empty on pages without a request."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return navigation.items(user, request.path) if request and user else []


@register.simple_tag(takes_context=True)
def chain_links(context) -> list[chain.ChainLink]:
    """The chain's pages for the signed-in person."""
    request = context["request"]
    return chain.links(request.user, today(), request.path)


@register.simple_tag(takes_context=True)
def supervision_links(context) -> list[supervision.SupervisionLink]:
    """The pages of supervision and assessment for the signed-in person."""
    request = context["request"]
    return supervision.links(request.user, today(), request.path)


@register.simple_tag
def listed_among(lines) -> set[int]:
    """Which of the projects that a list shows are under listed supervision; one query."""
    projects = [line.project.pk for line in lines]
    rows = Listing.objects.on_the_list().filter(project__in=projects)
    return set(rows.values_list("project_id", flat=True))


@register.simple_tag
def demo_day() -> date | None:
    """The fixed day of a demonstration, None in service."""
    return settings.FIXED_TODAY
