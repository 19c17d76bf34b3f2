"""What a request asks for: query, range, zone, columns, cursor. Query text comes in bodies, never in addresses."""

from collections.abc import Mapping
from datetime import UTC, datetime

from investigations.query.fields import field_spec
from investigations.query.scan import MAX_NAME
from investigations.query.statements import Cursor
from investigations.review.asked import DEFAULT_RANGE, Asked
from portal.core.problems import Problem

MOST_COLUMNS = 12
ALWAYS_SHOWN = frozenset({"timestamp", "severity", "source", "message"})


class BadRequest(Problem):
    """A part of the request that pages and clients make themselves was not understood."""

    status = 400


def asked_of(data: Mapping[str, str]) -> Asked:
    """``preset`` is a button of the picker and wins over what is typed in ``range``."""
    phrase = data.get("preset") or data.get("range") or DEFAULT_RANGE
    return Asked(query=data.get("q", ""), phrase=phrase, zone=data.get("zone", "UTC")[:64])


def columns_of(data: Mapping[str, str]) -> tuple[str, ...]:
    """Added columns, in order, each once. Raises ``BadRequest``."""
    names = dict.fromkeys(name.strip() for name in data.get("cols", "").split(",") if name.strip())
    wanted = tuple(name for name in names if name not in ALWAYS_SHOWN)
    if len(wanted) > MOST_COLUMNS:
        raise BadRequest(f"A table has at most {MOST_COLUMNS} added columns.")
    for name in wanted:
        field_name(name)
    return wanted


def field_name(name: str) -> str:
    """``name`` if it is one. Raises ``BadRequest``."""
    try:
        if len(name) <= MAX_NAME:
            field_spec(name)
            return name
    except ValueError:
        pass
    raise BadRequest(f"“{name[:60]}” is no field name.")


def cursor_of(text: str) -> Cursor | None:
    """A cursor that an earlier page gave out, or ``None``. Raises ``BadRequest``."""
    if not text:
        return None
    moment, _, number = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return Cursor(at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC), int(number))
    except (ValueError, OverflowError):
        raise BadRequest("The cursor is not one that this search gave out.") from None


def whole_number(text: str, default: int, *, most: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > most:
        raise BadRequest(f"Give a whole number from 0 to {most}.")
    return int(text[:9])
