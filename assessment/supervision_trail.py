"""What supervision did about one project, as a part of its trail, 三（三）and 三（五）."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from assessment.choices.notices import NoticeState
from assessment.models import (
    CaseEvent,
    Finding,
    Interview,
    Listing,
    ListingNote,
    SupervisionNotice,
    Task,
    TaskPart,
)
from projects import trail
from projects.permissions import reads_supervision, reports
from projects.trail import Change, FieldChange

if TYPE_CHECKING:
    from projects.models import Project
    from projects.permissions import Person


def changes(project: "Project", user: "Person") -> list[Change]:
    """Notices, interviews, listings, findings and tasks of a project that `user` may see.

    A finding is told once its inspection is done, so that nobody learns of a planned one; a fixed
    number of queries.
    """
    if not reads_supervision(user):
        return []
    return [*trail.timeline(*_tables(project, user)), *_events(project, user)]


def _tables(project: "Project", user: "Person") -> Iterator[tuple[Any, str, Any]]:
    listings = Listing.objects.visible_to(user).decided().filter(project=project).values("pk")
    findings = Finding.objects.visible_to(user).in_force().filter(project=project).values("pk")
    tasks = Task.objects.visible_to(user).filter(project=project).values("pk")
    task_parts = TaskPart.objects.visible_to(user).filter(task__project=project).values("pk")
    yield Listing, "id__in", listings
    yield ListingNote, "listing_id__in", listings
    yield Finding, "id__in", findings
    yield Task, "id__in", tasks
    yield TaskPart, "id__in", task_parts


def _events(project: "Project", user: "Person") -> Iterator[Change]:
    """The steps of notices and interviews; a unit is not told how a notice was drawn up."""
    notices = SupervisionNotice.objects.visible_to(user).filter(projects=project)
    interviews = Interview.objects.visible_to(user).filter(proposals__project=project)
    found = CaseEvent.objects.filter(
        Q(notice__in=notices.values("pk")) | Q(interview__in=interviews.values("pk"))
    )
    if reports(user):
        found = found.exclude(notice__isnull=False, state=NoticeState.DRAFT)
    named = found.select_related("by", "notice__paper", "interview__paper")
    for event in named.order_by("-on", "-pk")[: trail.SHOWN]:
        yield _change(event)


def _change(event: CaseEvent) -> Change:
    """The step on its day, at the hour at which it was written down."""
    case: Any = event.notice or event.interview
    subject = str(case.paper) if case.paper else ""
    hour = timezone.localtime(event.at).time()
    at = timezone.make_aware(datetime.combine(event.on, hour))
    told = [FieldChange("内容", "", event.text)] if event.text else []
    return Change(at, str(event.by), subject, event.what, told)
