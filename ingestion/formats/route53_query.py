"""Route 53's public query log: who asked one of its edges for a name of a hosted zone.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html. What the resolver of a VPC is asked is JSON.
"""

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.patterned import format_of_pattern

LINE = (
    r"(\d\.\d) (\d{4}-\d\d-\d\dT[\d:.]{8,15}Z) (Z[0-9A-Z]{1,32}) (\S{1,255}) ([A-Z0-9]{1,10}) ([A-Z]{3,10}) (TCP|UDP) "
    r"([A-Z]{3}\d{1,3}(?:-[A-Z0-9]+)?) ([0-9A-Fa-f.:]+) (\S+)"
)
NAMES = (
    "aws.route53.version", "@timestamp", "aws.route53.hosted_zone_id", "dns.question.name", "dns.question.type", "dns.response_code",
    "network.transport", "aws.route53.edge_location", "source.ip", "aws.route53.edns_client_subnet",
)  # fmt: skip


def finish(said: Document) -> Document:
    asked = str(said["dns.question.name"])
    return {
        **said,
        "dns.question.name": asked.rstrip(".") or asked,
        "event.action": "dns_query",
        "event.category": "network",
        "event.outcome": "success" if said["dns.response_code"] == "NOERROR" else "failure",
        "network.protocol": "dns",
        "network.transport": str(said["network.transport"]).lower(),
        "cloud.provider": "aws",
        "message": f"{asked} {said['dns.question.type']} {said['dns.response_code']}",
    }


FORMAT = format_of_pattern(
    "route53_query",
    "AWS Route 53 query log",
    LINE,
    NAMES,
    finish,
    samples=(
        Sample(
            b"1.0 2026-11-21T20:00:01.744Z Z1D633PJN98FT9 shop.example. AAAA NXDOMAIN UDP FRA50-P1 192.0.2.9 2001:db8::/48",
            {
                "timestamp": "2026-11-21T20:00:01.744000Z",
                "event.action": "dns_query",
                "event.outcome": "failure",
                "source.ip": "192.0.2.9",
                "message": "shop.example. AAAA NXDOMAIN",
            },
        ),
    ),
)
