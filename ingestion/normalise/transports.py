"""IANA's numbers of protocols above IP, by the names that ECS wants: in small letters."""

import re

SIX = "^icmp(?:v6|6)$"  # what Linux and the BSDs call it
NAMES = {
    "1": "icmp", "2": "igmp", "4": "ipv4", "6": "tcp", "17": "udp", "41": "ipv6", "47": "gre", "50": "esp", "51": "ah",
    "58": "ipv6-icmp", "89": "ospf", "112": "vrrp", "132": "sctp",
}  # fmt: skip


NUMBERS = {name: number for number, name in NAMES.items()}


def facts(written: str) -> dict[str, str]:
    """Of a number or a name, by the names of ECS. A number is kept as it is; one that is none of these has no name."""
    if not (written.isascii() and written.isdigit()):
        return {"network.transport": re.sub(SIX, NAMES["58"], written.lower())}
    number = written.lstrip("0") or "0"
    return {"network.iana_number": number, "network.transport": NAMES.get(number, "")}


def number(written: str) -> str:
    """The engine's expression of the number, where a number was written."""
    return f"if({_is_number(written)}, {_number(written)}, '')"


def named(written: str) -> str:
    """The engine's expression of the name."""
    known = f"transform({_number(written)}, {list(NAMES)}, {list(NAMES.values())}, '')"
    return f"if({_is_number(written)}, {known}, replaceRegexpOne(lower({written}), '{SIX}', '{NAMES['58']}'))"


def _is_number(written: str) -> str:
    return f"match({written}, '^[0-9]+$')"


def _number(written: str) -> str:
    return f"replaceRegexpOne({written}, '^0+([0-9])', '\\\\1')"
