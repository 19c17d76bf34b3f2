"""A case as canonical JSON; docs/case-export.md describes every key."""

from base64 import b64encode

from investigations.cases.evidence import rfc3339
from investigations.cases.models import CaseMember, Entry
from investigations.cases.timeline import Line
from investigations.reports.content import BatchFact, Content
from investigations.reports.portable import portable, portable_text
from portal.audit.models import LedgerLeaf
from portal.core.canonical import canonical_json

FORMAT = "lantern-case-export"
VERSION = 1


def case_json(content: Content) -> bytes:
    """UTF-8, sorted keys, no spaces, no floats (RFC 8785's form for what is in it), and a newline at the end."""
    return canonical_json(document(content)) + b"\n"


def document(content: Content) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "export": _origin(content),
        "case": case_facts(content),
        "entries": [entry_facts(content, line) for line in content.lines],
        "batches": batch_facts(content),
    }


def _origin(content: Content) -> dict[str, object]:
    origin = content.origin
    return {
        "receipt": str(origin.receipt),
        "made_at": rfc3339(origin.made_at),
        "made_by": {"name": origin.made_by_name, "display_name": origin.made_by},
        "purpose": portable(origin.purpose),
        "site": origin.site,
        "withheld": [str(line.entry.event_id) for line in content.withheld],
    }


def case_facts(content: Content) -> dict[str, object]:
    """Facts and members of the case."""
    case = content.case
    return {
        "number": case.pk,
        "title": case.title,
        "summary": case.summary,
        "state": case.state,
        "opened_at": rfc3339(case.created_at),
        "opened_by": case.created_by.name,
        "closed_at": rfc3339(case.closed_at) if case.closed_at else None,
        "closed_by": case.closed_by or None,
        "members": [_member(member) for member in content.members],
    }


def _member(member: CaseMember) -> dict[str, object]:
    return {
        "name": member.person.name,
        "display_name": str(member.person),
        "is_lead": member.is_lead,
        "added_at": rfc3339(member.added_at),
        "added_by": member.added_by,
    }


def entry_facts(content: Content, line: Line) -> dict[str, object]:
    """One entry; which keys it has depends on its kind and on whether it was removed or is withheld."""
    entry = line.entry
    common: dict[str, object] = {
        "entry": entry.pk,
        "kind": entry.kind,
        "at": rfc3339(entry.at),
        "added_by": entry.created_by.name,
        "added_at": rfc3339(entry.created_at),
    }
    if entry.removed_at is not None:
        return {**common, "removed_at": rfc3339(entry.removed_at), "removed_by": entry.removed_by}
    if entry.kind == Entry.Kind.NOTE:
        return {
            **common,
            "text": entry.text,
            "edited_at": rfc3339(entry.edited_at) if entry.edited_at else None,
        }
    if line.is_withheld:
        return {**common, "source": entry.source, "withheld": "The exporter has no grant for this source."}
    return {**common, **event_facts(line), "evidence": _leaf(content.evidence.get(entry.pk))}


def event_facts(line: Line) -> dict[str, object]:
    """What the case keeps of one event. The id is text: JavaScript's numbers end at 2^53."""
    return {
        "event": str(line.entry.event_id),
        "batch": line.batch,
        "position": line.position,
        "source": line.entry.source,
        "received_at": rfc3339(line.entry.received_at) if line.entry.received_at else None,
        "fields": portable(line.fields),
        "raw_base64": b64encode(line.raw).decode("ascii"),
        "raw_text": portable_text(line.raw.decode("utf-8", "replace")),
        "record_base64": b64encode(line.record).decode("ascii"),
        "leaf": line.leaf,
    }


def batch_facts(content: Content) -> dict[str, object]:
    """Batches by number, as text."""
    return {str(number): _batch(fact) for number, fact in content.batches.items()}


def _batch(fact: BatchFact) -> dict[str, object]:
    batch = fact.batch
    return {
        "source": batch.source.slug,
        "sender": batch.sender,
        "verified_by": batch.verified_by,
        "sha256": fact.sha256,
        "root": fact.root,
        "received_at": rfc3339(batch.received_at),
        "sealed_at": rfc3339(batch.sealed_at),
        "received": batch.received,
        "stored": batch.stored,
        "duplicate": batch.duplicate,
        "quarantined": batch.quarantined,
        "ledger": _leaf(fact.leaf),
    }


def _leaf(leaf: LedgerLeaf | None) -> dict[str, object] | None:
    """A ledger leaf with the exact bytes that were hashed."""
    if leaf is None:
        return None
    payload = b64encode(bytes(leaf.payload)).decode("ascii")
    return {"row": leaf.pk, "at": rfc3339(leaf.at), "payload_base64": payload, "leaf": bytes(leaf.leaf).hex()}
