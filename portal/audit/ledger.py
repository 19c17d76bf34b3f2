"""Adding facts to the Merkle ledger (RFC 6962 leaf hashing over canonical JSON)."""

from collections.abc import Mapping, Sequence

from portal.audit.models import LedgerLeaf
from portal.core.canonical import canonical_json, leaf_hash


def append(kind: str, reference: str, payload: Mapping[str, object]) -> LedgerLeaf:
    """Add one leaf in the caller's transaction; see ``append_all``."""
    return append_all(kind, [(reference, payload)])[0]


def append_all(kind: str, facts: Sequence[tuple[str, Mapping[str, object]]]) -> list[LedgerLeaf]:
    """Add a leaf for each (reference, payload), in their order, in the caller's transaction.

    ``kind`` is ``batch``, ``replay``, ``destruction``, ``policy`` or ``evidence``; ``payload`` holds text, integers, lists and
    dicts only (no floats). The row keeps the exact bytes that were hashed.
    """
    leaves = []
    for reference, payload in facts:
        body = canonical_json({"kind": kind, "reference": reference, **payload})
        leaves.append(LedgerLeaf(kind=kind, reference=reference, payload=body, leaf=leaf_hash(body)))
    return LedgerLeaf.objects.bulk_create(leaves)
