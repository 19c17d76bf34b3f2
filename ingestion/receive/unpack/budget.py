"""How much may come out of one file, in all: bytes, members, and how many times its own size."""

from collections.abc import Iterable, Iterator

from django.conf import settings

from ingestion.receive.decode import RATIO_FROM
from ingestion.receive.errors import TooLarge


class Bomb(TooLarge):
    """The file holds more than one may; nothing further of it is read."""

    code = "decompression_bomb"


class TooDeep(TooLarge):
    """Packings and archives inside each other beyond what is followed."""

    code = "too_deep"


class Budget:
    """One for each file that arrives. Bytes count at every layer that they come out of, so that layers cost as well."""

    def __init__(self) -> None:
        self.most_bytes = settings.ARCHIVE_MAX_BYTES
        self.most_members = settings.ARCHIVE_MAX_MEMBERS
        self.most_times = settings.ARCHIVE_MAX_RATIO
        self.most_depth = settings.ARCHIVE_MAX_DEPTH
        self.taken = self.given = self.members = 0

    def count_in(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The file's own bytes on their way in."""
        for chunk in chunks:
            self.taken += len(chunk)
            yield chunk

    def count_out(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """What comes out of a packing or an archive. Raises ``Bomb``."""
        for piece in pieces:
            self.given += len(piece)
            if self.given > self.most_bytes:
                raise Bomb(
                    f"It holds more than {self.most_bytes:,} bytes unpacked. Send it in several parts."
                )
            if self.given > RATIO_FROM and self.given > self.most_times * self.taken:
                raise Bomb(
                    f"It expands to more than {self.most_times} times its size and is refused as a bomb."
                )
            if piece:
                yield piece

    def count_member(self) -> None:
        """Raises ``Bomb`` for one member too many, directories and refused ones counted."""
        self.members += 1
        if self.members > self.most_members:
            raise Bomb(f"It holds more than {self.most_members:,} files. Send it in several parts.")

    def go_deeper(self, depth: int) -> int:
        """Raises ``TooDeep``."""
        if depth >= self.most_depth:
            raise TooDeep(f"It is packed more than {self.most_depth} times over. Unpack it first.")
        return depth + 1
