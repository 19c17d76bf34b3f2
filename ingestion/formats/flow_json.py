"""Network flows as JSON, as collectors of NetFlow and IPFIX write them: nfdump, IPFIXcol2, GoFlow2, pmacct, nProbe and ElastiFlow.

A flow's time is its beginning. The names of RFC 7012's elements differ only in how each collector spells them.
https://github.com/phaag/nfdump, https://github.com/CESNET/ipfixcol2, https://github.com/netsampler/goflow2, http://www.pmacct.net
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import format_of_shape, text
from ingestion.normalise import flows, transports

BEGINS = (
    "first", "t_first", "iana:flowStartMilliseconds", "iana:flowStartMicroseconds", "iana:flowStartNanoseconds", "iana:flowStartSeconds",
    "time_flow_start_ns", "timestamp_start", "FIRST_SWITCHED", "first_switched", "FLOW_START_MILLISECONDS", "flow.start.timestamp",
    "time_received_ns", "timestamp_arrival", "timestamp_min", "stamp_inserted", "received", "t_received", "@timestamp",
)  # fmt: skip
ENDS = (
    "last", "t_last", "iana:flowEndMilliseconds", "iana:flowEndMicroseconds", "iana:flowEndNanoseconds", "iana:flowEndSeconds",
    "time_flow_end_ns", "timestamp_end", "LAST_SWITCHED", "last_switched", "FLOW_END_MILLISECONDS", "flow.end.timestamp", "timestamp_max",
)  # fmt: skip
SOURCES = ("src4_addr", "src6_addr", "iana:sourceIPv4Address", "iana:sourceIPv6Address", "ip_src", "IPV4_SRC_ADDR", "IPV6_SRC_ADDR",
           "ipv4_src_addr", "ipv6_src_addr", "flow.src.ip.addr", "src_addr")  # fmt: skip
TARGETS = ("dst4_addr", "dst6_addr", "iana:destinationIPv4Address", "iana:destinationIPv6Address", "ip_dst", "IPV4_DST_ADDR", "IPV6_DST_ADDR",
           "ipv4_dst_addr", "ipv6_dst_addr", "flow.dst.ip.addr", "dst_addr")  # fmt: skip
NAMES = {
    "source.ip": SOURCES,
    "destination.ip": TARGETS,
    "source.mac": ("in_src_mac", "iana:sourceMacAddress", "src_mac", "mac_src", "IN_SRC_MAC", "flow.src.mac.addr"),
    "destination.mac": ("out_dst_mac", "in_dst_mac", "iana:destinationMacAddress", "dst_mac", "mac_dst", "OUT_DST_MAC", "flow.dst.mac.addr"),
    "observer.ip": ("ip4_router", "ip6_router", "iana:exporterIPv4Address", "sampler_address", "peer_ip_src", "EXPORTER_IPV4_ADDRESS", "flow.export.ip.addr"),
    "observer.ingress.interface.id": ("input_snmp", "iana:ingressInterface", "in_if", "iface_in", "INPUT_SNMP", "input_snmp"),
    "observer.egress.interface.id": ("output_snmp", "iana:egressInterface", "out_if", "iface_out", "OUTPUT_SNMP", "output_snmp"),
    "network.protocol": ("flow.application.name",),
}  # fmt: skip
COUNTS = {
    "source.port": ("src_port", "iana:sourceTransportPort", "port_src", "L4_SRC_PORT", "l4_src_port", "flow.src.l4.port.id"),
    "destination.port": ("dst_port", "iana:destinationTransportPort", "port_dst", "L4_DST_PORT", "l4_dst_port", "flow.dst.l4.port.id"),
    "source.bytes": ("in_bytes", "iana:octetDeltaCount", "iana:octetTotalCount", "bytes", "IN_BYTES", "flow.bytes"),
    "source.packets": ("in_packets", "iana:packetDeltaCount", "iana:packetTotalCount", "packets", "IN_PKTS", "in_pkts", "flow.packets"),
    "destination.bytes": ("out_bytes", "iana@reverse:octetDeltaCount", "OUT_BYTES"),
    "destination.packets": ("out_packets", "iana@reverse:packetDeltaCount", "OUT_PKTS", "out_pkts"),
}  # fmt: skip
TRANSPORTS = (
    "proto",
    "iana:protocolIdentifier",
    "ip_proto",
    "PROTOCOL",
    "protocol",
    "l4.proto.name",
    "l4.proto.num",
)


def shape(said: Mapping[str, Any]) -> Document:
    """Logstash's codec and nProbe put the flow into a member of its own."""
    inner = said.get("netflow") or said.get("ipfix")
    flow = {**said, **inner} if isinstance(inner, dict) else said
    found: Document = {name: first(flow, names) for name, names in NAMES.items()}
    counts = {name: number(first(flow, names)) for name, names in COUNTS.items()}
    both = flows.totals(counts)
    return {
        "@timestamp": first(flow, BEGINS),
        "event.start": first(flow, BEGINS),
        "event.end": first(flow, ENDS),
        "event.action": "netflow_flow",
        "event.category": "network",
        **found,
        **{side: flows.hardware(str(found[side])) for side in ("source.mac", "destination.mac")},
        **counts,
        "network.bytes": both.get("network.bytes", counts["source.bytes"]),
        "network.packets": both.get("network.packets", counts["source.packets"]),
        **transports.facts(first(flow, TRANSPORTS)),
        "network.type": "ipv6" if ":" in str(found["source.ip"]) else "ipv4",
        "message": f"{found['source.ip']} → {found['destination.ip']}",
        "netflow": dict(said),
    }


def first(said: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := text(said, name))), "")


def number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() else None


def _any(names: tuple[str, ...]) -> bytes:
    return b"|".join(re.escape(name).encode() for name in names)


FORMAT = format_of_shape(
    "flow_json",
    "Network flows as JSON (nfdump, IPFIXcol2, GoFlow2, pmacct, nProbe)",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.{0,4000}?"(?:%b)"\s*:\s*"[0-9A-Fa-f.:]{2,45}")(?=.{0,4000}?"(?:%b)"\s*:\s*"[0-9A-Fa-f.:]{2,45}")'
        rb'(?=.{0,4000}?"(?:%b)"\s*:)'
        % (_any(SOURCES), _any(TARGETS), _any((*COUNTS["source.packets"], "sampler_address"))),
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"type":"FLOW","sampled":0,"first":"2026-11-21T20:00:01.250","last":"2026-11-21T20:00:02.500","in_packets":5,"in_bytes":719,"out_packets":2,'
            b'"out_bytes":100,"proto":6,"src_port":51234,"dst_port":443,"src4_addr":"192.0.2.60","dst4_addr":"198.51.100.43","ip4_router":"192.0.2.1"}',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "netflow_flow", "event.category": "network", "source.ip": "192.0.2.60",
             "source.port": 51234, "message": "192.0.2.60 → 198.51.100.43"},
        ),
        Sample(
            b'{"@type":"ipfix.entry","iana:octetDeltaCount":719,"iana:packetDeltaCount":5,"iana:flowStartMilliseconds":1795291201250,'
            b'"iana:sourceIPv6Address":"2001:db8::1","iana:destinationIPv6Address":"2001:db8::2","iana:sourceTransportPort":5000,"iana:protocolIdentifier":17}',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "source.ip": "2001:db8::1", "source.port": 5000},
        ),
        Sample(
            b'{"type":"NETFLOW_V9","time_received_ns":1795291203000000000,"sampler_address":"192.0.2.1","time_flow_start_ns":1795291201250000000,"bytes":719,'
            b'"packets":5,"src_addr":"192.0.2.60","dst_addr":"198.51.100.43","etype":"IPv4","proto":"TCP","src_port":51234,"dst_port":443}',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "source.ip": "192.0.2.60", "source.port": 51234},
        ),
        Sample(
            b'{"event_type":"purge","ip_src":"192.0.2.60","ip_dst":"198.51.100.43","port_src":51234,"port_dst":443,"ip_proto":"tcp",'
            b'"timestamp_start":"2026-11-21 20:00:01.250000","packets":5,"bytes":719}',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "source.ip": "192.0.2.60"},
        ),
    ),
)  # fmt: skip
