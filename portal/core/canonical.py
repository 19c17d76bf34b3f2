"""Canonical JSON (RFC 8785) and Merkle hashing (RFC 6962): what is signed or chained must have one form."""

import hashlib
import json
from collections.abc import Iterable


def canonical_json(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces.

    Numbers must be integers or strings: floats have no single spelling across languages and raise ``ValueError``.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("A float has no canonical form; send an integer or a string.")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x00 || data), 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes in order; SHA-256 of nothing for an empty list (RFC 6962 §2.1).

    An odd node at the end of a level moves up unchanged, which gives RFC 6962's tree shape.
    """
    level = list(leaves)
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]
