"""Microsoft's DNS server's analytical events: each query and answer as the server saw it.

https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/dn800669(v=ws.11)
"""

from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.windows_facts import RECORDS, number

PROVIDER = "Microsoft-Windows-DNSServer"
# The numbers of its events by what they tell.
ACTIONS = {
    **dict.fromkeys((256, 260, 279, 280), "dns_query"), **dict.fromkeys((257, 258, 261), "dns_answer"), 259: "dns_query_ignored",
    262: "dns_query_timeout", **dict.fromkeys((263, 264, 277, 278), "dns_update"), **dict.fromkeys(range(265, 277), "dns_zone_transfer"),
}  # fmt: skip
FAILED = frozenset((258, 259, 262))
# https://www.iana.org/assignments/dns-parameters/dns-parameters.xhtml#dns-parameters-6
CODES = (
    "NOERROR",
    "FORMERR",
    "SERVFAIL",
    "NXDOMAIN",
    "NOTIMP",
    "REFUSED",
    "YXDOMAIN",
    "YXRRSET",
    "NXRRSET",
    "NOTAUTH",
    "NOTZONE",
)
FLAGS = ("AA", "TC", "RD", "RA", "AD", "CD")


def facts(provider: str, event: int, data: Mapping[str, Any]) -> Document:
    """Nothing of other events."""
    if provider != PROVIDER or "QNAME" not in data:
        return {}
    code = number(data.get("RCODE"))
    side = "destination" if "Destination" in data else "source"
    port = number(data.get("Port"))
    kind = str(data.get("QTYPE", ""))
    return {
        "event.action": ACTIONS.get(event, ""),
        "event.category": "network",
        "event.outcome": "failure" if event in FAILED or code else "success" if code == 0 else "",
        "event.reason": data.get("Reason"),
        "dns.id": data.get("XID"),
        "dns.question.name": str(data["QNAME"]).rstrip("."),
        "dns.question.type": RECORDS.get(kind, kind),
        "dns.response_code": CODES[code] if code is not None and code < len(CODES) else "",
        "dns.header_flags": [flag for flag in FLAGS if str(data.get(flag)) == "1"] or None,
        "network.protocol": "dns",
        "network.transport": {"0": "udp", "1": "tcp"}.get(str(data.get("TCP")), ""),
        "network.bytes": number(data.get("BufferSize")),
        "network.direction": "egress" if side == "destination" else "ingress",
        f"{side}.ip": data.get("Destination") or data.get("Source"),
        f"{side}.port": port or None,
    }
