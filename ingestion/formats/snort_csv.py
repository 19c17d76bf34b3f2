"""Snort's alerts in CSV, in the order of its default columns: ``11/21-20:00:01.250001 ,1,1000006,0,"…",TCP,192.0.2.4,…``.

https://docs.snort.org/ (``alert_csv``), and Snort 2's manual, section 2.6.6. The time says no year.
"""

import re

from ingestion.formats.documents import Document, by_line, format_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.table import cells
from ingestion.normalise import flows, transports

TIME = re.compile(r"(?:\d\d/)?\d\d/\d\d(?:/\d\d)?-\d\d:\d\d:\d\d(?:\.\d{1,6})?$")
COLUMNS = ("snort.gid", "rule.id", "rule.version", "rule.description", "", "source.ip", "source.port", "destination.ip",
           "destination.port", "source.mac", "destination.mac", "snort.eth.length", "snort.tcp.flags", "snort.tcp.seq", "snort.tcp.ack",
           "snort.tcp.length", "snort.tcp.window", "snort.ip.ttl", "snort.ip.tos", "snort.ip.id", "snort.dgm.length", "snort.ip.length",
           "snort.icmp.type", "snort.icmp.code", "snort.icmp.id", "snort.icmp.seq")  # fmt: skip
NUMBERS = frozenset(("source.port", "destination.port", "snort.gid", "snort.ip.ttl", "snort.ip.tos", "snort.ip.id", "snort.dgm.length",
                     "snort.ip.length", "snort.icmp.type", "snort.icmp.code", "snort.icmp.id", "snort.icmp.seq"))  # fmt: skip


def read(text: str) -> Document | Reason:
    row = [cell.strip() for cell in cells(text)]
    if len(row) < 10 or not TIME.match(row[0]) or not row[2].isdigit():
        return Reason(
            "not_snort_csv",
            "Not an alert of Snort in CSV: “mm/dd-time,generator,rule,revision,message,protocol,…”.",
        )
    named: Document = {}
    for name, cell in zip(COLUMNS, row[1:], strict=False):
        if name and cell:
            named[name] = int(cell) if name in NUMBERS and cell.isdigit() else cell
    source, target = named.get("source.ip", ""), named.get("destination.ip", "")
    return {
        "@timestamp": row[0],
        **named,
        "source.mac": flows.hardware(str(named.get("source.mac") or "")),
        "destination.mac": flows.hardware(str(named.get("destination.mac") or "")),
        **transports.facts(row[5]),
        "network.type": ("ipv6" if ":" in str(source) else "ipv4") if source else "",
        "network.direction": flows.direction_between(source, target),
        "event.action": "alert",
        "event.category": "intrusion_detection",
        "observer.vendor": "snort",
        "observer.type": "ids",
        "message": row[4],
    }


FORMAT = format_of(
    "snort_csv",
    "Snort alerts in CSV",
    by_line(read),
    signature=re.compile(
        rb'(?:\d\d/)?\d\d/\d\d(?:/\d\d)?-\d\d:\d\d:\d\d\.\d{1,6} ?, ?\d{1,6},\d{1,10},\d{1,6},(?:"[^"\n]{0,512}"|[^,\n]{0,512}),\w{2,12},'
    ),
    samples=(
        Sample(
            b'11/21-20:00:01.250001 ,1,1000006,2,"odd, packet",TCP,192.0.2.4,57263,198.51.100.7,22,00:25:90:3A:05:13,00:50:56:9D:A5:BE,0x72,***AP***,'
            b"0x688F0DFC,0xBC763516,,0x80C,127,0,55665,100,102400,,,,",
            {
                "timestamp": "2026-11-21T20:00:01.250001Z",
                "time_quality": "inferred",
                "event.action": "alert",
                "event.category": "intrusion_detection",
                "source.ip": "192.0.2.4",
                "source.port": 57263,
                "message": "odd, packet",
            },
        ),
    ),
)
