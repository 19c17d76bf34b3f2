"""Messages of about a second, gathered by source, proof and way, then committed to the spool as one batch each."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from ingestion.formats import envelope
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.receive.errors import EmptyBody, SignatureRequired, SourceClosed, TooLarge
from ingestion.receive.spooling import spool
from ingestion.receive.syslog.routing import Peer, Rules
from ingestion.sources.models import Source

NAMED = 3  # senders that a batch names


class Way(NamedTuple):
    """``how`` stands on the batch; ``format`` is empty where the content tells it."""

    how: str
    format: str = ""


class Drop(NamedTuple):
    """Why messages were not kept. ``source`` is a slug, empty when none is known."""

    source: str
    how: str
    reason: str


@dataclass
class Gathered:
    source: Source
    verified_by: str
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    peers: Counter[Peer] = field(default_factory=Counter)
    tried_at: datetime | None = None


class Collector:
    """Not for several threads: the event loop adds and takes, a thread commits what was taken.

    ``size`` counts bytes that are gathered or being committed; senders are held up or dropped by it.
    """

    def __init__(self, rules: Rules, most_bytes: int) -> None:
        self.rules = rules
        self.most_bytes = most_bytes
        self.size = 0
        self.drops: Counter[Drop] = Counter()
        self.taken = 0
        self._gathered: dict[tuple[str, str, Way], Gathered] = {}

    @property
    def full(self) -> bool:
        return self.size >= self.most_bytes

    def add(self, peer: Peer, way: Way, message: bytes, line: bytes | None = None) -> None:
        """``line`` is what is kept when it is not the message itself. Nothing is refused here but unknown senders."""
        match = self.rules.match(peer, message)
        if match is None:
            self.drops[Drop("", way.how, "unknown sender")] += 1
            return
        source, verified_by, known_as = match
        if not source.is_open:
            self.drops[Drop(source.slug, way.how, "source closed")] += 1
            return
        kept = one_line(message if line is None else line)
        if not kept:
            return
        gathered = self._gathered.setdefault((source.slug, verified_by, way), Gathered(source, verified_by))
        gathered.lines.append(kept)
        gathered.size += len(kept) + 1
        gathered.peers[known_as] += 1
        self.size += len(kept) + 1

    def count_drop(self, how: str, reason: str, count: int = 1, source: str = "") -> None:
        if count:
            self.drops[Drop(source, how, reason)] += count

    def drop_of(self, peer: Peer, way: Way, reason: str, message: bytes = b"") -> None:
        """Count a message from ``peer`` for the source that it would have gone to; its beginning is enough to tell."""
        match = self.rules.match(peer, message)
        self.count_drop(way.how, reason, source=match.source.slug if match else "")

    def take(self) -> dict[tuple[str, str, Way], Gathered]:
        gathered, self._gathered = self._gathered, {}
        return gathered

    def done(self, gathered: Gathered) -> None:
        self.size -= gathered.size
        self.taken += len(gathered.lines)

    def give_up(self, way: Way, gathered: Gathered, reason: str) -> None:
        self.size -= gathered.size
        self.count_drop(way.how, reason, len(gathered.lines), gathered.source.slug)


def one_line(message: bytes) -> bytes:
    """A record is a line: line feeds inside stand as #012, as rsyslog writes them; trailing ends and NULs go."""
    return message.rstrip(b"\r\n\0").replace(b"\n", b"#012")


def commit(way: Way, gathered: Gathered) -> None:
    """Spool one second of one source; raises as ``spool`` does. The same bytes again are another second, no repeat.

    A database that dies while it commits leaves open whether it did, so a second try looks for the first one's rows,
    which it knows by their time of arrival: equal bytes prove nothing here.
    """
    if gathered.tried_at and _is_spooled(way, gathered):
        return
    gathered.tried_at = gathered.tried_at or timezone.now()
    addresses = {peer.address for peer in gathered.peers}
    spool(
        gathered.source,
        [b"\n".join((*gathered.lines, b""))],
        how=way.how,
        sender=senders_of(gathered.peers),
        format_hint=envelope.hint_for(way.format, gathered.lines),
        address=addresses.pop() if len(addresses) == 1 else "",
        may_repeat=True,
        verified_by=gathered.verified_by,
        received_at=gathered.tried_at,
    )


def _is_spooled(way: Way, gathered: Gathered) -> bool:
    mine = {"source": gathered.source, "how": way.how, "received_at": gathered.tried_at}
    return SpoolItem.objects.filter(**mine).exists() or Batch.objects.filter(**mine).exists()


def senders_of(peers: Mapping[Peer, int]) -> str:
    """The busiest senders by name or address, and how many more there were."""
    by_identity: dict[str, int] = defaultdict(int)
    for peer, count in peers.items():
        by_identity[peer.identity] += count
    names = sorted(by_identity, key=lambda name: -by_identity[name])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return (", ".join(names[:NAMED])[: 120 - len(more)]) + more


HOPELESS = (SourceClosed, SignatureRequired, TooLarge, EmptyBody)  # sending these again would not help
