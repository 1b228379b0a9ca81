"""/healthz: is the system alive, for monitors; open to anybody, so it names no names."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from assessment.models import AssessmentRun
from assessment.models.runs import RunState


def _assessed() -> str | None:
    """The day of the last finished assessment; DatabaseError where the database is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    runs = AssessmentRun.objects.filter(state=RunState.DONE)
    day = runs.order_by("-pk").values_list("day", flat=True).first()
    return day.isoformat() if day else None


def _broker_answers() -> bool:
    address = str(settings.CACHES["default"]["LOCATION"])
    client = Redis.from_url(
        address, socket_connect_timeout=2, socket_timeout=2, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view
    """200 while pages can be served, 503 without the database; states are `ok` and `down`.

    Without the broker pages still work and only background work waits, so that is no failure.
    """
    broker = "ok" if _broker_answers() else "down"
    report: dict[str, str | None] = {"database": "ok", "broker": broker}
    try:
        report["assessed"] = _assessed()
    except DatabaseError:
        report["database"] = "down"
    down = report["database"] == "down"
    return JsonResponse(report, status=503 if down else 200)
