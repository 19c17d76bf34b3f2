"""Community ID 1: one name for a flow, whichever sensor saw it and from which side.

https://github.com/corelight/community-id-spec
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from ipaddress import ip_address

from ingestion.normalise import transports

NAME = "network.community_id"
NEEDED = frozenset({"source.ip", "destination.ip"})
WITH_PORTS = frozenset({"tcp", "udp", "sctp"})
WITHOUT = frozenset(transports.NUMBERS) - WITH_PORTS - {"icmp", "ipv6-icmp"}  # whose types few records say
PROTOCOLS = WITH_PORTS | WITHOUT
MOST = 4096  # bytes of an address or port that is looked at


def facts(said: Mapping[str, object]) -> dict[str, object]:
    """``network.community_id`` of a document that names both ends and the protocol above IP, unless it has one."""
    transport = said.get("network.transport")
    if (
        not isinstance(transport, str)
        or transport not in PROTOCOLS
        or NAME in said
        or not said.keys() >= NEEDED
    ):
        return {}
    try:
        near, far = (_end(said, side, transport) for side in ("source", "destination"))
    except ValueError:
        return {}
    if len(near[0]) != len(far[0]):
        return {}
    return {NAME: community_id(near, far, int(transports.NUMBERS[transport]))}


def community_id(near: tuple[bytes, bytes], far: tuple[bytes, bytes], protocol: int) -> str:
    """``near`` and ``far`` are an address and a port in network order, the port empty where the protocol has none."""
    first, second = sorted((near, far))
    hashed = b"".join((bytes(2), first[0], second[0], bytes((protocol, 0)), first[1], second[1]))
    return "1:" + b64encode(sha1(hashed, usedforsecurity=False).digest()).decode()


def expression(source: str, source_port: str, destination: str, destination_port: str, transport: str) -> str:
    """The same by the engine, over expressions of texts; empty where there is none."""
    four = " AND ".join(f"isIPv4String({one})" for one in (source, destination))
    six = " AND ".join(f"isIPv6String({one})" for one in (source, destination))
    ports = " AND ".join(f"isNotNull(toUInt16OrNull({one}))" for one in (source_port, destination_port))
    has_ports = f"{transport} IN {tuple(sorted(WITH_PORTS))}"
    is_flow = (
        f"({four} OR {six}) AND {transport} IN {tuple(sorted(PROTOCOLS))} AND (NOT ({has_ports}) OR {ports})"
    )
    protocol = f"toUInt8OrZero(transform({transport}, {list(transports.NUMBERS)}, {list(transports.NUMBERS.values())}, ''))"
    near, far = (_end_of(*one, has_ports) for one in ((source, source_port), (destination, destination_port)))
    hashed = (
        "concat(unhex('0000'), substring(least(a, b), 1, n), substring(greatest(a, b), 1, n), char(protocol), unhex('00'), "
        "substring(least(a, b), n + 1), substring(greatest(a, b), n + 1))"
    )
    made = f"(a, b, n, protocol) -> concat('1:', base64Encode(SHA1({hashed})))"
    size = f"if(isIPv4String({source}), 4, 16)"
    return f"if({is_flow}, arrayMap({made}, [{near}], [{far}], [{size}], [{protocol}])[1], '')"


def _end_of(address: str, port: str, has_ports: str) -> str:
    number = f"toUInt16OrZero({port})"
    packed = (
        f"rightPad(toString(IPv6StringToNumOrDefault({address})), 16, char(0))"  # zeros at the end get lost
    )
    short = f"if(isIPv4String({address}), substring({packed}, 13), {packed})"
    return f"concat({short}, if({has_ports}, char(intDiv({number}, 256), {number} % 256), ''))"


def _end(said: Mapping[str, object], side: str, transport: str) -> tuple[bytes, bytes]:
    address = ip_address(str(said[f"{side}.ip"])[:MOST]).packed
    if transport not in WITH_PORTS:
        return address, b""
    port = str(said.get(f"{side}.port", ""))[:MOST]
    if not (port.isascii() and port.isdecimal()) or int(port) > 0xFFFF:
        raise ValueError("no port")
    return address, int(port).to_bytes(2, "big")
