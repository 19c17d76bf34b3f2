"""The debug log of Microsoft's DNS server: ``11/21/2026 8:00:01 PM 0A1C PACKET  … UDP Rcv 192.0.2.9 a1b2   Q [0001   D   NOERROR] A (4)shop(7)example(0)``.

Dates stand as the server's language has them. Where a batch does not say whether day or month comes first, it is the
month with AM and PM, else the order that lies nearer to the arrival. Lines that are no event (the preamble) have their text alone.
https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/dn800669(v=ws.11)
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from ingestion.formats.documents import Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Sample
from ingestion.formats.record import Record
from ingestion.normalise.clock import Arrival

LINE = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})[/.-](\d{1,4}) (\d{1,2}):(\d\d:\d\d)(?: ([AP])M)? ([0-9A-F]{3,4}) ([A-Z][A-Z ]{2,11}?) +(.*)$",
    re.DOTALL,
)
PACKET = re.compile(
    r"[0-9A-Fa-f]{8,16} (UDP|TCP) (Rcv|Snd) ([0-9A-Fa-f.:]{2,45}) +([0-9a-f]{4}) ([R ]) ([QNU?]) \[[0-9a-f]{4} +(?:[ATDR ]{1,5} +)?(\w{2,10})\] (\w{1,12}) +(\S+)\s*$"
)
LABEL = re.compile(r"\((\d{1,3})\)")
DEEDS = {"Q": "query", "N": "notify", "U": "update"}
ORDERS = {"mdy": (1, 0), "dmy": (0, 1)}  # where day and month stand


def read(text: str, order: str) -> Document:
    found = LINE.match(text)
    if not found:
        return {"message": text}
    first, _, second, third, hour, rest, half, thread, kind, said = found.groups()
    day = day_of((first, second, third), order_of_one(found, order))
    clock = f"{int(hour) % 12 + 12 * (half == 'P') if half else int(hour):02}:{rest}"
    return {
        "@timestamp": f"{day}T{clock}" if day else text[: found.start(8) - 1],
        "@written": text[: found.start(8) - 1],
        "process.thread.id": int(thread, 16),
        "process.name": "dns.exe",
        "event.category": "network",
        "network.protocol": "dns",
        "message": f"{kind} {said.strip()}",
        **(packet(said) if kind == "PACKET" else {}),
    }


def packet(said: str) -> Document:
    found = PACKET.match(said)
    if not found:
        return {}
    transport, way, address, number, answer, deed, code, kind, name = found.groups()
    answered, done = answer == "R", DEEDS.get(deed, "")
    side = "source" if way == "Rcv" else "destination"
    return {
        "event.action": "dns_answer" if answered and done == "query" else f"dns_{done}" if done else "",
        "event.outcome": ("success" if code == "NOERROR" else "failure") if answered else "",
        "dns.type": "answer" if answered else "query",
        "dns.id": number,
        "dns.question.name": name_of(name),
        "dns.question.type": kind,
        "dns.response_code": code if answered else "",
        "network.transport": transport.lower(),
        f"{side}.ip": address,
    }


def name_of(written: str) -> str:
    """``(4)shop(7)example(0)``: each label stands behind its length, and may itself hold brackets."""
    labels, place = [], 0
    while (found := LABEL.match(written, place)) and (length := int(found[1])):
        labels.append(written[found.end() : found.end() + length])
        place = found.end() + length
    return ".".join(labels) if found else written


def day_of(digits: Sequence[str], order: str) -> date | None:
    first, second, third = map(int, digits)
    try:
        if len(digits[0]) == 4:
            return date(first, second, third)
        day, month = ((first, second)[place] for place in ORDERS[order])
        return date(third if third > 99 else 2000 + third, month, day)
    except ValueError:
        return None


def order_of_one(found: re.Match[str], order: str) -> str:
    """With full stops or hyphens the day comes first everywhere."""
    return order if found[2] == "/" else "dmy"


def order_of(found: Iterable[re.Match[str]], arrival: Arrival) -> str:
    dates = {(one[1], one[3], one[4]): one[7] for one in found if one[2] == "/"}
    latest = arrival.latest.date() + timedelta(days=1)
    last: dict[str, date] = {}
    for order in ORDERS:
        days = [day_of(digits, order) for digits in dates]
        known = [day for day in days if day and day <= latest]
        if known and len(known) == len(days):
            last[order] = known[-1]
    if any(dates.values()) and "mdy" in last:
        return "mdy"
    return max(last, key=lambda order: last[order], default="mdy")


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    lines = [(number, raw, text_of(raw)) for number, raw in lines_of(body)]
    order = order_of((found for *_, text in lines if (found := LINE.match(text))), arrival)
    return [
        record(number, raw, careful(partial(read, order=order), text), arrival) for number, raw, text in lines
    ]


FORMAT = format_of(
    "windows_dns_debug",
    "Microsoft DNS server's debug log",
    prepare,
    signature=re.compile(
        rb"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d{1,2}:\d\d:\d\d (?:[AP]M )?[0-9A-F]{3,4} (?:PACKET|EVENT|INIT|LOOKUP|REMOTE|DSPOLL|RECURSE|TIMEOUT|WRITE|NOTIFY|UPDATE|READ|ASYNC|Note)\b"
    ),
    samples=(
        Sample.of(b"11/21/2026 8:00:01 PM 0A1C PACKET  000001A2B3C4D5E0 UDP Rcv 192.0.2.9       a1b2   Q [0001   D   NOERROR] A      (4)shop(7)example(0)",
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="dns_query", event_category="network", event_outcome="", source_ip="192.0.2.9"),
        Sample.of(b"11/21/2026 12:00:01 AM 0A1C PACKET  000001A2B3C4D5E0 UDP Snd 192.0.2.9       a1b2 R Q [8385 A DR NXDOMAIN] A      (4)shop(7)example(0)",
                  timestamp="2026-11-21T00:00:01.000000Z", event_action="dns_answer", event_outcome="failure", source_ip=""),
        Sample.of(b"21.11.2026 20:00:01 0A1C PACKET  000001A2B3C4D5E0 TCP Rcv 192.0.2.9       a1b2   U [0028       NOERROR] SOA    (9)a(0)b(1)cd(7)example(0)",
                  timestamp="2026-11-21T20:00:01.000000Z", event_action="dns_update", source_ip="192.0.2.9"),
        Sample.of(b"11/21/2026 8:00:01 PM 0A1C EVENT   The DNS server has started.", timestamp="2026-11-21T20:00:01.000000Z",
                  message="EVENT The DNS server has started."),
    ),
)  # fmt: skip
