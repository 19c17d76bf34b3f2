"""Event logs that make the decoder fail, crash or run for ever: what can be decoded is, and the rest is said."""

from pathlib import Path

import pytest

from ingestion.formats import evtx_decode
from ingestion.formats.format import Reason

HEADER = b"ElfFile\x00".ljust(evtx_decode.HEADER, b"\x00")
# Stands in for the decoder: a chunk is decoded by its first letter.
DECODER = """
import sys, time, os
body = sys.stdin.buffer.read()[4096:]
for number, start in enumerate(range(0, len(body), 65536)):
    kind = body[start:start + 1]
    print('{"data": "record"}', flush=True)
    if kind == b"h":
        time.sleep(60)
    if kind == b"c":
        os._exit(7)
    if kind == b"e":
        print('{"error": "bad checksum"}')
    print('{"chunk": %d}' % number, flush=True)
"""


@pytest.fixture(autouse=True)
def _decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    child.write_text(DECODER)
    monkeypatch.setattr(evtx_decode, "CHILD", child)


def decoded(kinds: str) -> list[str]:
    """Each record, or the code of why not; chunks are of these kinds: good, hanging, crashing, erring."""
    body = HEADER + b"".join(kind.encode().ljust(evtx_decode.CHUNK, b"\x00") for kind in kinds)
    found = evtx_decode.texts(body, patience_s=1.0)
    return [one.code if isinstance(one, Reason) else one for one in found]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        pytest.param("gg", ["record"] * 2, id="good"),
        pytest.param("ge", ["record", "record", "damaged_record"], id="a damaged record"),
        pytest.param("ghg", ["record", "record", "damaged_chunk", "record"], id="one runs for ever"),
        pytest.param("cg", ["record", "damaged_chunk", "record"], id="one crashes"),
        pytest.param("gc", ["record", "record", "damaged_chunk"], id="the last crashes"),
        pytest.param("cccgg", ["record", "damaged_chunk"] * 3 + ["damaged_chunk"], id="given up"),
    ],
)
def test_a_chunk_harms_only_itself(kinds: str, expected: list[str]) -> None:
    assert decoded(kinds) == expected
