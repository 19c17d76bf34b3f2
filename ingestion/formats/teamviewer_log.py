"""TeamViewer's application log: ``2026/11/21 20:00:01.250  4104  5876 S0   …`` behind a head that says its zone and its own number.

Its letter is the part that speaks (service, desktop, graphics), its marks are how grave it is.
"""

import re
from collections.abc import Sequence

from ingestion.formats.documents import Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

TIME = r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d\.\d{3})"
LINE = re.compile(rf"{TIME}\s+(\d+)\s+(\d+) ([A-Z]\d?)\s*([!+*]{{0,3}})\s*(.*)$", re.DOTALL)
START = re.compile(rf"Start:\s+{TIME} \(UTC([+-])(\d{{1,2}}):(\d\d)\)")
HEAD = re.compile(
    r"(Start|Version|ID|Loglevel|License|Server|IC|CPU|OS|IP|MID|MIDv|Proxy-Settings|IE|AppPath|UserAccount):\s*(.*)$"
)
SIGNATURE = re.compile(rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}\s+\d+\s+\d+ [A-Z]\d?[!+* ]")
KNOWN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:"
    + SIGNATURE.pattern
    + rb"|Start:\s+\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3} \(UTC)"
)
LEVELS = {"!!!": "error", "!!": "error", "!": "warning"}
PARTNER = re.compile(r"(?:DyngateID|partner|from|remote ID|to) (\d{6,12})\b")
PEER = re.compile(r"\ba=((?:\d{1,3}\.){3}\d{1,3}):(\d{1,5})\b")
MEANINGS = (
    (re.compile(r"[Aa]uthentication\b.{0,80}\bsuccessful"), ("authn_login_success", "authentication", "success")),
    (re.compile(r"[Aa]uthentication\b.{0,80}\b(?:denied|failed|cancel)|[Ww]rong password"), ("authn_login_fail", "authentication", "failure")),
    (re.compile(r"AuthenticationBlocker\b.{0,80}\bblocked"), ("authn_login_lock", "authentication", "failure")),
    (re.compile(r"SessionTerminate|[Ss]ession (?:was )?(?:ended|terminated)"), ("session_closed", "session", "")),
)  # fmt: skip


def read(text: str, zone: str) -> Document | Reason:
    found = LINE.match(text)
    if not found:
        return headed(text, zone)
    year, month, day, clock, pid, thread, part, marks, said = found.groups()
    meant = next((meaning for words, meaning in MEANINGS if words.search(said[:1024])), ("", "", ""))
    partner, peer = PARTNER.search(said[:1024]), PEER.search(said[:1024])
    return {
        "@timestamp": f"{year}-{month}-{day}T{clock}{zone}",
        "@written": f"{year}/{month}/{day} {clock}",
        **dict(zip(("event.action", "event.category", "event.outcome"), meant, strict=True)),
        "log.level": LEVELS.get(marks, "info"),
        "process.pid": int(pid),
        "process.thread.id": int(thread),
        "service.name": "teamviewer",
        "source.ip": peer[1] if peer else "",
        "source.port": int(peer[2]) if peer else None,
        "teamviewer.part": part,
        "teamviewer.remote.id": partner[1] if partner else "",
        "message": said.strip(),
    }


def headed(text: str, zone: str) -> Document:
    """The head's lines, and those that go on: what the program says of itself, without a time of their own but its start."""
    found, start = HEAD.match(text), START.match(text)
    begun = f"{start[1]}-{start[2]}-{start[3]}T{start[4]}{zone}" if start else ""
    return {
        "@timestamp": begun,
        "@written": text.partition(":")[2].partition("(")[0].strip() if start else "",
        "event.action": "sys_startup" if start else "",
        "service.name": "teamviewer",
        f"teamviewer.{found[1].lower().replace('-', '_')}" if found else "message": found[2]
        if found
        else text,
        "message": text.strip(),
    }


def zone_of(text: str, before: str) -> str:
    """Each start says how far local time is from UTC."""
    found = START.match(text)
    return f"{found[5]}{int(found[6]):02}:{found[7]}" if found else before


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    zone, records = "", []
    for number, raw in lines_of(body):
        text = text_of(raw).removeprefix("\ufeff")
        zone = zone_of(text, zone)
        records.append(record(number, raw, careful(lambda line, zone=zone: read(line, zone), text), arrival))  # type: ignore[misc]
    return records


FORMAT = format_of(
    "teamviewer_log",
    "TeamViewer's application log",
    prepare,
    signature=SIGNATURE,
    recognise=lambda head: bool(KNOWN.match(head)),
    samples=(
        Sample(
            b"2026/11/21 20:00:01.250  4104  5876 D1   UDPv4: punch received a=203.0.113.7:4040: (*)",
            {"timestamp": "2026-11-21T20:00:01.250000Z", "source.ip": "203.0.113.7", "source.port": 4040, "severity": 6},
        ),
        Sample(
            b"Start:              2026/11/21 20:59:00.104 (UTC+1:00)\nVersion:            15.50.5\nID:                 123456789\n"
            b"2026/11/21 21:00:01.250  4104  5876 S0!! Authentication using dynamic password denied for DyngateID 987654321",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "2026/11/21 21:00:01.250",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "process.pid": 4104,
                "severity": 3,
            },
            raw=b"2026/11/21 21:00:01.250  4104  5876 S0!! Authentication using dynamic password denied for DyngateID 987654321",
        ),
    ),
)  # fmt: skip
