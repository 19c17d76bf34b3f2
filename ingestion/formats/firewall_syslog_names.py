"""What firewalls' own pairs and columns are called in ECS."""

NAMES = {
    "src": "source.ip", "source-address": "source.ip", "dst": "destination.ip", "destination-address": "destination.ip",
    "s_port": "source.port", "source-port": "source.port", "src_port": "source.port", "service": "destination.port",
    "d_port": "destination.port", "destination-port": "destination.port", "dst_port": "destination.port",
    "proto": "network.transport", "protocol-id": "network.transport", "user": "user.name", "usr": "user.name",
    "username": "user.name", "src_user_name": "user.name", "rule_name": "rule.name", "policy-name": "rule.name", "rule": "rule.id",
    "rule_uid": "rule.uuid", "ifname": "observer.ingress.interface.name", "interface": "observer.ingress.interface.name",
    "packet-incoming-interface": "observer.ingress.interface.name", "source-zone-name": "observer.ingress.zone",
    "destination-zone-name": "observer.egress.zone", "inzone": "observer.ingress.zone", "outzone": "observer.egress.zone",
    "nat-source-address": "source.nat.ip", "xlatesrc": "source.nat.ip", "nat-destination-address": "destination.nat.ip",
    "bytes-from-client": "source.bytes", "bytes-from-server": "destination.bytes", "packets-from-client": "source.packets",
    "packets-from-server": "destination.packets", "client_inbound_bytes": "source.bytes", "sent": "source.bytes",
    "rcvd": "destination.bytes", "session-id-32": "trace.id", "loguid": "event.id", "reason": "event.reason",
    "resource": "url.original", "dstname": "url.domain", "application": "network.application", "appi_name": "network.application",
    "direction": "network.direction", "sn": "observer.serial_number", "fw": "observer.ip", "service_name": "network.protocol",
    "msg": "message", "n": "firewall.count",
}  # fmt: skip
NUMBERS = frozenset(
    (
        "source.port",
        "destination.port",
        "source.bytes",
        "destination.bytes",
        "source.packets",
        "destination.packets",
    )
)
NOTHING = frozenset(("", "N/A", "None", "UNKNOWN"))
_BOTH = ("rule", "sub_rule", "anchor", "tracker", "interface", "reason", "action", "direction", "version")
FILTERLOG = {
    "4": (*_BOTH, "tos", "ecn", "ttl", "id", "offset", "flags", "", "proto", "length", "src", "dst"),
    "6": (*_BOTH, "class", "flow_label", "hop_limit", "proto", "", "length", "src", "dst"),
}
VENDORS = {
    "checkpoint": ("Checkpoint", "VPN-1 & FireWall-1"), "juniper": ("Juniper", "SRX"), "sonicwall": ("SonicWall", "Firewall"),
    "filterlog": ("Netgate", "pf"),
}  # fmt: skip
