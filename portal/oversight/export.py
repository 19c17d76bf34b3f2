"""Receipts as a file for whoever checks them elsewhere: recorded, and digested, before it leaves."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import QueryDict

from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import receipts
from portal.audit.models import Outcome, Receipt
from portal.audit.receipts import Action
from portal.core.problems import Problem
from portal.oversight.filters import ReceiptFilter

MOST = 50_000
COLUMNS = [field.attname for field in Receipt._meta.concrete_fields]
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV Injection); a quote makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportRefused(Problem):
    code = "export_refused"


@dataclass(frozen=True)
class ReceiptFile:
    """``body`` in UTF-8; ``digest`` is its SHA-256 in hexadecimal, also in the export's own receipt."""

    name: str
    media_type: str
    body: bytes
    digest: str
    count: int


def receipts_file(actor: Actor, params: QueryDict, kind: str) -> ReceiptFile:
    """All receipts that match, oldest first, as ``csv`` or ``ndjson``.

    At most ``MOST``, and never a silent part of what matches. NDJSON is exact. In CSV, cells that a
    spreadsheet would run as a formula begin with a quote. Raises ``Forbidden``, ``StepUpRequired``,
    ``ExportRefused``, ``ReceiptUnavailable``.
    """
    require(actor, Capability.READ_RECEIPTS)
    require_step_up(actor)
    asked = ReceiptFilter(params, Receipt.objects.all())
    rows = _matching(asked)
    write, media_type = WRITERS.get(kind, (None, ""))
    if write is None:
        raise ExportRefused("Choose CSV or NDJSON.")
    body = write(rows)
    digest = hashlib.sha256(body).hexdigest()
    receipts.write(
        actor=actor,
        purpose=None,
        action=Action.RECEIPTS_EXPORT,
        outcome=Outcome.ALLOWED,
        query=asked.in_words,
        between=asked.between,
        total=len(rows),
        detail={"format": kind, "sha256": digest, "bytes": len(body)},
    )
    return ReceiptFile(f"receipts-{digest[:12]}.{kind}", media_type, body, digest, len(rows))


def _matching(asked: ReceiptFilter) -> list[dict[str, Any]]:
    if asked.mistakes:
        raise ExportRefused(" ".join(asked.mistakes))
    rows = list(asked.qs.order_by("at", "pk").values(*COLUMNS)[: MOST + 1])
    if len(rows) > MOST:
        raise ExportRefused(f"More than {MOST:,} receipts match. Narrow the range, and export it in parts.")
    return rows


def _ndjson(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE) for row in rows)


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = (
        value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_UTC_Z).decode().strip('"')
    )
    return f"'{text}" if text.startswith(FORMULA) else text


WRITERS: dict[str, tuple[Callable[[Iterable[dict[str, Any]]], bytes], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "ndjson": (_ndjson, "application/x-ndjson"),
}
