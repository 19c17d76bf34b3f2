"""Azure Firewall's logs, as diagnostic settings write them: structured ones, and the older ones that say it in a sentence.

https://learn.microsoft.com/en-us/azure/firewall/monitor-firewall-reference
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.azure_activity import of_resource
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.o365 import peer
from ingestion.formats.shapes import at, format_of_shape, outcome, text
from ingestion.normalise import transports

REQUEST = re.compile(
    r"(?P<Protocol>\w{1,16})(?: Type=\d{1,3})? {1,2}request from (?P<near>\S{1,300})(?: to (?P<far>\S{1,300}))?"
    r"(?: was DNAT'ed to (?P<inside>\S{1,300}))?"
)
ASKED = re.compile(
    r"DNS Request: (?P<near>\S{1,300}) - (?P<QueryId>\d{1,5}) (?P<QueryType>\S{1,20}) (?P<QueryClass>\S{1,20}) "
    r"(?P<QueryName>\S{1,300}) (?P<Protocol>\w{1,8}) \d+ \w+ \d+ (?P<ResponseCode>\w{1,20}) \S+ \d+ "
    r"(?P<RequestDurationSecs>\d{1,9}\.\d{1,12})s"
)
# What a sentence says behind the ends.
SAID = re.compile(
    r"\. {0,2}(Action|Policy|Rule Collection Group|Rule Collection|Rule|Web Category|Url|ThreatIntel|Signature|IDS|Reason): "
)
NAMED = {"Url": "TargetUrl", "ThreatIntel": "ThreatDescription", "Signature": "SignatureId", "IDS": "Description",
         "Reason": "ActionReason"}  # fmt: skip
VERDICTS = {"allow": "success", "deny": "failure", "drop": "failure"}
ACTIONS = {"success": "network_allowed", "failure": "network_denied"}


def shape(said: Mapping[str, Any]) -> Document:
    properties = at(said, "properties")
    told = text(properties, "msg")
    of = sentence(told) if told else properties
    place = of_resource(text(said, "resourceId"))
    return {
        "@timestamp": text(said, "time"),
        **(query(of) if text(of, "QueryName") else connection(of)),
        **({"message": told} if told else {}),
        **place,
        "observer.name": place.get("azure.resource.name"),
        "observer.type": "firewall",
    }


def sentence(told: str) -> dict[str, str]:
    """By the names of the structured logs; empty for a sentence of another kind."""
    if asked := ASKED.match(told):
        address, port = peer(asked["near"])
        return {**asked.groupdict(), "SourceIp": address, "SourcePort": str(port or "")}
    if not (found := REQUEST.match(told)):
        return {}
    marks = _marks(told, found.start("near"))
    ends = [mark.start() for mark in marks[1:]] + [len(told)]
    of = {mark[1]: told[mark.end() : end].strip(" .") for mark, end in zip(marks, ends, strict=False)}
    named = {NAMED.get(name, name.replace(" ", "")): value for name, value in of.items()}
    verdict, _, reason = named.get("Action", "").partition(". ")
    named |= {"Action": verdict, "ActionReason": named.get("ActionReason") or reason}
    return {
        **named,
        "Protocol": found["Protocol"],
        **_end("Source", found["near"]),
        **_end("Destination", found["far"] or ""),
        **_end("Translated", found["inside"] or ""),
    }


def _marks(told: str, start: int) -> list[re.Match[str]]:
    """Where what is said begins. A URL is the client's and stands before the verdict, so what looks like one in it is none."""
    marks = list(SAID.finditer(told, start))
    verdict = max((place for place, mark in enumerate(marks) if mark[1] == "Action"), default=0)
    return [mark for mark in marks[:verdict] if mark[1] == "Url"][:1] + marks[verdict:]


def _end(side: str, written: str) -> dict[str, str]:
    """``address:port``, ``name:port``, or either without a port."""
    plain = written.rstrip(".").removesuffix(":")
    address, port = peer(plain)
    if address:
        return {f"{side}Ip": address, f"{side}Port": str(port or "")}
    name, _, number = plain.partition(":")
    return {"Fqdn": name, f"{side}Port": number} if side == "Destination" else {}


def connection(of: object) -> Document:
    verdict = text(of, "Action").lower()
    ended = VERDICTS.get(verdict, "")
    protocol, far = text(of, "Protocol").lower(), text(of, "DestinationIp")
    carried = protocol in transports.NUMBERS or protocol.startswith("icmp")
    named = transports.facts(protocol) if carried else {"network.protocol": protocol}
    detected = text(of, "ThreatDescription") or text(of, "Description")
    translated = "network_translated" if text(of, "TranslatedIp") else ""
    return {
        "event.action": ACTIONS.get(ended) or verdict or translated,
        "event.category": "intrusion_detection" if detected else "network",
        "event.outcome": ended,
        "event.reason": text(of, "ActionReason"),
        "log.level": "warning" if ended == "failure" or detected else "info",
        **named,
        "source.ip": text(of, "SourceIp"),
        "source.port": _number(of, "SourcePort"),
        "destination.ip": far,
        "destination.port": _number(of, "DestinationPort"),
        "destination.domain": text(of, "Fqdn"),
        "destination.nat.ip": text(of, "TranslatedIp"),
        "destination.nat.port": _number(of, "TranslatedPort"),
        "url.original": text(of, "TargetUrl"),
        "rule.id": text(of, "SignatureId"),
        "rule.name": text(of, "Rule") or detected,
        "rule.ruleset": text(of, "RuleCollection"),
        "rule.category": text(of, "WebCategory") or text(of, "Category"),
        "message": f"{text(of, 'SourceIp')} → {text(of, 'Fqdn') or far} {verdict}".rstrip(),
    }


def query(of: object) -> Document:
    """A name that was asked of the firewall's DNS proxy."""
    asked, code = text(of, "QueryName").rstrip("."), text(of, "ResponseCode")
    taken = text(of, "RequestDurationSecs")
    return {
        "event.action": "dns_query",
        "event.category": "network",
        "event.outcome": outcome(code == "NOERROR") if code else "",
        "event.reason": text(of, "ErrorMessage"),
        "event.duration": round(float(taken) * 1e9)
        if re.fullmatch(r"\d{1,9}(?:\.\d{1,12})?", taken)
        else None,
        "dns.id": text(of, "QueryId"),
        "dns.question.name": asked,
        "dns.question.type": text(of, "QueryType"),
        "dns.question.class": text(of, "QueryClass"),
        "dns.response_code": code,
        "network.protocol": "dns",
        **transports.facts(text(of, "Protocol")),
        "source.ip": text(of, "SourceIp"),
        "source.port": _number(of, "SourcePort"),
        "message": f"{asked} {text(of, 'QueryType')} {code}",
    }


def _number(of: object, name: str) -> int | None:
    return int(one) if re.fullmatch(r"[0-9]{1,5}", one := text(of, name)) else None


def _sample(category: str, properties: bytes, expected: Mapping[str, object]) -> Sample:
    path = b"/SUBSCRIPTIONS/S1/RESOURCEGROUPS/G1/PROVIDERS/MICROSOFT.NETWORK/AZUREFIREWALLS/FW1"
    line = b'{"category":"%b","properties":%b,"resourceId":"%b","time":"2026-11-21T20:00:01.25Z"}'
    return Sample(line % (category.encode(), properties, path), expected)


FORMAT = format_of_shape(
    "azure_firewall",
    "Azure Firewall",
    shape,
    "azure.firewall",
    signature=re.compile(
        rb'\s*\{(?=.*"category"\s*:\s*"(?:AzureFirewall(?:ApplicationRule|NetworkRule|DnsProxy)|AZFW[A-Z]\w{1,30})")',
        re.DOTALL,
    ),
    samples=(
        _sample(
            "AZFWNetworkRule",
            b'{"Protocol":"TCP","SourceIp":"192.0.2.4","SourcePort":4040,"DestinationIp":"198.51.100.7","DestinationPort":22,'
            b'"Action":"Deny","ActionReason":"Default Action","Policy":"p","RuleCollection":"","Rule":""}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "network_denied",
                "event.category": "network",
                "event.outcome": "failure",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
                "severity": 4,
                "message": "192.0.2.4 → 198.51.100.7 deny",
            },
        ),
        _sample(
            "AzureFirewallApplicationRule",
            b'{"msg":"HTTPS request from 192.0.2.4:4040 to shop.example:443. Action: Allow. Rule Collection: web. Rule: shops"}',
            {
                "event.action": "network_allowed",
                "event.outcome": "success",
                "source.ip": "192.0.2.4",
                "source.port": 4040,
            },
        ),
        _sample(
            "AzureFirewallNetworkRule",
            b'{"msg":"TCP request from 192.0.2.4:4040 to 198.51.100.7:80. Action: alert. Signature: 71. IDS: odd name. Priority: 1"}',
            {"event.action": "alert", "event.category": "intrusion_detection", "event.outcome": ""},
        ),
        _sample(
            "AzureFirewallDnsProxy",
            b'{"msg":"DNS Request: 192.0.2.4:4040 - 7 A IN shop.example. udp 41 false 512 NXDOMAIN qr,rd,ra 100 0.0015s"}',
            {"event.action": "dns_query", "event.outcome": "failure", "source.port": 4040},
        ),
        _sample(
            "AzureFirewallDnsProxy",
            b'{"msg":"Error: 2 shop.example. A: read udp 192.0.2.4:4040: i/o timeout"}',
            {
                "event.outcome": "",
                "source.ip": "",
                "message": "Error: 2 shop.example. A: read udp 192.0.2.4:4040: i/o timeout",
            },
        ),
    ),
)
