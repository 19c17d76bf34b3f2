"""How much may come out of one file, in all: bytes, members, and how many times its own size."""

from django.conf import settings

from ingestion.receive.decode import Meter
from ingestion.receive.errors import TooLarge


class Bomb(TooLarge):
    """The file holds more than one may; nothing further of it is read."""

    code = "decompression_bomb"


class TooDeep(TooLarge):
    """Packings and archives inside each other beyond what is followed."""

    code = "too_deep"


class Budget(Meter):
    """One for each file that arrives. Bytes count at every layer that they come out of, so that layers cost as well."""

    def __init__(self) -> None:
        super().__init__(settings.ARCHIVE_MAX_BYTES, settings.ARCHIVE_MAX_RATIO, Bomb)
        self.most_members = settings.ARCHIVE_MAX_MEMBERS
        self.most_depth = settings.ARCHIVE_MAX_DEPTH
        self.members = 0

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
