"""The county's chat robot: one POST of a text."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT_SECONDS = 5
ANSWER_BYTES = 10_000


class RobotError(Exception):
    """The robot did not take the message."""


class _NoRedirect(HTTPRedirectHandler):
    """The address in the settings is checked; where it leads on to is not."""

    def redirect_request(self, *_args: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def post(url: str, text: str) -> None:
    """Say `text` in the chat; RobotError or OSError if it did not get there."""
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    request = Request(  # noqa: S310 - the settings let only https and this machine through
        url, body.encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            said = answer.read(ANSWER_BYTES)
    except HTTPError as error:
        with error:
            raise RobotError(f"answer {error.code}") from None
    _require_taken(said)


def _require_taken(said: bytes) -> None:
    """The usual robots answer 200 to everything and name the error in `errcode`."""
    try:
        answer = json.loads(said)
    except ValueError:
        return
    if isinstance(answer, dict) and answer.get("errcode", 0) != 0:
        raise RobotError(f"errcode {answer['errcode']}")
