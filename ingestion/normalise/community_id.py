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


def _end(said: Mapping[str, object], side: str, transport: str) -> tuple[bytes, bytes]:
    address = ip_address(str(said[f"{side}.ip"])[:MOST]).packed
    if transport not in WITH_PORTS:
        return address, b""
    port = str(said.get(f"{side}.port", ""))[:MOST]
    if not (port.isascii() and port.isdecimal()) or int(port) > 0xFFFF:
        raise ValueError("no port")
    return address, int(port).to_bytes(2, "big")
