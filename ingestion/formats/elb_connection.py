"""Connection logs of AWS Application Load Balancers: each TLS handshake, and the client's certificate where it has one.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern
from ingestion.normalise import flows

LINE = (
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) ([0-9A-Fa-f.:]+) (\d{1,5}) (\d{1,5}) (TLSv[\d.]+|-) (\S+) ([\d.]+|-) "
    r'"([^"]*)" (?:NotBefore=([^;\s]+);NotAfter=(\S+)|-) (\S+) (\S+)(?: (TID_\w+))?'
)
NAMES = (
    "@timestamp", "source.ip", "source.port", "destination.port", "tls.version", "tls.cipher", "handshake", "tls.client.subject",
    "tls.client.not_before", "tls.client.not_after", "tls.client.x509.serial_number", "verified", "trace.id",
)  # fmt: skip


def finish(said: Document) -> Document:
    """A client's certificate is verified where the listener asks for one: ``Success`` or ``Failed:`` and why."""
    verified = str(said.pop("verified", ""))
    taken = str(said.pop("handshake", ""))
    failed, _, why = verified.partition(":")
    return {
        **said,
        **flows.tls_version(said.get("tls.version")),
        "event.action": "tls_connection" if said.get("tls.version") else "connection",
        "event.category": "network",
        "event.outcome": {"Success": "success", "Failed": "failure"}.get(failed, ""),
        "event.reason": why,
        "event.duration": round(float(taken) * 1e9) if taken else None,
        "log.level": "warning" if failed == "Failed" else "info",
        "cloud.provider": "aws",
        "message": " ".join(
            str(said.get(name, "")) for name in ("source.ip", "tls.version", "tls.client.subject")
        )
        + f" {verified}",
    }


FORMAT = format_of_pattern(
    "elb_connection",
    "AWS load balancer connection log",
    LINE,
    NAMES,
    finish,
    samples=(
        Sample(
            b'2026-11-21T20:00:01.514108Z 192.0.2.31 36280 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.25 "CN=till,O=Shop" '
            b"NotBefore=2026-01-01T00:00:00Z;NotAfter=2027-01-01T00:00:00Z 5E1F Failed:ClientCertUntrusted TID_1a2b",
            {
                "timestamp": "2026-11-21T20:00:01.514108Z",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "192.0.2.31",
                "source.port": 36280,
                "trace.id": "TID_1a2b",
                "severity": 4,
            },
        ),
        Sample(
            b'2026-11-21T20:00:01Z 192.0.2.31 36280 80 - - - "-" - - -',
            {"event.outcome": "", "event.action": "connection", "source.port": 36280},
        ),
    ),
    signature=rb'\d{4}-\d\d-\d\dT[\d:.]{8,15}Z [0-9A-Fa-f.:]+ \d{1,5} \d{1,5} (?:TLSv[\d.]+|-) \S+ (?:[\d.]+|-) "[^"]*" (?:NotBefore|-)',
)  # fmt: skip
