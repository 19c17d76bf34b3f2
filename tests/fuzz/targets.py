"""What is fuzzed: each target takes any bytes, and may refuse them but neither fail nor contradict itself."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import orjson

from ingestion.formats import FORMATS
from ingestion.formats.detect import detect
from ingestion.normalise.masking.keys import derive
from ingestion.normalise.masking.masker import Masker
from ingestion.normalise.masking.profile import profile
from ingestion.normalise.masking.tokens import PERSONAL_KINDS
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.hec_events import BadEvent
from ingestion.receive.records import Unusable
from ingestion.store.given import given
from tests.formats.test_any_bytes import ARRIVAL
from tests.masking.table import CARRIERS, IN_URLS, TOKENS
from tests.receive.test_hostile_bodies import BODIES, DECODERS, made

NAMES, RECEIVERS = list(FORMATS), list(DECODERS)
KEYS = derive("a key for the fuzz, long enough to pass")
SECRETS, PERSONAL = Masker(KEYS), Masker(KEYS, profile(PERSONAL_KINDS))
SEED = 2000  # bytes of a seed


def receivers(data: bytes) -> None:
    """The first byte chooses the decoder."""
    with suppress(ReceiveProblem, BadEvent, Unusable):
        DECODERS[RECEIVERS[data[0] % len(RECEIVERS)]](data[1:])


def formats(data: bytes) -> None:
    """The first byte chooses the format. Every record is stored or refused, in the order in which they came."""
    name, body = NAMES[data[0] % len(NAMES)], data[1:]
    found = list(given(FORMATS[name], body, ARRIVAL).records())
    positions = [record.position for record in found]
    assert positions == sorted(set(positions)), name
    assert all(record.raw for record in found), name
    assert all(isinstance(orjson.loads(record.document or b"{}"), dict) for record in found), name
    FORMATS[name].explain(body)
    detect(body)


def masking(data: bytes) -> None:
    """Lines stay, and masking secrets twice is masking them once."""
    assert PERSONAL.mask(data).body.count(b"\n") == data.count(b"\n")
    once = SECRETS.mask(data).body
    assert once.count(b"\n") == data.count(b"\n")
    assert SECRETS.mask(once).body == once


TARGETS: dict[str, Callable[[bytes], None]] = {"receivers": receivers, "formats": formats, "masking": masking}


def seeds(target: str) -> Iterator[bytes]:
    """Bytes that get behind the first checks."""
    if target == "receivers":
        for name, *parts in BODIES:
            yield bytes((RECEIVERS.index(name),)) + made(SEED, *parts)
    elif target == "formats":
        for number, name in enumerate(NAMES):
            yield from (bytes((number,)) + sample.line[:SEED] for sample in FORMATS[name].samples)
    else:
        yield from (line.encode() for table in (CARRIERS, IN_URLS, TOKENS) for line in table.values())
