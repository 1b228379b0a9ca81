"""What a resource need's values must be beside each other. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from projects.choices.resources import NeedState


def problems(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a need's values as they would stand: the attribute, what to write."""
    if values["state"] == NeedState.MATCHED and not values["matched_with"]:
        yield "matched_with", "已对接的需求须写明对接部门"
    if values["state"] == NeedState.SETTLED and not values["result"]:
        yield "result", "已落实的需求须写明落实情况"
