"""Masking until nothing changes, so that a line that was masked stays as it is wherever it is masked again.

What a rule finds may depend on a value that another has taken out: ``Cookie:token:…`` is two names, and one of them once
the value is one word; a ``|`` in a password ended the command that it stood in. So what was masked is looked through
once more. Lines that differ in their tokens alone are looked through once, which are nearly all of those that hold
nothing but a value.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ingestion.normalise.masking.below import goes_on
from ingestion.normalise.masking.edits import Edit, applied
from ingestion.normalise.masking.tokens import BEGINNINGS, DIGITS

Find = Callable[[bytes], list[Edit]]
Whole = Callable[[bytes], bytes]
ANY_DIGITS = b"0" * DIGITS
BETWEEN = b"\n<\n"  # no candidate reaches over it
MOST_ROUNDS, MOST_LINES = 3, 500


class Line(NamedTuple):
    """A line that edits were made in: its place, and which."""

    start: int
    end: int
    first: int
    last: int


def settled(find: Find, whole: Whole, body: bytes, edits: list[Edit]) -> list[Edit]:
    """The edits after which ``find`` finds no more in any line of its own; ``whole`` gives the token of a line.

    A line that has not settled after some rounds is masked whole, and so are all that do not when there are many.
    """
    as_masked = _masked(body, edits)
    distinct = list(dict.fromkeys(as_masked))
    if any(goes_on(line) for line in distinct):
        return over_lines(find, whole, body, edits)
    more = find(BETWEEN.join(distinct))
    if not more:
        return edits
    starts = [0, *accumulate(len(line) + len(BETWEEN) for line in distinct)]
    open_ones = {distinct[bisect_right(starts, edit.start) - 1] for edit in more}
    found: list[Edit] = []
    done = rounds = 0
    for line, masked in zip(_lines(body, edits), as_masked, strict=True):
        if masked in open_ones:
            rounds += 1
            said = body[line.start : line.end]
            own = _moved(edits[line.first : line.last], -line.start)
            own = _settled(find, said, own) if rounds <= MOST_LINES else []
            own = own or [Edit(0, len(said), "crowd", whole(said), said)]
            found += edits[done : line.first] + _moved(own, line.start)
            done = line.last
    return found + edits[done:]


def over_lines(find: Find, whole: Whole, body: bytes, edits: list[Edit]) -> list[Edit]:
    """As ``settled``, where what stands in one line says something of another: all of it is looked through."""
    return _settled(find, body, edits) or edits


def _settled(find: Find, body: bytes, edits: list[Edit]) -> list[Edit]:
    """Nothing where they have not settled."""
    for _ in range(MOST_ROUNDS):
        masked = applied(body, edits)
        more = find(masked)
        if not more:
            return edits
        edits = composed(body, masked, edits, more)
    return []


def _lines(body: bytes, edits: Sequence[Edit]) -> Iterator[Line]:
    first, count = 0, len(edits)
    while first < count:
        start = body.rfind(b"\n", 0, edits[first].start) + 1
        end = body.find(b"\n", edits[first].end)
        end = len(body) if end < 0 else end
        last = first + 1
        while last < count and edits[last].start < end:
            last += 1
        yield Line(start, end, first, last)
        first = last


def _masked(body: bytes, edits: Sequence[Edit]) -> list[bytes]:
    """How the lines that edits were made in read with any token for each."""
    lines: list[bytes] = []
    pieces: list[bytes] = []
    done, end = 0, -1
    for edit in edits:
        start, token = edit[0], edit[3]
        if start >= end:
            if end >= 0:
                pieces.append(body[done:end])
                lines.append(b"".join(pieces))
            pieces, done = [], body.rfind(b"\n", 0, start) + 1
            end = body.find(b"\n", edit[1])
            end = len(body) if end < 0 else end
        any_token = token[:-DIGITS] + ANY_DIGITS if token.startswith(BEGINNINGS) else token  # or its digits
        if edit[5] or edit[6]:
            pieces += (body[done:start], edit[5], any_token, edit[6])
        else:
            pieces += (body[done:start], any_token)
        done = edit[1]
    pieces.append(body[done:end])
    lines.append(b"".join(pieces))
    return lines


def _moved(edits: Sequence[Edit], by: int) -> list[Edit]:
    return [edit._replace(start=edit.start + by, end=edit.end + by) for edit in edits]


def composed(body: bytes, masked: bytes, edits: Sequence[Edit], more: Sequence[Edit]) -> list[Edit]:
    """The edits of ``body`` that give what ``more`` makes of ``masked``, which ``edits`` made of it.

    Nothing where two of ``more`` stand in what one of ``edits`` put there.
    """
    puts = list(_puts(edits))
    out: list[Edit] = []
    number = 0
    for edit in more:
        first = number
        while number < len(puts) and puts[number].end <= edit.start:
            number += 1
        out += edits[first:number]
        first = number
        while number < len(puts) and puts[number].start < edit.end:
            number += 1
        made = _over(body, masked, edit, puts[max(first - 1, 0) : first], puts[first:number])
        if out and made.start < out[-1].end:
            return []
        out.append(made)
    return out + list(edits[number:])


class Put(NamedTuple):
    """Where what an edit put into the masked text begins and ends."""

    start: int
    end: int
    edit: Edit


def _puts(edits: Sequence[Edit]) -> Iterator[Put]:
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.before) + len(edit.token) + len(edit.behind)
        shift = end - edit.end
        yield Put(start, end, edit)


def _over(body: bytes, masked: bytes, edit: Edit, passed: Sequence[Put], covered: Sequence[Put]) -> Edit:
    """The edit of the masked text as one of the text, in place of those that it covers; a part that it leaves stays."""
    shift = passed[-1].end - passed[-1].edit.end if passed else 0
    start, end = edit.start - shift, edit.end - shift
    before, behind = edit.before, edit.behind
    if covered:
        first, last = covered[0], covered[-1]
        if edit.start > first.start:
            start, before = first.edit.start, masked[first.start : edit.start] + before
        end = edit.end - (last.end - last.edit.end)
        if edit.end < last.end:
            end, behind = last.edit.end, behind + masked[edit.end : last.end]
    within = tuple(said for put in covered for said in (put.edit.plain, *put.edit.within))
    return edit._replace(
        start=start, end=end, before=before, behind=behind, plain=body[start:end], within=within
    )
