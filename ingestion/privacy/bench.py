"""The test bench: what a profile would do to some lines. Nothing of them is kept, logged or sent anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.normalise.masking.edits import Edit
from ingestion.normalise.masking.profile import LABELS, SECRET_LABELS, Profile
from ingestion.privacy.masks import masker

MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Piece:
    """A part of a line; what is replaced has a ``label`` and the ``token`` that comes in its place."""

    text: bytes
    label: str = ""
    token: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Tried:
    lines: Sequence[Sequence[Piece]]
    secrets: int
    personal: int


def try_out(lines: str, kinds: Profile) -> Tried:
    body = lines.replace("\r\n", "\n").removesuffix("\n").encode()
    edits = masker(kinds).mask(body).edits
    own = sum(edit.personal for edit in edits)
    return Tried(list(_lines(body, edits)), len(edits) - own, own)


def _lines(body: bytes, edits: Sequence[Edit]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in _pieces(body, edits):
        first, *more = piece.text.split(b"\n") if not piece.label else [piece.text]
        line.append(Piece(first, piece.label, piece.token, piece.personal))
        for text in more:
            yield line
            line = [Piece(text)]
    yield line


def _pieces(body: bytes, edits: Sequence[Edit]) -> Iterator[Piece]:
    done = 0
    for edit in edits:
        yield Piece(body[done : edit.start])
        label = LABELS[edit.kind] if edit.personal else SECRET_LABELS[edit.kind]
        yield Piece(
            body[edit.start : edit.end],
            label,
            (edit.before + edit.token + edit.behind).decode(),
            edit.personal,
        )
        done = edit.end
    yield Piece(body[done:])
