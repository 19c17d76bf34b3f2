"""Decoding Windows event logs where nothing that a file holds can harm us.

The decoder is fast and not made for hostile files: some make it run for ever, and nothing in a process ends that. So it
works in a process of its own, chunk by chunk; a chunk that takes too long is left behind and said to be damaged.
"""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import orjson

from ingestion.formats.format import Reason

CHILD = Path(__file__).with_name("evtx_child.py")
HEADER, CHUNK = 4096, 65536
PATIENCE_S = 5.0  # for one chunk of 64 KiB, which takes milliseconds
MOST_STUCK = 3  # chunks; then the rest is given up


def texts(body: bytes, patience_s: float = PATIENCE_S) -> Iterator[str | Reason]:
    """Each record as JSON, or why it, or the chunk that it is in, cannot be decoded."""
    header, first = body[:HEADER], 0
    chunks = -(-max(len(body) - HEADER, 1) // CHUNK)
    for _ in range(MOST_STUCK):
        done = yield from _decoded(header + body[HEADER + first * CHUNK :], patience_s)
        first += done
        if first >= chunks:
            return
        yield Reason("damaged_chunk", f"Chunk {first + 1} of {chunks} cannot be decoded.")
        first += 1
        if first >= chunks:
            return
    yield Reason("damaged_chunk", f"The {chunks - first} chunks behind the damaged ones were not decoded.")


def _decoded(body: bytes, patience_s: float) -> Generator[str | Reason, None, int]:
    """Returns how many chunks were decoded."""
    done = 0
    with subprocess.Popen(
        [sys.executable, "-I", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:  # fmt: skip
        try:
            for line in _lines(child, body, patience_s):
                said = orjson.loads(line)
                if "chunk" in said:
                    done += 1
                elif "error" in said:
                    yield Reason("damaged_record", f"The record cannot be decoded: {said['error']}.")
                else:
                    yield said["data"]
        finally:
            child.kill()
    return done


def _lines(child: "subprocess.Popen[bytes]", body: bytes, patience_s: float) -> Iterator[bytes]:
    """Whole lines until it ends, or says nothing for ``patience_s``."""
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("The decoder has no pipes.")
    try:
        child.stdin.write(body)
        child.stdin.close()
    except BrokenPipeError:
        return
    held = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        until = time.monotonic() + patience_s
        while waiting.select(max(until - time.monotonic(), 0)):
            piece = os.read(child.stdout.fileno(), 2**16)
            if not piece:
                return
            *lines, held = (held + piece).split(b"\n")
            yield from lines
            until = time.monotonic() + patience_s
