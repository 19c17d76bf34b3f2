"""Events of Arista's NG Firewall (once Untangle), JSON whose ``class`` says what it is about.

https://wiki.edge.arista.com/index.php/Event_Definitions
"""

from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.normalise import flows, transports

ARISTA = {"observer.vendor": "Arista", "observer.product": "Arista NG Firewall", "observer.type": "firewall"}
# What the end of a class's name is: provider, category.
CLASSES = (
    ("FirewallEvent", "firewall", "network"), ("SessionEvent", "session", "session"), ("SessionStatsEvent", "session_stats", "network"),
    ("SessionNatEvent", "session_nat", "network"), ("SessionMinuteEvent", "session_minute", "network"), ("AdminLoginEvent", "admin_login", "authentication"),
    ("IntrusionPreventionLogEvent", "intrusion_prevention", "intrusion_detection"), ("WebFilterEvent", "web_filter", "web"),
    ("HttpRequestEvent", "http_request", "web"), ("HttpResponseEvent", "http_response", "web"), ("SystemStatEvent", "system_stats", "host"),
    ("InterfaceStatEvent", "interface_stats", "host"),
)  # fmt: skip
NAMES = {
    "event.id": "sessionId", "rule.id": "ruleId", "user.name": "username|login", "host.name": "hostname", "event.reason": "reason",
    "source.ip": "CClientAddr|clientAddress|srcAddress", "source.port": "CClientPort|srcPort", "destination.ip": "SServerAddr|dstAddress|remoteAddr",
    "destination.port": "SServerPort|dstPort", "source.nat.ip": "SClientAddr", "source.nat.port": "SClientPort", "destination.nat.ip": "CServerAddr",
    "destination.nat.port": "CServerPort", "observer.ingress.interface.id": "clientIntf", "observer.egress.interface.id": "serverIntf",
    "source.bytes": "c2pBytes", "destination.bytes": "s2pBytes", "http.request.method": "method", "url.original": "requestLine|uri", "url.domain": "host|domain",
    "http.response.body.bytes": "contentLength", "http.response.mime_type": "contentType", "rule.category": "category", "rule.name": "msg",
}  # fmt: skip


def firewall_event(said: Mapping[str, Any]) -> Document:
    kind = str(said.get("class", "")).removeprefix("class ").rpartition(".")[2]
    provider, category = next(((one, what) for name, one, what in CLASSES if kind == name), (kind, "host"))
    found: Document = {name: _first(said, keys) for name, keys in NAMES.items()}
    refused = said.get("blocked") is True or said.get("succeeded") is False
    judged = "blocked" in said or "succeeded" in said
    # Without address translation both ends are called the same on both sides.
    for side in ("source", "destination"):
        if found[f"{side}.nat.ip"] == found[f"{side}.ip"]:
            found |= {f"{side}.nat.ip": None, f"{side}.nat.port": None}
    login = (
        {"event.action": "authn_login_fail" if refused else "authn_login_success"}
        if kind == "AdminLoginEvent" and judged
        else {}
    )
    return {
        **ARISTA,
        "event.provider": provider, "event.category": category, "event.action": provider, "event.outcome": ("failure" if refused else "success") if judged else "",
        **found, **flows.totals(found), **transports.facts(str(said.get("protocol") or said.get("protocolName") or "")), **login,
        "network.direction": flows.direction_between(found["source.ip"], found["destination.ip"]), "@timestamp": said.get("timeStamp"), "message": said.get("message") or kind, "arista": dict(said),
    }  # fmt: skip


def _first(said: Mapping[str, Any], keys: str) -> Any:
    found = (said.get(key) for key in keys.split("|"))
    return next(
        (one for one in found if isinstance(one, str | int) and not isinstance(one, bool) and one != ""), None
    )
