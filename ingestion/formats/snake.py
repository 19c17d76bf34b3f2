"""Members' names as Elastic's modules for cloud services have them: ``userIdentity.accessKeyId`` is ``user_identity.access_key_id``."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

DEEPEST = 16  # levels; what is deeper keeps its names
LONGEST = 64  # characters of a name
BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def members(
    said: Mapping[str, Any], apart: frozenset[str] = frozenset(), deep: int = DEEPEST
) -> dict[str, Any]:
    """The same with other names; what is inside the members ``apart`` keeps those that its sender chose.

    Two names that would become one stay as they are, so that nothing is lost.
    """
    found: dict[str, Any] = {}
    for name, value in said.items():
        other = _written(name) if len(name) <= LONGEST else name
        taken = other != name and (other in said or other in found)
        found[name if taken else other] = value if name in apart else _inside(value, apart, deep - 1)
    return found


def _inside(value: Any, apart: frozenset[str], deep: int) -> Any:
    if deep and isinstance(value, dict):
        return members(value, apart, deep)
    if deep and isinstance(value, list):
        return [_inside(one, apart, deep - 1) for one in value]
    return value


@lru_cache(maxsize=4096)
def _written(name: str) -> str:
    return BREAK.sub("_", name).lower() if PLAIN.fullmatch(name) else name
