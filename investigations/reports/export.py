"""Exporting a case: prepared with step-up, then handed out once, with the receipt first.

Two steps, because the digest should be seen before the file is opened, and because a receipt should tell of a file
that left and not of one that was only made. Both steps ask for membership, the right to export and a recent second
factor; the file waits ten minutes and is emptied when it was fetched or its time is over.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from investigations.cases.access import locked, person_of
from investigations.cases.errors import CaseProblem, NoSuchCase
from investigations.cases.looks import purpose_in, seen_and_withheld
from investigations.cases.models import Case, CaseExport
from investigations.reports.content import Content, gather
from investigations.reports.html_export import case_html
from investigations.reports.json_export import case_json
from portal.accounts.actor import Actor, require, require_step_up
from portal.accounts.roles import Capability
from portal.audit import events, receipts
from portal.audit.models import Outcome
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action

Kind = Literal["html", "json"]
WRITERS = {"html": case_html, "json": case_json}
WAITS = timedelta(minutes=10)


def prepare_export(*, actor: Actor, purpose: Purpose, case: Case, kind: Kind) -> CaseExport:
    """Make the file and keep it until it is fetched. Raises ``StepUpRequired``, ``Forbidden``, ``CaseProblem``."""
    require(actor, Capability.EXPORT)
    require_step_up(actor)
    forget_unfetched()
    receipt, now = uuid.uuid4(), timezone.now()
    with transaction.atomic():
        row = locked(actor, case)
        content = gather(actor, row, purpose, receipt=receipt, now=now)
        export = _made(actor, content, kind)
        export.save()
        events.record(
            "case_export_prepared",
            actor=actor,
            object_label=f"case {row}",
            detail={
                "case": row.pk,
                "kind": kind,
                "sha256": export.digest,
                "size": export.size,
                "receipt": str(receipt),
            },
        )
    return export


def _made(actor: Actor, content: Content, kind: Kind) -> CaseExport:
    if len(content.events) > settings.EXPORT_MAX_EVENTS:
        raise CaseProblem(
            f"The case has more than {settings.EXPORT_MAX_EVENTS:,} events; no single file is made of that many."
        )
    body = WRITERS[kind](content)
    delivered, withheld = seen_and_withheld(actor, [line.entry for line in content.lines])
    return CaseExport(
        id=content.origin.receipt,
        case=content.case,
        person_id=person_of(actor),
        kind=kind,
        filename=f"lantern-case-{content.case.pk}-{content.origin.made_at:%Y%m%dT%H%M%SZ}.{kind}",
        body=body,
        size=len(body),
        sha256=hashlib.sha256(body).digest(),
        delivered=delivered,
        withheld=withheld,
        prepared_at=content.origin.made_at,
    )


@dataclass(frozen=True)
class Handed:
    """A file on its way out; ``sha256`` is the hexadecimal digest that its receipt names."""

    filename: str
    kind: str
    body: bytes
    sha256: str


def fetch_export(*, actor: Actor, case: Case, export_id: uuid.UUID) -> Handed:
    """Hand the file out, once and to the person who made it; its receipt is committed before.

    Raises ``NoSuchCase`` when there is none waiting, ``StepUpRequired``, ``Forbidden``, ``ReceiptUnavailable``.
    """
    require(actor, Capability.EXPORT)
    require_step_up(actor)
    export = waiting(actor, case).filter(pk=export_id).first()
    if export is None or export.body is None:
        raise NoSuchCase("This file was fetched already, or its ten minutes are over. Prepare it again.")
    _write_receipt(actor, case, export)
    handed = Handed(export.filename, export.kind, bytes(export.body), export.digest)
    export.body, export.fetched_at = None, timezone.now()
    export.save(update_fields=["body", "fetched_at"])
    return handed


def _write_receipt(actor: Actor, case: Case, export: CaseExport) -> None:
    """Its key is the export's, so the same file cannot leave twice, however two requests race."""
    receipts.write(
        receipt_id=export.pk,
        actor=actor,
        purpose=purpose_in(case),
        action=Action.CASE_EXPORT,
        outcome=Outcome.ALLOWED,
        sources=sorted(
            case.entries.filter(event_id__in=export.delivered).values_list("source", flat=True).distinct()
        ),
        total=len(export.delivered),
        delivered=export.delivered,
        withheld=export.withheld,
        detail={
            "case": case.pk,
            "kind": export.kind,
            "filename": export.filename,
            "sha256": export.digest,
            "size": export.size,
        },
    )


def waiting(actor: Actor, case: Case) -> QuerySet[CaseExport]:
    """Files this person made of the case and has not fetched, still in time."""
    since = timezone.now() - WAITS
    return CaseExport.objects.filter(
        case=case, person_id=actor.person_id or 0, fetched_at=None, prepared_at__gt=since
    )


def forget_unfetched() -> int:
    """Delete files whose time is over; nothing of a case waits about. Returns how many."""
    over = CaseExport.objects.filter(fetched_at=None, prepared_at__lte=timezone.now() - WAITS)
    return over.delete()[0]
