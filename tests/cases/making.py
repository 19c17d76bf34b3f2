"""Cases and pinned copies for tests, made through the actions where the actions are not what is tested."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from ingestion.pipeline.models import Batch
from ingestion.sources.models import Source
from investigations.cases.actions.lifecycle import create_case
from investigations.cases.actions.pins import _copy
from investigations.cases.evidence import Evidence
from investigations.cases.models import Case, CaseMember, Entry
from portal.accounts.actor import Actor, rights_of
from portal.accounts.models import Person
from portal.core.eventid import event_id
from portal.retention.models import RetentionClass

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def actor_for(person: Person, *, verified: bool = True) -> Actor:
    """The person as an actor, rights read now; ``verified`` means the second factor was proven just now."""
    roles, sources = rights_of(person)
    return Actor(
        person_id=person.pk,
        name=person.name,
        display_name=str(person),
        roles=roles,
        sources=sources,
        address="127.0.0.1",
        verified_at=datetime.now(UTC) if verified else None,
    )


def a_source(slug: str) -> Source:
    source, _ = Source.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "retention_class": RetentionClass.objects.earliest("pk")}
    )
    return source


def a_batch(source: Source, number: int = 7) -> Batch:
    batch, _ = Batch.objects.get_or_create(
        number=number,
        defaults={
            "source": source,
            "sha256": hashlib.sha256(b"%d" % number).digest(),
            "size": 100,
            "format": "lines",
            "how": "api",
            "sender": "test",
            "received_at": NOON,
            "retention_class": source.retention_class.slug,
            "received": 9,
            "stored": 9,
            "root": hashlib.sha256(b"root").digest(),
        },
    )
    return batch


def a_case(lead: Person, *members: Person, title: str = "Password guessing on the bastion") -> Case:
    case = create_case(actor=actor_for(lead), title=title, summary="Many failures, then a login.")
    for person in members:
        CaseMember.objects.create(case=case, person=person, added_by=lead.name)
    return case


def evidence(
    source: str,
    raw: bytes = b"Failed password for root",
    *,
    position: int = 0,
    batch: int = 7,
    at: datetime = NOON,
    fields: Mapping[str, object] | None = None,
) -> Evidence:
    """What the door would give for one event. Leaf and record belong together as the store's do."""
    record = b"canonical:" + raw
    return Evidence(
        event_id=event_id(batch, position),
        source=source,
        at=at + timedelta(seconds=position),
        received_at=NOON,
        retention_class=a_source(source).retention_class.slug,
        fields={
            "message": raw.decode("utf-8", "surrogateescape"),
            "event.action": "authn_login_fail",
            **(fields or {}),
        },
        raw=raw,
        record=record,
        leaf=hashlib.sha256(b"\x00" + record).digest(),
    )


def pinned(case: Case, by: Person, copy: Evidence) -> Entry:
    """A pinned event with its hold, ledger leaf and audit event, without asking the event store."""
    from django.db import transaction

    a_batch(a_source(copy.source), copy.event_id >> 20)
    with transaction.atomic():
        return _copy(actor_for(by), case, copy)
