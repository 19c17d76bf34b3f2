"""CoreDNS' queries: ``[INFO] 192.0.2.7:4040 - 47073 "A IN shop.example. udp 30 false 512" NOERROR qr,rd,ra 60 0.00008s``.

https://coredns.io/plugins/log/#log-format; a time may stand in front, as containers have it.
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern


def own(said: Document, name: str, flags: str) -> Document:
    """As Elastic's module calls them."""
    return {
        "coredns.id": said.get("dns.id"),
        "coredns.dnssec_ok": said.pop("dnssec_ok", "") == "true",
        "coredns.query.class": said.get("dns.question.class"),
        "coredns.query.name": name,
        "coredns.query.type": said.get("dns.question.type"),
        "coredns.query.size": said.get("source.bytes"),
        "coredns.response.code": said.get("dns.response_code"),
        "coredns.response.flags": flags.upper().split(",") if flags else None,
        "coredns.response.size": said.get("destination.bytes"),
    }


def finish(said: Document) -> Document:
    if "dns.id" not in said:  # what a plugin says
        return said
    code = str(said.get("dns.response_code", ""))
    taken = float(str(said.pop("taken", "0")))
    flags = str(said.pop("flags", ""))
    name = str(said.get("dns.question.name", ""))
    known = own(said, name, flags)
    return {
        **said,
        **known,
        "source.ip": str(said.get("source.ip", "")).strip("[]"),
        "dns.question.name": name.removesuffix(".") or name,
        "dns.header_flags": flags.upper().split(",") if flags else None,
        "event.action": "dns_query",
        "event.category": "network",
        "event.outcome": "success" if code in ("NOERROR", "NXDOMAIN") else "failure",
        "event.duration": round(taken * 1e9),
        "network.protocol": "dns",
        "message": f"{said.get('dns.question.type', '')} {name} {code}",
    }


FORMAT = format_of_pattern(
    "coredns",
    "CoreDNS queries",
    r"(?:(\d{4}-\d\d-\d\dT\S{8,24}) )?\[([A-Z]{4,7})\] (\S{2,45}):(\d{1,5}) - (\d{1,5}) "
    r'"(\S{1,20}) (\S{1,12}) (\S{1,255}) (udp|tcp|https|tls) (\d{1,6}) (true|false) (\d{1,6})" (\S{1,24}) (\S{1,64}) (\d{1,6}) (\d{1,6}(?:\.\d{1,12})?)s\s*$',
    ("@timestamp", "log.level", "source.ip", "source.port", "dns.id", "dns.question.type", "dns.question.class", "dns.question.name",
     "network.transport", "source.bytes", "dnssec_ok", "coredns.buffer_size", "dns.response_code", "flags", "destination.bytes", "taken"),
    finish,
    others=((r"(?:(\d{4}-\d\d-\d\dT\S{8,24}) )?\[([A-Z]{4,7})\] (.*)$", ("@timestamp", "log.level", "message")),),
    signature=rb'(?:\d{4}-\d\d-\d\dT\S{8,24} )?\[[A-Z]{4,7}\] \S{2,45}:\d{1,5} - \d{1,5} "\S{1,20} \S{1,12} \S{1,255} (?:udp|tcp|https|tls) \d',
    leads=True,
    samples=(
        Sample(
            b'2026-11-21T20:00:01.250Z [INFO] 192.0.2.7:4040 - 47073 "A IN shop.example. udp 30 false 512" NXDOMAIN qr,rd 60 0.00025s',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "dns_query",
                "event.outcome": "success",
                "source.ip": "192.0.2.7",
                "source.port": 4040,
                "message": "A shop.example. NXDOMAIN",
            },
        ),
        Sample(
            b'[INFO] 192.0.2.7:4040 - 47073 "A IN shop.example. udp 30 true 1232" NOERROR qr 60 0.00025s\n[ERROR] plugin/errors: 2 shop.example. A: timeout',
            {"message": "plugin/errors: 2 shop.example. A: timeout", "severity": 3, "source.ip": ""},
            raw=b"[ERROR] plugin/errors: 2 shop.example. A: timeout",
        ),
    ),
)  # fmt: skip
