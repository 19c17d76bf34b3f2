"""Where senders of each kind connect, for the pages that tell people."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

OVER_HTTP = (
    ("Beats, Logstash, Fluent Bit, Vector, Elasticsearch and OpenSearch clients", "bulk_root", "user any, password TOKEN; or ApiKey, Bearer"),
    ("Splunk HTTP Event Collector", "hec", "Splunk TOKEN; or Bearer, Basic"),
    ("Promtail, Alloy, Loki", "loki", "Basic or Bearer"),
    ("OpenTelemetry (OTLP over HTTP)", "otlp", "Bearer or Basic"),
    ("GELF over HTTP", "gelf", "Bearer or Basic"),
)  # fmt: skip
OVER_THE_NETWORK = (
    ("Syslog over UDP", "SYSLOG_UDP_PORT"),
    ("Syslog over TCP", "SYSLOG_TCP_PORT"),
    ("Syslog over TLS", "SYSLOG_TLS_PORT"),
    ("GELF over TCP", "SYSLOG_GELF_TCP_PORT"),
    ("GELF over UDP", "SYSLOG_GELF_UDP_PORT"),
)


@dataclass(frozen=True)
class Address:
    """``where`` is a URL, or ``host:port`` of the syslog receiver; ``proof`` is how a sender shows who it is."""

    who: str
    where: str
    proof: str


def addresses() -> list[Address]:
    """Every way in that listens: what speaks HTTP, and the receiver's ports that are set."""
    found = [
        Address(who, settings.SITE_URL + reverse(f"receive:{way}"), proof) for who, way, proof in OVER_HTTP
    ]
    host = urlsplit(settings.SITE_URL).hostname or settings.SYSLOG_HOST
    host = f"[{host}]" if ":" in host else host  # RFC 3986, 3.2.2
    ports = [(who, getattr(settings, name)) for who, name in OVER_THE_NETWORK]
    rules = "the source's syslog senders"
    return found + [Address(who, f"{host}:{port}", rules) for who, port in ports if port]
