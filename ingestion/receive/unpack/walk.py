"""From one file to what can be read in it, layer by layer."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings

from ingestion.receive import sniff
from ingestion.receive.decode import decoder_of
from ingestion.receive.errors import DiskNearlyFull, ReceiveProblem
from ingestion.receive.unpack import tars, zips
from ingestion.receive.unpack.budget import Bomb, Budget
from ingestion.receive.unpack.names import presentable, require_inside

IN_MEMORY = 2**20  # of an archive inside an archive; what is longer goes to a temporary file


@dataclass(frozen=True)
class Found:
    """One thing to read, or (``problem``) why not. ``path`` leads to it through the archives; empty for the file itself.

    ``chunks`` must be read before the next one is asked for, and may raise a ``ReceiveProblem`` of its own.
    """

    path: tuple[str, ...]
    chunks: Iterable[bytes] = field(default=())
    problem: ReceiveProblem | None = None
    flag: str = ""

    @property
    def name(self) -> str:
        return presentable("/".join(self.path))


@dataclass(frozen=True)
class Layer:
    """Where the walk is: what the thing is called, the archives around it, and how deep that is."""

    name: str
    path: tuple[str, ...]
    depth: int
    budget: Budget
    flag: str = ""

    def unpacked(self, flag: str) -> "Layer":
        name, depth = sniff.unpacked_name(self.name), self.budget.go_deeper(self.depth)
        return Layer(name, self.path, depth, self.budget, self.flag or flag)

    def inside(self, member: str) -> "Layer":
        return Layer(member, (*self.path, member), self.budget.go_deeper(self.depth), self.budget)

    def refuses(self, problem: ReceiveProblem) -> Found:
        return Found(self.path, problem=problem)


def walk(
    filename: str, chunks: Iterable[bytes], budget: Budget, seekable: IO[bytes] | None = None
) -> Iterator[Found]:
    """What is in a file. ``seekable`` is the same file for reading at any place, if there is one.

    A ``Bomb`` is raised and ends it; what is wrong with a single member is found with that member.
    """
    yield from _walk(Layer(filename, (), 0, budget), budget.count_in(chunks), seekable)


def _walk(layer: Layer, chunks: Iterable[bytes], seekable: IO[bytes] | None = None) -> Iterator[Found]:
    try:
        head, whole = sniff.peek(chunks)
        kind = sniff.kind_of(head, layer.name)
        if kind.name in sniff.PACKED:
            unpacked = layer.budget.count_out(decoder_of(kind.name)(whole))
            yield from _walk(layer.unpacked(kind.flag), unpacked)
        elif kind.name == sniff.ZIP:
            yield from _zip(layer, whole, seekable)
        elif kind.name == sniff.TAR:
            yield from _tar(layer, whole)
        else:
            yield Found(layer.path, whole, flag=layer.flag or kind.flag)
    except Bomb:
        raise
    except ReceiveProblem as problem:
        yield layer.refuses(problem)


def _tar(layer: Layer, chunks: Iterable[bytes]) -> Iterator[Found]:
    for member, content in tars.members(chunks):
        layer.budget.count_member()
        inner = layer.inside(member.name)
        if member.isdir():
            continue
        try:
            require_inside(member.name)
            tars.require_plain(member)
        except ReceiveProblem as problem:
            yield inner.refuses(problem)
            continue
        yield from _walk(inner, content)


def _zip(layer: Layer, chunks: Iterable[bytes], seekable: IO[bytes] | None) -> Iterator[Found]:
    with _at_any_place(chunks, seekable) as file:
        for entry, content in zips.members(file, layer.budget.most_members):
            layer.budget.count_member()
            inner = layer.inside(entry.filename)
            try:
                require_inside(entry.orig_filename)
                zips.require_plain(entry)
            except ReceiveProblem as problem:
                yield inner.refuses(problem)
                continue
            yield from _walk(inner, layer.budget.count_out(content))


class _Kept:
    """Somebody else's file in a ``with``: it is theirs to close."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> IO[bytes]:
        return self._file

    def __exit__(self, *error: object) -> None:
        return None


def _at_any_place(chunks: Iterable[bytes], seekable: IO[bytes] | None) -> "_Kept | IO[bytes]":
    """The directory of a ZIP stands at its end. All of ``chunks`` is read either way, for its digest."""
    if seekable is not None:
        for _ in chunks:
            pass
        return _Kept(seekable)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
    for chunk in chunks:
        _write(file, chunk)
    return file  # it has all that ``zipfile`` uses


def _write(file: "tempfile.SpooledTemporaryFile[bytes]", chunk: bytes) -> None:
    try:
        file.write(chunk)
    except OSError as error:  # nothing is wrong with the archive, so it must not be refused for good
        raise DiskNearlyFull("There is no room for unpacking an archive inside an archive.") from error
