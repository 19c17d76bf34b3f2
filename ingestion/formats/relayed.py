"""Other formats' lines among syslog's, as relays write them: firewalls, gateways and servers behind one kind of header.

What such a line's own format reads of it comes as a document; the others stay syslog's, read by the engine where they are
many. A line that its own format cannot read is syslog's too. A batch of few lines is looked at whole, of others a sample says whether to.
"""

from collections.abc import Callable, Iterator, Sequence

from ingestion.formats import mixed, syslog, syslog_line
from ingestion.formats.documents import careful, record, text_of
from ingestion.formats.format import Reason
from ingestion.formats.mixed import Formats
from ingestion.formats.record import Record
from ingestion.formats.spread import spread
from ingestion.normalise.clock import Arrival

LOOKED_AT = 1000  # lines, evenly spread
FEW = 5000  # lines of syslog's own
NAME = "syslog"
# What senders put behind its header.
GUESTS = frozenset({
    "auditd", "barracuda", "cef", "cisco", "cisco_ise", "citrix", "cluster_syslog", "appliance_syslog", "device_syslog",
    "firewall_pairs", "firewall_syslog", "haproxy", "leef", "meraki", "pan_os", "snare", "snort", "squid", "syslog_access",
    "syslog_json",
})  # fmt: skip


def has_guests(body: bytes, formats: Formats) -> bool:
    known = mixed.signatures_of(formats)
    return any(known.first(line[: mixed.LONGEST]) in GUESTS for line in _sample(body))


def _sample(body: bytes) -> Iterator[bytes]:
    return (
        iter(body.split(b"\n")) if body.count(b"\n") < LOOKED_AT else spread(body, LOOKED_AT, mixed.LONGEST)
    )


def is_apart_with(formats: Callable[[], Formats]) -> Callable[[bytes], bool]:
    def is_apart(body: bytes) -> bool:
        return syslog.is_apart(body) or has_guests(body, formats())

    return is_apart


def prepare_with(formats: Callable[[], Formats]) -> Callable[[bytes, Arrival], Sequence[Record]]:
    """``Format.prepare``; the formats are asked for late because this one is among them."""

    def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
        records = syslog.prepare(body, arrival) or list(_records(body))
        guests = {one.position: one for one in _guests(records, formats(), arrival)}
        # The engine plans a statement for both in the time in which some thousand lines are read without it.
        read = _as_document if guests and len(records) - len(guests) <= FEW else _as_it_stands
        return [guests.get(one.position) or read(one, arrival) for one in records]

    return prepare


def _as_it_stands(one: Record, arrival: Arrival) -> Record:
    return one


def _as_document(one: Record, arrival: Arrival) -> Record:
    made = record(
        one.position, one.raw, careful(syslog_line.line, text_of(one.document or one.raw)), arrival, NAME
    )
    made.inferred = made.inferred or one.inferred
    return made


def _records(body: bytes) -> Iterator[Record]:
    for number, line in enumerate(body.split(b"\n")):
        if raw := line.removesuffix(b"\r"):
            yield Record(number, raw)


def _guests(records: Sequence[Record], formats: Formats, arrival: Arrival) -> Iterator[Record]:
    known = mixed.signatures_of(formats)
    lines: dict[str, dict[int, bytes]] = {}
    for one in records:
        name = known.first(one.raw[: mixed.LONGEST])
        if name in GUESTS and not one.document and b"\n" not in one.raw:
            lines.setdefault(name, {})[one.position] = one.raw
    for name, own in lines.items():
        for one in mixed.read(formats[name], list(own.items()), arrival):
            if one.document and not one.refusal and one.raw == own[one.position]:
                yield one


def explain_with(formats: Callable[[], Formats]) -> Callable[[bytes], Reason]:
    def explain(line: bytes) -> Reason:
        name = mixed.signatures_of(formats()).first(line[: mixed.LONGEST])
        return formats()[name].explain(line) if name in GUESTS else syslog.explain(line)

    return explain
