"""Adding facts to the Merkle ledger (RFC 6962 leaf hashing over canonical JSON)."""

from collections.abc import Mapping

from portal.audit.models import LedgerLeaf
from portal.core.canonical import canonical_json, leaf_hash


def append(kind: str, reference: str, payload: Mapping[str, object]) -> LedgerLeaf:
    """Add one leaf in the caller's transaction.

    ``kind`` is ``batch``, ``replay``, ``destruction``, ``policy`` or ``evidence``; ``payload`` holds text, integers, lists and
    dicts only (no floats). The row keeps the exact bytes that were hashed.
    """
    body = canonical_json({"kind": kind, "reference": reference, **payload})
    leaf = LedgerLeaf(kind=kind, reference=reference, payload=body, leaf=leaf_hash(body))
    leaf.save()
    return leaf
