"""What sensors of network traffic say in forms of their own, as ECS wants it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network

DIRECTIONS = {"in": "inbound", "incoming": "inbound", "out": "outbound", "outgoing": "outbound"}
PRIVATE = tuple(
    ip_network(one)
    for one in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)
ENDS = ("ip", "port", "bytes", "packets", "nat.ip", "nat.port", "mac")
LONGEST_NAME = 4096  # characters
BETWEEN_PARTS = re.compile(r"(?<!\\)(?:,|/(?=[A-Z]{1,2}=))")
PARTS_OF_NAMES = {
    "CN": "common_name", "O": "organization", "OU": "organizational_unit", "L": "locality", "ST": "state_or_province",
    "S": "state_or_province", "C": "country",
}  # fmt: skip
TLS = re.compile(r"(TLS|SSL|DTLS)[ v]*(\d)\.?(\d)?", re.IGNORECASE)


def totals(said: Mapping[str, object]) -> dict[str, object]:
    """``network.bytes`` and ``network.packets``, where both directions are known."""
    found: dict[str, object] = {}
    for unit in ("bytes", "packets"):
        sent, received = said.get(f"source.{unit}"), said.get(f"destination.{unit}")
        if isinstance(sent, int) and isinstance(received, int):
            found[f"network.{unit}"] = sent + received
    return found


def ends(said: Mapping[str, object]) -> dict[str, object]:
    """Who asked and who was asked as ``client`` and ``server`` too, for senders that say which is which."""
    sides = (("client", "source"), ("server", "destination"))
    named = ((f"{role}.{name}", said.get(f"{side}.{name}")) for role, side in sides for name in ENDS)
    return {name: one for name, one in named if one not in (None, "")}


def direction_between(source: object, destination: object) -> str:
    """By whose addresses are private (RFC 1918, RFC 4193 and the like), where a sensor does not say it."""
    inner = [_is_private(str(one or "")) for one in (source, destination)]
    if None in inner:
        return ""
    return {(True, True): "internal", (True, False): "outbound", (False, True): "inbound"}.get(
        (bool(inner[0]), bool(inner[1])), "external"
    )


@lru_cache(maxsize=4096)
def _is_private(text: str) -> bool | None:
    return any(ip_address(text) in one for one in PRIVATE) if _is_address(text) else None


def hardware(written: str) -> str:
    """A MAC address as ECS writes it (RFC 7042): ``00-00-5E-00-53-23``."""
    return written.replace(":", "-").upper()


def nanoseconds(hours: str, minutes: str, seconds: str) -> int:
    """A duration that is written like a clock."""
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 10**9


def direction(written: str) -> str:
    """In the words of ECS; a word that is none of theirs stays."""
    return DIRECTIONS.get(written.lower(), written.lower())


def tls_version(written: object) -> dict[str, object]:
    """``TLSv12`` and ``TLS 1.2`` are version 1.2 of tls."""
    found = TLS.match(str(written or ""))
    if not found:
        return {}
    version = f"{found[2]}.{found[3] or '0'}"
    return {"tls.version": version, "tls.version_protocol": found[1].lower()}


def distinguished(prefix: str, name: str) -> dict[str, object]:
    """The parts of a certificate's distinguished name (RFC 4514), by their ECS names behind ``prefix``."""
    parts = (one.strip().partition("=") for one in BETWEEN_PARTS.split(name[:LONGEST_NAME]))
    return {
        f"{prefix}.{PARTS_OF_NAMES[key.upper()]}": value.replace("\\", "")
        for key, _, value in parts
        if key.upper() in PARTS_OF_NAMES and value
    }


def addresses(answers: Sequence[object]) -> list[str] | None:
    """Those of a DNS record's answers that are addresses."""
    return [str(one) for one in answers if _is_address(str(one))] or None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
