"""Tests of times: a day, a moment, before, after, between."""

from datetime import UTC, datetime

from investigations.query.bind import Binder
from investigations.query.comparisons import bounds
from investigations.query.errors import QueryError
from investigations.query.fields import FieldSpec
from investigations.query.nodes import Field, Like, Text
from portal.core.microseconds import MICROSECOND
from portal.core.timerange import RangeError, parse_range


def moment_test(spec: FieldSpec, node: Field, bind: Binder) -> str:
    """``timestamp:2026-11-21`` is that day; in comparisons a day stands for its first (``<``, ``>=``) or last moment."""
    test = node.test
    if isinstance(test, Like):
        raise QueryError(
            f"{spec.name} is a time; write a range such as {spec.name}:[2026-11-21 TO *].", at=node.at
        )
    if isinstance(test, Text):
        start, end = _moments(test.text, node)
        return f"({spec.sql} >= {_moment(start, bind)} AND {spec.sql} < {_moment(end, bind)})"
    parts = []
    for operator, text in bounds(test):
        start, end = _moments(text, node)
        moment = start if operator in {">=", "<"} else end
        parts.append(f"{spec.sql} {'>=' if operator.startswith('>') else '<'} {_moment(moment, bind)}")
    return f"({' AND '.join(parts) or '1'})"


def _moments(text: str, node: Field) -> tuple[datetime, datetime]:
    """The half-open span that a written time covers: a day, or one microsecond. Without a zone it is UTC."""
    now = datetime.now(UTC)
    for phrase in (text, f"{text}/now"):
        try:
            found = parse_range(phrase, now=now)
        except RangeError:
            continue
        return (found.start, found.end) if phrase == text else (found.start, found.start + MICROSECOND)
    raise QueryError(
        f"{node.name} is a time such as 2026-11-21 or 2026-11-21T10:00:00Z, not “{text[:40]}”.", at=node.at
    )


def _moment(moment: datetime, bind: Binder) -> str:
    return bind(moment, "DateTime64(6, 'UTC')")
