"""The one spelling of a personal value, which its pseudonym is made of, however it was written."""

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from ingestion.normalise.masking import national
from ingestion.normalise.masking.tokens import Tokens

LONGEST = 200
FLOW = re.compile(r"1:[A-Za-z0-9+/]{27}=")  # Community ID


def spelling(kind: str, value: str) -> str:
    if kind == "phone":
        return "".join(char for char in value if char.isdigit()).removeprefix("00")
    if kind == "nationalid":
        return "".join(char for char in value if char.isalnum()).upper()
    if kind == "ip":
        return (_address(value) if len(value) <= LONGEST else "") or value.lower()
    return " ".join(value.lower().split())


@lru_cache(maxsize=4096)
def _address(value: str) -> str:
    try:
        found = ip_address(value.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def could_be(kind: str, value: str) -> bool:
    """Whether somebody who types ``value`` may mean a value of this kind."""
    if not value or len(value) > LONGEST:
        return False
    if kind == "mail":
        return "@" in value
    if kind == "phone":
        return sum(char.isdigit() for char in value) >= 6
    if kind == "nationalid":
        return bool(national.country_of(value.encode())) or sum(char.isdigit() for char in value) >= 6
    return bool(_address(value) or FLOW.fullmatch(value)) if kind == "ip" else True


def pseudonyms_of(tokens: Tokens, kinds: Collection[str], value: str) -> list[str]:
    """The pseudonyms that ``value`` would have got, one for each kind that it may be of."""
    said = value.strip()
    return [
        tokens.pseudonym(kind, spelling(kind, said).encode("utf-8", "replace")).decode()
        for kind in sorted(kinds)
        if could_be(kind, said)
    ]
