"""Microsoft's DHCP server log: a preamble, ``ID,Date,Time,Description,IP Address,Host Name,MAC Address,…``, and rows.

Dates are ``mm/dd/yy`` in the server's zone. Rows may lack columns at their end, and the preamble and the header may be
missing where a collector sends rows alone. IPv6's log has other columns behind the host's name.
https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/dd183591(v=ws.10)
"""

import re
from collections.abc import Sequence

from ingestion.formats.documents import Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.table import cells
from ingestion.normalise.clock import Arrival

ROW = re.compile(r"\d{1,5},(\d\d)/(\d\d)/(\d\d),(\d\d:\d\d:\d\d),")
HEADER = re.compile(rb"ID, ?Date, ?Time, ?Description, ?IP(?:v6)? Address", re.IGNORECASE)
TITLE = re.compile(rb"\s*Microsoft DHCP(?:v6)? Service Activity Log")
COLUMNS = ("source.ip", "source.domain", "source.mac", "user.name", "microsoft.dhcp.transaction_id", "microsoft.dhcp.result",
           "microsoft.dhcp.probation_time", "microsoft.dhcp.correlation_id", "microsoft.dhcp.dhc_id", "microsoft.dhcp.vendor.hex",
           "microsoft.dhcp.vendor.string", "microsoft.dhcp.user.hex", "microsoft.dhcp.user.string", "microsoft.dhcp.relay_agent_info",
           "microsoft.dhcp.dns_error_code")  # fmt: skip
COLUMNS_V6 = ("source.ip", "source.domain", "microsoft.dhcp.error_code", "microsoft.dhcp.duid.length", "microsoft.dhcp.duid.hex",
              "user.name", "microsoft.dhcp.dhc_id", "microsoft.dhcp.subnet_prefix")  # fmt: skip
# Event numbers: what happened, and how it ended where the number says so.
EVENTS = {
    "00": ("log-start", "success"), "01": ("log-end", "success"), "02": ("log-pause", "failure"),
    "10": ("dhcp-new", "success"), "11": ("dhcp-renew", "success"), "12": ("dhcp-release", "success"), "13": ("dhcp-conflict", "failure"),
    "14": ("dhcp-exhausted", "failure"), "15": ("dhcp-deny", "failure"), "16": ("dhcp-delete", "success"), "17": ("dhcp-expire", ""),
    "18": ("dhcp-expire", "success"), "20": ("bootp-new", "success"), "21": ("bootp-new", "success"), "22": ("bootp-exhausted", "failure"),
    "23": ("bootp-delete", "success"), "24": ("ip-cleanup-start", ""), "25": ("ip-cleanup-end", ""), "30": ("dhcp-dns-update", ""),
    "31": ("dhcp-dns-update", "failure"), "32": ("dhcp-dns-update", "success"), "33": ("dhcp-drop", "failure"),
    "34": ("dhcp-dns-update", "failure"), "35": ("dhcp-dns-update", "failure"), "36": ("dhcp-drop", "failure"),
    **dict.fromkeys(("50", "54", "56", "58", "59"), ("rogue-server-detection", "failure")),
    **dict.fromkeys(("51", "53", "55"), ("rogue-server-detection", "success")),
}  # fmt: skip
HARDWARE = re.compile(r"[0-9A-Fa-f]{12}$")
SECOND = 2000  # the century of years of two digits: Windows has had this log since 2000


def read(text: str) -> Document | Reason:
    found = ROW.match(text)
    if not found:
        return Reason(
            "not_microsoft_dhcp", "Not a row of the DHCP server's log: “ID,mm/dd/yy,hh:mm:ss,Description,…”."
        )
    month, day, year, clock = found.groups()
    code, date, time, said, *rest = [cell.strip() for cell in cells(text)]
    names = COLUMNS_V6 if len(code) > 2 else COLUMNS
    named = {name: value for name, value in zip(names, rest, strict=False) if value}
    action, outcome = EVENTS.get(
        code, ("rogue-server-detection" if code.startswith(("5", "6")) and len(code) == 2 else "dhcp", "")
    )
    hardware = named.get("source.mac", "")
    return {
        "@timestamp": f"{SECOND + int(year)}-{month}-{day}T{clock}",
        "@written": f"{date} {time}",
        **named,
        "source.domain": named.get("source.domain", "").lower(),
        "source.mac": "-".join(re.findall("..", hardware.upper())) if HARDWARE.match(hardware) else hardware,
        "event.action": action,
        "event.category": "process" if action.startswith(("log-", "ip-cleanup")) else "network",
        "event.outcome": outcome,
        "event.code": code,
        "network.protocol": "dhcpv6" if len(code) > 2 else "dhcp",
        "log.level": "warning" if outcome == "failure" else "info",
        "message": said,
    }


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    """Of what stands before the header only rows are records, which are those of the day before."""
    header = HEADER.search(body)
    until = body.count(b"\n", 0, header.start()) if header else -1
    rows = (
        (number, raw)
        for number, raw in lines_of(body)
        if not HEADER.match(raw) and (number > until or ROW.match(text_of(raw)))
    )
    return [record(number, raw, careful(read, text_of(raw)), arrival) for number, raw in rows]


def recognise(head: bytes) -> bool:
    return bool(TITLE.match(head) or HEADER.match(head))


FORMAT = format_of(
    "microsoft_dhcp",
    "Microsoft DHCP server",
    prepare,
    signature=re.compile(rb"\d{1,5},\d\d/\d\d/\d\d,\d\d:\d\d:\d\d,[^,\n]{1,200},[0-9A-Fa-f:.]{0,45},"),
    recognise=recognise,
    samples=(
        Sample(
            b"10,11/21/26,20:00:01,Assign,192.0.2.4,PC7.example.net,0A1B2C3D4E5F,,17739,0,,,,0x4D53,MSFT 5.0,,,,0",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "time_quality": "inferred",
                "event.action": "dhcp-new",
                "event.category": "network",
                "event.outcome": "success",
                "source.ip": "192.0.2.4",
                "message": "Assign",
            },
        ),
        Sample(
            b"\t\tMicrosoft DHCP Service Activity Log\n\n\nEvent ID  Meaning\n00\tThe log was started.\n\n"
            b"ID,Date,Time,Description,IP Address,Host Name,MAC Address\n31,11/21/26,20:00:01,DNS Update Failed,192.0.2.4,pc7.example.net,,,0,6,,,,,,,,,9005",
            {
                "event.action": "dhcp-dns-update",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "severity": 4,
            },
            raw=b"31,11/21/26,20:00:01,DNS Update Failed,192.0.2.4,pc7.example.net,,,0,6,,,,,,,,,9005",
        ),
        Sample(
            b"11002,11/21/26,20:00:01,DHCPV6 Request,2001:db8::35,pc7,,18,0004A344,,,,,",
            {"source.ip": "2001:db8::35", "event.category": "network", "message": "DHCPV6 Request"},
        ),
    ),
)
