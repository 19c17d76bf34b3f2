"""W3C Extended Log Format: IIS, HTTP.SYS, CloudFront, Windows Firewall; ``#Fields`` may change inside a file.

https://www.w3.org/TR/WD-logfile. Directives are no records. Dates and times are in UTC as the draft says, unless
``#Time Format: Local`` (Windows Firewall) makes them the source's, or ``#GMT-Offset`` says otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.formats import columns, exchange, iis_columns
from ingestion.formats.documents import (
    Document,
    careful,
    careful_of,
    format_of,
    lines_of,
    record,
    text_of,
    wrong_columns,
)
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.table import cells
from ingestion.normalise import flows, ftp, transports
from ingestion.normalise.clock import Arrival

DIRECTIVE = re.compile(r"#\s{0,8}([A-Za-z][A-Za-z -]{0,40}?)\s{0,8}:\s*(.*)$", re.DOTALL)
WORD = re.compile(r'"((?:[^"]|"")*)"|([^ \t]+)')
KNOWN = re.compile(
    rb"(?:\xef\xbb\xbf)?#(?:Software|Version|Fields|Date|GMT-Offset|Start-Date): ?", re.IGNORECASE
)
FIELDS = re.compile(rb"^(?:\xef\xbb\xbf)?#Fields:", re.MULTILINE)
REFUSED = {"DROP": "failure", "ALLOW": "success", "OPEN": "success"}


@dataclass
class Header:
    """The directives in force."""

    names: list[str] = field(default_factory=list)
    tabs: bool = False
    commas: bool = False  # Exchange's
    zone: str = "Z"
    day: str = ""

    def take(self, name: str, value: str) -> None:
        match name.lower():
            case "fields":
                self.commas = "," in value and " " not in value.strip()
                self.names = columns.names(value.strip().split(",") if self.commas else value.split())
            case "date" | "start-date":
                self.day = value.strip()[:10]
            case "time format":
                self.zone = "" if value.strip().lower() == "local" else "Z"
            case "gmt-offset":
                self.zone = value.strip()

    def read(self, line: str) -> Document | Reason:
        """One row, by the names in force."""
        if not self.names:
            return Reason("no_fields", "No #Fields line stands before it, so its columns have no names.")
        values = self._cells(line)
        names = self.names if len(values) == len(self.names) else iis_columns.names_of(values)
        if not names:
            return wrong_columns(self.names, values, "#Fields names {}")
        said = {
            name: value if self.commas else columns.plain(name, value, "\t" in line)
            for name, value in zip(names, values, strict=True)
            if value not in ("-", "")
        }
        if self.commas and "date-time" in self.names:
            return careful_of(said, lambda: exchange.document(dict(said)))
        if "date" not in names and self.day:
            said = {"date": self.day, **said}
        return careful_of(said, lambda: document(dict(said), self.zone))

    def _cells(self, line: str) -> list[str]:
        if self.commas:
            return cells(line, ",")
        return line.split("\t") if "\t" in line else [quoted or word for quoted, word in WORD.findall(line)]


def document(said: dict[str, str], zone: str) -> Document:
    date, clock = said.pop("date", ""), said.pop("time", "")
    edge = "x-edge-location" in said
    names = columns.CLOUDFRONT if edge else columns.W3C
    named: Document = {names.get(name, f"w3c.{name}"): value for name, value in said.items()}
    status = said.get("sc-status", "")
    path, query = said.get("cs-uri-stem", ""), said.get("cs-uri-query", "")
    if path:
        named["url.original"] = f"{path}?{query}" if query else path
    if status.isdigit():
        named |= {"event.category": "web", "event.outcome": "success" if 0 < int(status) < 400 else "failure",
                  "log.level": "error" if int(status) >= 500 else "info" if 0 < int(status) < 400 else "warning"}  # fmt: skip
        named.setdefault("event.action", "http_request")
        named["http.response.status_code"] = (
            int(status) or None
        )  # 000: who asked was gone before it was answered
    elif "s-reason" in said:  # HTTP.SYS writes down what it refused before it had a status
        named |= {
            "event.category": "web",
            "event.outcome": "failure",
            "event.action": "http_error",
            "log.level": "warning",
        }
    elif outcome := REFUSED.get(said.get("action", "")):
        named |= {
            "event.category": "network",
            "event.outcome": outcome,
            "event.action": said["action"].lower(),
        }
    if protocol := said.get("protocol"):
        named |= transports.facts(protocol)
    if edge:
        named |= cloudfront_facts(said)
    named |= flows.tls_version(said.get("ssl-protocol"))
    named |= ftp.meaning(said.get("cs-method", ""), status) or {}
    if "%" in str(named.get("destination.ip", "")):  # RFC 4007's zone is of no use elsewhere
        named["destination.ip"] = str(named["destination.ip"]).partition("%")[0]
    if (duration := _nanoseconds(said.get("time-taken", ""))) is not None:
        named["event.duration"] = duration
    version = str(named.get("http.version", ""))
    return {
        **named,
        "@timestamp": f"{date} {clock}{zone}" if date and clock else "",
        "http.version": version.removeprefix("HTTP/"),
        "message": " ".join(
            part for part in (said.get("cs-method"), path or said.get("cs-uri"), status) if part
        )
        or columns.joined(said),
    }


def cloudfront_facts(said: dict[str, str]) -> Document:
    """What CloudFront says beside a web server: its request's id, and the address that the viewer asked for."""
    scheme, host, path = (said.get(name, "") for name in ("cs-protocol", "x-host-header", "cs-uri-stem"))
    query = f"?{said['cs-uri-query']}" if "cs-uri-query" in said else ""
    counts = {columns.CLOUDFRONT[name]: said.get(name, "") for name in ("sc-bytes", "cs-bytes")}
    return {
        "cloud.provider": "aws",
        "network.protocol": scheme,
        "network.type": "ipv6" if ":" in said.get("c-ip", "") else "ipv4",
        "http.request.id": said.get("x-edge-request-id", ""),
        "url.full": f"{scheme}://{host}{path}{query}" if scheme and host else "",
        **{name: int(count) for name, count in counts.items() if count.isdecimal() and len(count) < 19},
    }


def _nanoseconds(taken: str) -> int | None:
    """IIS counts milliseconds; CloudFront seconds with a fraction."""
    whole, dot, fraction = taken.partition(".")
    if not taken.isascii() or not (whole + fraction).isdigit() or len(taken) > 15:
        return None
    return round(float(taken) * 1e9) if dot else int(whole) * 1_000_000


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    header = Header()
    found = []
    for number, raw in lines_of(body):
        text = text_of(raw).removeprefix("\ufeff")
        if text.startswith("#"):
            if directive := DIRECTIVE.match(text):
                header.take(directive[1], directive[2])
            continue
        found.append(as_written(record(number, raw, careful(header.read, text), arrival), header.zone))
    return found


def as_written(one: Record, zone: str) -> Record:
    """The zone stood in the header and not on the line."""
    if not zone or not one.written.endswith(zone):
        return one
    return Record(
        one.position, one.raw, one.document, one.refusal, one.written.removesuffix(zone), one.inferred
    )


def recognise(head: bytes) -> bool:
    return bool(KNOWN.match(head.lstrip()) and FIELDS.search(head[:8192]))


FORMAT = format_of(
    "w3c",
    "W3C Extended (IIS, CloudFront, Windows Firewall)",
    prepare,
    recognise=recognise,
    least=16,
    samples=(
        Sample(
            b"#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip c-port cs-username cs-method cs-uri-stem sc-status\n"
            b"2026-11-21 20:00:01 fe80::1%4 4040 ada PASS *** 530\n",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "fe80::1",
                "source.address": "fe80::1%4",
            },
            raw=b"2026-11-21 20:00:01 fe80::1%4 4040 ada PASS *** 530",
        ),
        Sample(
            b"#Software: Microsoft Exchange Server\n#Log-type: Message Tracking Log\n"
            b"#Fields: date-time,client-ip,server-ip,server-hostname,source,event-id,message-id,recipient-address,total-bytes,message-subject,sender-address\n"
            b'2026-11-21T20:00:01.250Z,192.0.2.4,198.51.100.7,ex1,SMTP,RECEIVE,<a@b.example>,bo@example.org;eve@example.org,77,"Hello, you",ada@example.net\n',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "mail_received",
                "event.category": "email",
                "event.outcome": "success",
                "source.ip": "192.0.2.4",
                "host.name": "ex1",
            },
            raw=b'2026-11-21T20:00:01.250Z,192.0.2.4,198.51.100.7,ex1,SMTP,RECEIVE,<a@b.example>,bo@example.org;eve@example.org,77,"Hello, you",ada@example.net',
        ),
        Sample(
            b"#Software: Example 1\r\n#Version: 1.0\r\n#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip "
            b"cs(User-Agent) sc-status time-taken\r\n"
            b"2026-11-21 20:00:01 GET /a.htm x=1 - 192.0.2.7 Browser/1+(X;+Y) 404 15\r\n"
            b"#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status\r\n"
            b"2026-11-21 20:00:02 2001:db8::1%0 ada POST /b 500\r\n",
            {
                "timestamp": "2026-11-21T20:00:02.000000Z",
                "event.created": "2026-11-21 20:00:02",
                "source.ip": "2001:db8::1",
                "user.name": "ada",
                "http.request.method": "POST",
                "url.path": "/b",
                "http.response.status_code": 500,
                "severity": 3,
                "event.outcome": "failure",
                "fields": {},
            },
            zone="Europe/Berlin",
            raw=b"2026-11-21 20:00:02 2001:db8::1%0 ada POST /b 500",
        ),
        Sample(
            b"#Version: 1.0\n#Fields: date,time,c-ip,sc-status\n2026-11-21,20:00:01,192.0.2.9,200",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "source.ip": "192.0.2.9",
                "http.response.status_code": 200,
            },
            raw=b"2026-11-21,20:00:01,192.0.2.9,200",
        ),
        Sample(
            b"#Software: Example 1\n#Date: 2026-11-21 00:00:00\n#Fields: time c-ip cs-method sc-status\n20:00:01 192.0.2.9 GET 200",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.created": "2026-11-21 20:00:01"},
            raw=b"20:00:01 192.0.2.9 GET 200",
        ),
        Sample(
            b"#Version: 1.0\n#Fields: date time c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) x-edge-location\n"
            b"2026-11-21\t20:00:01\t192.0.2.9\tGET\tx.example\t/\t200\tBrowser%201\tFRA-C1",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "user_agent.original": "Browser 1",
                "fields": {
                    "destination": {"domain": "x.example"},
                    "cloud": {"provider": "aws"},
                    "network": {"type": "ipv4"},
                    "aws": {"cloudfront": {"edge_location": "FRA-C1"}},
                },
            },
            raw=b"2026-11-21\t20:00:01\t192.0.2.9\tGET\tx.example\t/\t200\tBrowser%201\tFRA-C1",
        ),
        Sample(
            b"#Version: 1.0\n#Fields: date time c-ip cs-method sc-status x-edge-location\n2026-11-21\t20:00:01\t192.0.2.9\tGET\t000\tFRA-C1",
            {"event.outcome": "failure", "severity": 4, "http.response.status_code": 0},
            raw=b"2026-11-21\t20:00:01\t192.0.2.9\tGET\t000\tFRA-C1",
        ),
    ),
)
