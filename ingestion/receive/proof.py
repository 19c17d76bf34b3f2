"""What proved a request's sender, carried with the request from its authentication to the spool."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import cast

from django.http import HttpRequest

from ingestion.receive.errors import DigestMismatch
from ingestion.receive.signature import DIGESTS

TOKEN, SIGNATURE = "token", "signature"  # values of verified_by, on the batch


@dataclass(frozen=True)
class Proof:
    """``digests`` is what a signed request says of its content, by algorithm; the content must bear it out."""

    verified_by: str = TOKEN
    digests: Mapping[str, bytes] = field(default_factory=dict)


def prove(request: HttpRequest, proof: Proof) -> None:
    request.META["lantern.proof"] = proof  # no header can be called this


def proof_of(request: HttpRequest) -> Proof:
    return cast(Proof, request.META.get("lantern.proof", Proof()))


def borne_out(chunks: Iterable[bytes], proof: Proof) -> Iterator[bytes]:
    """The same chunks; raises ``DigestMismatch`` behind the last one unless every stated digest is the content's."""
    hashes = {name: DIGESTS[name]() for name in proof.digests}
    for chunk in chunks:
        for running in hashes.values():
            running.update(chunk)
        yield chunk
    if not all(compare_digest(running.digest(), proof.digests[name]) for name, running in hashes.items()):
        raise DigestMismatch("The content is not the one that Content-Digest and the signature speak of.")
