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


def columns(written: str) -> tuple[tuple[str, str], ...]:
    """The same as expressions of the engine over one that gives what was written."""
    is_number = f"match({written}, '^[0-9]+$')"
    number = f"toString(toUInt64OrZero({written}))"
    named = f"transform({number}, {list(NAMES)}, {list(NAMES.values())}, '')"
    return (
        ("network.iana_number", f"if({is_number}, {number}, '')"),
        (
            "network.transport",
            f"if({is_number}, {named}, replaceRegexpOne(lower({written}), '{SIX}', '{NAMES['58']}'))",
        ),
    )
