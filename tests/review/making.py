"""Two sources with records in the real event store, and who may look at them."""

import json
from dataclasses import dataclass
from functools import cache
from uuid import uuid4

from ingestion.store import read, write
from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.core.eventid import event_id
from tests.cases.making import a_source
from tests.people import make_person
from tests.store.batches import incoming

OPEN, CLOSED = (f"{name}-{uuid4().hex[:8]}" for name in ("gate", "vault"))
SECRET = "vaultword"
HOSTILE = '<script>alert(1)</script> \x1b[31mred \u202egnp \u200b=1+1 "quoted" needle'
RANGE = "2026-11-20 - 2026-11-21"


@dataclass(frozen=True)
class Kept:
    """Numbers of the two batches, and the event ids of the open one, newest first."""

    gate: int
    vault: int
    ids: list[int]

    @property
    def secret(self) -> int:
        return event_id(self.vault, 0)


def seal(source: str, documents: list[dict[str, object]]) -> int:
    batch = incoming("\n".join(json.dumps(each) for each in documents).encode(), source=source)
    result = write.seal(batch)
    assert result.stored == len(documents)
    return batch.number


def login(minute: int, name: str, text: str = "") -> dict[str, object]:
    return {
        "@timestamp": f"2026-11-21T10:{minute:02d}:00Z",
        "message": text or f"Failed password for {name}",
        "log": {"level": "warning"},
        "user": {"name": name},
        "host": {"name": "gate-1"},
        "own": {"word": f"w{minute}"},
    }


def sealed() -> Kept:
    """Stored once for many tests, and again after a test of the purge has emptied the store."""
    kept = _sealed()
    if not read.events_by_ids(kept.ids[:1], frozenset({OPEN})):
        _sealed.cache_clear()
        kept = _sealed()
    return kept


@cache
def _sealed() -> Kept:
    documents = [login(minute, "root" if minute % 2 else "eve") for minute in range(29)]
    gate = seal(OPEN, [*documents, login(29, "mallory", HOSTILE)])
    vault = seal(CLOSED, [login(5, "root", f"{SECRET} opened")])
    return Kept(gate, vault, [event_id(gate, place) for place in reversed(range(30))])


@dataclass(frozen=True)
class People:
    analyst: Person
    investigator: Person
    ungranted: Person
    auditor: Person
    administrator: Person


def cast() -> People:
    """An analyst granted the open source, an investigator granted both, and three who may see nothing."""
    for slug in (OPEN, CLOSED):
        a_source(slug)
    return People(
        analyst=make_person(Role.ANALYST, name="anna", sources=[OPEN]),
        investigator=make_person(Role.INVESTIGATOR, name="ines", sources=[OPEN, CLOSED]),
        ungranted=make_person(Role.ANALYST, name="nick"),
        auditor=make_person(Role.AUDITOR, name="otto"),
        administrator=make_person(Role.ADMINISTRATOR, name="adam"),
    )
