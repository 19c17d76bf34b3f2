"""The bodies of spool rows: compressed, then sealed, as they hold what masking has not seen yet.

PostgreSQL keeps deleted rows in its files and its log for a while; without the masking key they say nothing.
"""

import zstandard

from ingestion.normalise.masking import vault
from ingestion.privacy.masks import keys

LEVEL = 1  # Zstandard: about 500 MB/s here, and a sixth of the size; level 3 saves nothing on these lines
VERSION = b"\x01"
PLAIN = b"\x28\xb5\x2f\xfd"  # Zstandard's own beginning: rows that an earlier release spooled


def closed(body: bytes) -> bytes:
    """What is kept of ``body``."""
    packed = zstandard.ZstdCompressor(level=LEVEL).compress(body)
    return VERSION + vault.closed(keys().spool, packed, VERSION)


def opened(kept: bytes, size: int) -> bytes:
    """The body again; ``size`` is its length. Raises ``vault.CannotOpen``."""
    packed = kept if kept.startswith(PLAIN) else vault.opened(keys().spool, kept[len(VERSION) :], VERSION)
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=max(size, 1))
