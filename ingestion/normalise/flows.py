"""What sensors of network traffic say in forms of their own, as ECS wants it."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

TLS = re.compile(r"(TLS|SSL|DTLS)[ v]*(\d)\.?(\d)?", re.IGNORECASE)


def totals(said: Mapping[str, object]) -> dict[str, object]:
    """``network.bytes`` and ``network.packets``, where both directions are known."""
    found: dict[str, object] = {}
    for unit in ("bytes", "packets"):
        sent, received = said.get(f"source.{unit}"), said.get(f"destination.{unit}")
        if isinstance(sent, int) and isinstance(received, int):
            found[f"network.{unit}"] = sent + received
    return found


def tls_version(written: object) -> dict[str, object]:
    """``TLSv12`` and ``TLS 1.2`` are version 1.2 of tls."""
    found = TLS.match(str(written or ""))
    if not found:
        return {}
    version = f"{found[2]}.{found[3] or '0'}"
    return {"tls.version": version, "tls.version_protocol": found[1].lower()}


def addresses(answers: Sequence[object]) -> list[str] | None:
    """Those of a DNS record's answers that are addresses."""
    return [str(one) for one in answers if _is_address(str(one))] or None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
