"""Regular expressions over bytes as bytes, by RE2: whatever stands in a log, time stays linear in its length."""

from collections.abc import Mapping
from typing import Protocol, cast

import re2

MEMORY = 64 * 2**20  # bytes for an automaton's states; beyond them RE2 forgets and begins anew


class Found(Protocol):
    def __getitem__(self, group: int) -> bytes: ...
    def start(self, group: int = 0) -> int: ...
    def end(self, group: int = 0) -> int: ...
    def span(self, group: int = 0) -> tuple[int, int]: ...


class Expression(Protocol):
    """What is used of RE2's objects; positions given are where to begin and to end."""

    @property
    def groupindex(self) -> Mapping[bytes, int]: ...
    def search(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Found | None: ...
    def match(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Found | None: ...
    def fullmatch(self, text: bytes, pos: int = 0, endpos: int | None = None) -> Found | None: ...
    def sub(self, repl: bytes, text: bytes) -> bytes: ...


def compiled(pattern: bytes) -> Expression:
    """Latin-1, so that every byte is a character: bytes that are no UTF-8 must not end a secret early."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = MEMORY
    options.log_errors = False
    return cast(Expression, re2.compile(pattern, options))
