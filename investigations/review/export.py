"""Search results as a file: everything about each event, with the digest that the receipt holds.

The order of the steps is the point: right, step-up, purpose and grants; then the events are read and the file is
finished in memory; then the receipt with every id and the file's SHA-256 is committed; then the file leaves.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace

import orjson
from django.conf import settings

from investigations.query import statements
from investigations.review import door, events, pages
from investigations.review.asked import Asked
from investigations.review.attempt import attempt
from investigations.review.copies import as_json
from investigations.review.engine import Runner
from investigations.review.errors import TooMany
from investigations.review.events import as_text, encodable
from investigations.review.found import Event, Export
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action
from portal.core.timerange import iso

TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CSV_FIRST = ("id", "@timestamp", "source", "severity", "message")
READ_AT_ONCE = 1000


def export(actor: Actor, purpose: Purpose | None, asked: Asked, kind: str) -> Export:
    """A file of all matches, newest first; ``kind`` is ``ndjson`` or ``csv``.

    Raises ``StepUpRequired`` and, beyond ``EXPORT_MAX_EVENTS``, ``TooMany``: a file that silently misses
    events would be believed.
    """
    with attempt(actor, purpose, Action.EXPORT, query=asked.query, detail={"format": kind}) as look:
        require(actor, Capability.EXPORT)
        require_step_up(actor)
        scoped = door.understood(look, asked)
        runner = Runner(scoped.sources)
        total = pages.histogram(runner, scoped, asked.zone).total
        if total > settings.EXPORT_MAX_EVENTS:
            raise TooMany(
                f"{total:,} records match; at most {settings.EXPORT_MAX_EVENTS:,} are exported at once. "
                "Narrow the time range or the query."
            )
        wanted = [
            int(row[0]) for row in runner.run(statements.ids(scoped, limit=settings.EXPORT_MAX_EVENTS)).rows
        ]
        found = _read(wanted, scoped.sources)
        file = made(found, kind, f"lantern-{iso(asked.now)[:19].replace(':', '')}Z", total)
        look.detail |= {"sha256": file.sha256, "bytes": len(file.body), "filename": file.filename}
        receipt = look.allowed(total=total, delivered=[each.id for each in found], fields=file.fields)
        return replace(file, receipt=str(receipt.pk))


def _read(ids: Sequence[int], sources: frozenset[str]) -> list[Event]:
    found: list[Event] = []
    for start in range(0, len(ids), READ_AT_ONCE):
        found += events.by_ids(ids[start : start + READ_AT_ONCE], sources)
    return found


def made(found: Sequence[Event], kind: str, stem: str, total: int) -> Export:
    documents = [as_json(each) for each in found]
    names = list(dict.fromkeys([*CSV_FIRST, *(name for each in documents for name in each)]))
    body = as_ndjson(documents) if kind == "ndjson" else as_csv(documents, names)
    return Export(
        body=body,
        filename=f"{stem}.{kind}",
        content_type=TYPES[kind],
        sha256=hashlib.sha256(body).hexdigest(),
        count=len(documents),
        total=total,
        receipt="",
        fields=tuple(names),
    )


def as_ndjson(documents: Sequence[dict[str, object]]) -> bytes:
    return b"".join(
        orjson.dumps(each, default=as_text, option=orjson.OPT_APPEND_NEWLINE) for each in documents
    )


def as_csv(documents: Sequence[dict[str, object]], names: Sequence[str]) -> bytes:
    """RFC 4180, UTF-8, every value quoted; values that a spreadsheet would compute are disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([name if name in CSV_FIRST else disarmed(name) for name in names])
    for each in documents:
        writer.writerow([disarmed(as_text(each.get(name, ""))) for name in names])
    return out.getvalue().encode("utf-8")


def disarmed(value: str) -> str:
    """An apostrophe before what a spreadsheet takes for a formula (OWASP, "CSV Injection"); NUL becomes its symbol."""
    text = str(encodable(value)).replace("\x00", "\u2400")
    return f"'{text}" if text.startswith(FORMULA) else text
