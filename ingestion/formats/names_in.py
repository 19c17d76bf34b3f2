"""Members of a JSON object by the ECS names they mean, for formats that Python reads."""

from collections.abc import Mapping

from ingestion.formats.documents import Document
from ingestion.normalise import names

MEANT = {name.lower(): own for own, others in names.ALIASES.items() for name in (own, *others)}


def renamed(said: Mapping[str, object]) -> Document:
    """The first of two members that mean the same gets the name; the other keeps its own."""
    found: Document = {}
    for name, value in said.items():
        own = MEANT.get(name.lower(), name)
        scalar = isinstance(value, str | int | float) and value != ""
        found[own if own not in found and (scalar or own == name) else name] = value
    return found
