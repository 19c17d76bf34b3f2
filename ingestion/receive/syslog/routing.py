"""Which source a message belongs to: by the sender's certificate, address, or the host name that it states."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from ingestion.pipeline.models import VerifiedBy
from ingestion.sources.models import Source

Network = IPv4Network | IPv6Network
# The HOSTNAME of RFC 5424 and of RFC 3164, by its place; one of an ISO time in front of a 3164 line too.
HOST = re.compile(
    rb"^<\d{1,3}>(?:1 \S+ |[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? |\d{4}-\d\d-\d\dT\S+ )(\S{1,255}) "
)
GELF_HOST = re.compile(rb'"host"\s*:\s*"([^"\\]{1,255})"')
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


class Peer(NamedTuple):
    """Who sent a message; ``names`` are those of a client certificate that was verified."""

    address: str
    names: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        return f"cert:{self.names[0]}" if self.names else self.address


class Match(NamedTuple):
    """``verified_by`` is what the rule went by, as ``ingestion.pipeline.models.VerifiedBy`` names it.

    ``peer`` is who sent, by the name alone that the rule gives where that is one of its certificate's several.
    """

    source: Source
    verified_by: str
    peer: Peer


@dataclass(frozen=True)
class Rules:
    """What all sources say of their senders. More certain rules come first: certificate, host at address, address."""

    by_name: dict[str, Source] = field(default_factory=dict)
    by_host: dict[str, list[tuple[Network, Source]]] = field(default_factory=dict)
    by_network: list[tuple[Network, Source]] = field(default_factory=list)
    default: Source | None = None

    def match(self, peer: Peer, message: bytes) -> Match | None:
        for name in peer.names:
            if name.lower() in self.by_name:
                return Match(self.by_name[name.lower()], VerifiedBy.CERTIFICATE, peer._replace(names=(name,)))
        address = ip_address(peer.address)
        if self.by_host:
            for network, source in self.by_host.get(stated_host(message), ()):
                if address in network:
                    return Match(
                        source, VerifiedBy.STATED if network in ANYWHERE else VerifiedBy.ADDRESS, peer
                    )
        for network, source in self.by_network:
            if address in network:
                return Match(source, VerifiedBy.ADDRESS, peer)
        return Match(self.default, VerifiedBy.NOTHING, peer) if self.default else None


def stated_host(message: bytes) -> str:
    """The host name in a syslog header or a GELF message, in lower case; empty when there is none."""
    found = GELF_HOST.search(message, 0, 4096) if message.startswith(b"{") else HOST.match(message)
    return found[1].decode("latin-1").lower() if found else ""


def rules_of(sources: Iterable[Source], default: str) -> Rules:
    """``default`` is the slug of the source for senders that no rule names; empty for none."""
    rules: dict[str, Source] = {}
    hosts: dict[str, list[tuple[Network, Source]]] = {}
    networks: list[tuple[Network, Source]] = []
    fallback = None
    for source in sources:
        fallback = source if source.slug == default else fallback
        for sender in source.senders:
            kind, rest = (sender[:4], sender[5:]) if sender.startswith(("cert:", "host:")) else ("", sender)
            if kind == "cert":
                rules[rest.lower()] = source
            elif kind == "host":
                name, _, network = rest.partition("@")
                places = (ip_network(network, strict=False),) if network else ANYWHERE
                hosts.setdefault(name.lower(), []).extend((place, source) for place in places)
            else:
                networks.append((ip_network(rest, strict=False), source))
    networks.sort(key=lambda rule: rule[0].prefixlen, reverse=True)
    for found in hosts.values():
        found.sort(key=lambda rule: rule[0].prefixlen, reverse=True)
    return Rules(rules, hosts, networks, fallback)


def load(default: str) -> Rules:
    return rules_of(Source.objects.select_related("retention_class").order_by("slug"), default)
