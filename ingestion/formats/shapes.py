"""Audit trails of cloud services: JSON of a known shape, as lines, arrays or in an envelope.

What is common to them gets ECS names; the record as it came stays whole under a name of its own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from ingestion.formats import json_documents, repaired
from ingestion.formats.documents import NEVER, UNREADABLE, Document, format_of, lines_of, record
from ingestion.formats.format import Format, Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

LEAST = 32  # bytes of a record with what parts it from the next: a time alone has as many
Shape = Callable[[Mapping[str, Any]], Document]
Made = Callable[[Record, Mapping[str, Any], Arrival], Record]


def prepared_by(shape: Shape, keep: str, least: int = LEAST) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare`` for records that ``shape`` maps; the whole record is kept as the field ``keep``,
    or where ``shape`` puts it when that is empty."""

    def made(one: Record, said: Mapping[str, Any], arrival: Arrival) -> Record:
        found = {**shape(said), **({keep: said} if keep else {})}
        return record(one.position, one.raw, found, arrival)

    return of_objects(made, least)


def of_objects(made: Made, least: int = LEAST) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare`` for JSON objects in lines, arrays or an envelope; what is none, or ``made`` cannot read, is refused."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        found = json_documents.records(body, least=least)
        if found is None:
            found = [Record(number, raw) for number, raw in lines_of(body)]
        return [one if one.refusal else _of_object(one, made, arrival) for one in found]

    return prepare


def format_of_shape(
    name: str,
    title: str,
    shape: Shape,
    keep: str,
    samples: tuple[Sample, ...],
    signature: re.Pattern[bytes] = NEVER,
    recognise: Callable[[bytes], bool] | None = None,
    least: int = LEAST,
) -> Format:
    """A format of such records; ``keep`` is what ``prepared_by`` says of it."""
    prepare = prepared_by(shape, keep, least)
    return format_of(name, title, prepare, samples, signature, recognise, has_documents=True, least=least)


NO_OBJECT = Reason("not_an_object", "Not a JSON object. Each line must be one: {…}.")


def _of_object(one: Record, made: Made, arrival: Arrival) -> Record:
    if b"{" not in one.raw[:64]:  # many short lines are refused fast
        return replace(one, refusal=NO_OBJECT)
    try:
        said = repaired.read(one.raw)
        if not isinstance(said, dict):
            return replace(one, refusal=Reason("not_an_object", "JSON, but not an object."))
        return made(one, said, arrival)
    except orjson.JSONDecodeError as error:
        return replace(one, refusal=Reason("not_json", f"Not JSON: {error.msg}, at {error.pos + 1}."))
    except UNREADABLE as error:
        refusal = Reason("unreadable_value", f"A value cannot be read: {str(error)[:200]}.")
        return replace(one, refusal=refusal)


def at(said: object, *path: str) -> Any:
    """The value at a path of names; ``None`` when something on the way is missing or no object."""
    for name in path:
        if not isinstance(said, dict):
            said = said[0] if isinstance(said, list) and said else None
            if not isinstance(said, dict):
                return None
        said = said.get(name)
        if said is None:
            return None
    return said


def text(said: object, *path: str) -> str:
    """The same as text; empty for what is no text or number."""
    found = at(said, *path)
    if found is None:
        return ""
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def outcome(success: bool) -> str:
    return "success" if success else "failure"
