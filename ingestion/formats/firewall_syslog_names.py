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
    "packets-from-server": "destination.packets", "sent": "source.bytes",
    "rcvd": "destination.bytes", "session-id-32": "trace.id", "loguid": "event.id", "reason": "event.reason",
    "resource": "url.original", "dstname": "url.domain", "application": "network.application", "appi_name": "network.application",
    "direction": "network.direction", "sn": "observer.serial_number", "fw": "observer.ip", "service_name": "network.protocol",
    "msg": "message", "sequencenum": "event.sequence", "origin": "observer.name", "layer_name": "network.name",
    "service_id": "network.application", "xlatesport": "source.nat.port", "nat-source-port": "source.nat.port", "xlatedst": "destination.nat.ip",
    "xlatedport": "destination.nat.port", "nat-destination-port": "destination.nat.port", "application-risk": "event.risk_score",
    "client_outbound_bytes": "source.bytes", "server_outbound_bytes": "destination.bytes", "sent_bytes": "source.bytes",
    "received_bytes": "destination.bytes", "client_outbound_packets": "source.packets", "server_outbound_packets": "destination.packets",
    "mac_source_address": "source.mac", "mac_destination_address": "destination.mac", "srcMac": "source.mac", "dstMac": "destination.mac",
    "src_machine_name": "source.domain", "dst_machine_name": "destination.domain", "dst_user_name": "destination.user.name",
    "file_name": "file.name", "file_size": "file.size", "file_type": "file.type", "file_md5": "file.hash.md5", "file_sha1": "file.hash.sha1",
    "file_sha256": "file.hash.sha256", "process_name": "process.name", "process_md5": "process.hash.md5", "dns_query": "dns.question.name",
    "dns_type": "dns.question.type", "method": "http.request.method", "os_name": "host.os.name", "os_version": "host.os.version",
    "severity": "event.severity", "protection_name": "rule.description", "n": "event.sequence", "pri": "event.severity",
    "id_name": "observer.name", "outbound_interface": "observer.egress.interface.name", "src_zone": "observer.ingress.interface.name", "dst_zone": "observer.egress.interface.name",
    "natSrc": "source.nat.ip", "natDst": "destination.nat.ip", "spkt": "source.packets", "rpkt": "destination.packets", "length": "network.bytes",
    "ip_version": "network.type", "arg": "url.path", "referer": "http.request.referrer", "obj": "url.path", "url": "url.domain",
    "protocol-name": "network.transport", "source-interface-name": "observer.ingress.interface.name", "interface-name": "observer.ingress.interface.name",
    "destination-interface-name": "observer.egress.interface.name", "rule-name": "rule.id", "rulebase-name": "rule.name",
    "outbound-bytes": "source.bytes", "inbound-bytes": "destination.bytes", "outbound-packets": "source.packets", "inbound-packets": "destination.packets",
    "filename": "file.name", "attack-name": "rule.description", "category": "rule.category", "in_interface": "observer.ingress.interface.name",
    "rcvd_bytes": "destination.bytes", "op": "http.request.method", "app_name": "network.application", "signature_name": "rule.description",
    "signature_cat": "rule.category", "signature_id": "rule.id", "src_user": "user.name", "dst_host": "url.domain",
}  # fmt: skip
NUMBERS = frozenset(
    (
        "source.port",
        "destination.port",
        "source.bytes",
        "destination.bytes",
        "source.packets",
        "destination.packets",
        "source.nat.port",
        "destination.nat.port",
        "network.bytes",
        "event.sequence",
        "event.severity",
        "event.risk_score",
        "file.size",
    )
)
NOTHING = frozenset(("", "N/A", "None", "UNKNOWN"))
NO_ADDRESS = frozenset(("0", "0.0.0.0", "::"))  # noqa: S104
# What a gateway says of the line itself, which the record's own fields say already.
ABOUT_THE_LINE = frozenset(("flags", "ifdir", "time", "version", "originsicname"))
OWN = {
    "checkpoint": "checkpoint", "juniper": "juniper.srx", "sonicwall": "sonicwall.firewall", "watchguard": "watchguard_firebox.log",
}  # fmt: skip
_BOTH = ("rule", "sub_rule", "anchor", "tracker", "interface", "reason", "action", "direction", "version")
FILTERLOG = {
    "4": (*_BOTH, "tos", "ecn", "ttl", "id", "offset", "flags", "", "proto", "length", "src", "dst"),
    "6": (*_BOTH, "class", "flow_label", "hop_limit", "proto", "", "length", "src", "dst"),
}
PFSENSE = {
    **{
        name: f"pfsense.ip.{name}"
        for name in ("tos", "ecn", "ttl", "id", "offset", "flags", "flow_label", "hop_limit")
    },
    **{name: f"pfsense.tcp.{name}" for name in ("sequence", "ack", "window", "urgent", "options")},
    "tcp_flags": "pfsense.tcp.flags",
    "data_length": "pfsense.length",
}
VENDORS = {
    "checkpoint": ("Checkpoint", "VPN-1 & FireWall-1"), "juniper": ("Juniper", "SRX"), "sonicwall": ("SonicWall", "SonicOS"),
    "filterlog": ("Netgate", "pf"), "watchguard": ("WatchGuard", "Firebox"),
}  # fmt: skip
# What Juniper's unified threat management and intrusion prevention do, by how its records' tags begin.
JUNIPER_DEEDS = (
    ("WEBFILTER_", "web_filter", "network"), ("AV_VIRUS_DETECTED", "virus_detected", "malware"), ("AV_", "antivirus", "network"),
    ("CONTENT_FILTERING_", "content_filter", "network"), ("ANTISPAM_", "antispam_filter", "email"),
    ("IDP_ATTACK_", "security_threat", "intrusion_detection"), ("IDP_APPDDOS_", "application_ddos", "intrusion_detection"),
    ("RT_SCREEN_", "attack_detected", "intrusion_detection"), ("SECINTEL_", "security_intelligence", "malware"),
    ("AAMW_", "malware_detected", "malware"),
)  # fmt: skip
# What a screen saw, by the words of its attack's name.
SCREENED = (("sweep", "sweep_detected"), ("flood", "flood_detected"), ("fragment", "fragment_detected"), ("scan", "scan_detected"),
            ("spoof", "spoofing_detected"), ("tunnel", "tunneling_screen"))  # fmt: skip
