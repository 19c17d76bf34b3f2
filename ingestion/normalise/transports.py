"""IANA's numbers of protocols above IP, by the names that ECS wants: in small letters."""

NAMES = {
    "1": "icmp", "2": "igmp", "4": "ipv4", "6": "tcp", "17": "udp", "41": "ipv6", "47": "gre", "50": "esp", "51": "ah",
    "58": "ipv6-icmp", "89": "ospf", "112": "vrrp", "132": "sctp",
}  # fmt: skip


def name(written: str) -> str:
    """Of a number or a name; a number that is none of these gives nothing."""
    return NAMES.get(written, "") if written.isdigit() else written.lower()
