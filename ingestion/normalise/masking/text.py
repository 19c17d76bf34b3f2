"""A batch's bytes under the eyes of the masker, with what it has to ask again and again remembered.

Everything here costs time in proportion to the bytes it passes, however hostile they are: a line's ends are looked up
once a line, and the next end of a key once between two of them.
"""

import re

from ingestion.normalise.masking.regular import Expression, compiled

SPACE = b" \t"
NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$"
LONGEST_NAME = 64
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
# What a line end or a sign is written as in JSON and in URLs: its last letter is none of the word behind it.
ESCAPE = re.compile(rb"\\(?:[bfnrt]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})|%(?:25)?[0-9A-Fa-f]{2}")
LONGEST_ESCAPE = 6
CELLS = 3
# A crowd: as much to do as a value in every 36 bytes gives, each of which takes two steps.
MOST_WORK, CROWD_BYTES = 3640, 64 * 1024
MOST_SEEN_AGAIN = 300  # quotes and brackets: what costs is how many there are, not how long a value is
OPENING = compiled(rb"""(\\*)(["'])|(%(?:25)?2[27])|(\\+(?:u002|x2)[27])|(&(?:quot|apos|#34|#39|#x2[27]);)""")
DOUBLED_ESCAPED = re.compile(rb'(\\++")\1(?=[\w!#$%*+./:@~-])')
# The "" of a row of CSV before a value, and not an empty one.
DOUBLED_OPENING = re.compile(rb'""(?=[\w!#$%*+./:@~-][^"\n]*+"")')


class Text:
    """``body`` with its lines; positions are bytes from the start of the body."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self._line = (0, -1)
        self._depth = (-1, -1, 0)  # a line, where JSON begins in it, and how deep it goes
        self._between = (-1, True)
        self._table = (-1, False)
        self._next_end = -1
        self.first_named, self.next_named = Ahead(), Ahead()
        self._since = 0
        self.work, self.enough = (
            0,
            MOST_WORK,
        )  # steps of about ten microseconds; how many until crowds are looked for
        self._objects = 0, 0  # up to where objects were looked through, and signs of that seen again
        self.key_end = 0  # up to where JSON Web Keys were looked through
        self.manifest = -1  # the line that was looked through as a Kubernetes Secret
        self.no_web_token_before = 0  # what begins like a JSON Web Token up to here was looked at and is none

    def whole_line(self, at: int) -> tuple[int, int]:
        """First byte of the line that ``at`` is in, and its line feed or the end of the body."""
        start, end = self._line
        if not start <= at <= end:
            start = self.body.rfind(b"\n", 0, at) + 1
            end = self.body.find(b"\n", at)
            end = len(self.body) if end < 0 else end
            self._line = start, end
        return start, end

    def line(self, at: int) -> tuple[int, int]:
        """As ``whole_line``, without a carriage return at its end."""
        start, end = self._line
        body = self.body
        if not start <= at <= end:
            start, end = body.rfind(b"\n", 0, at) + 1, body.find(b"\n", at)
            if end < 0:
                end = len(body)
            self._line = start, end
        return start, end - 1 if end > at and body[end - 1] == 13 else end

    def is_crowded(self, at: int) -> bool:
        """Whether what stands before ``at`` in its line was more work for its size than any log is; asked in ascending order."""
        if self.work < self.enough:
            return False
        # Of one line: nobody is to hide the lines of others by writing many values before them.
        is_crowded = at - self._since < CROWD_BYTES and self._since >= self.line(at)[0]
        self._since, self.enough = at, self.work + MOST_WORK
        return is_crowded

    def has_room(self, work: int) -> bool:
        """Whether so much work more can be done before crowds are looked for."""
        return self.work + work < self.enough

    def is_seen_again(self, at: int, stop: int, signs: int) -> bool:
        """Whether objects inside each other were looked through too often; told of each in ascending order."""
        before, again = self._objects
        again = again + signs if at < before else 0
        self._objects = max(before, stop), again
        return again > MOST_SEEN_AGAIN

    def json_depth(self, at: int) -> int:
        """0 where no JSON object began in the line before, 1 with one, 2 where one stands as text in another."""
        start, end = self.line(at)
        if self._depth[0] != start:
            first = start if self.begins_json(at) else self.body.find(b'{"', start, end)
            depth = 1 + (self.body.find(b'\\"', start, end) >= 0) if first >= 0 else 0
            self._depth = start, first, depth
        # What begins at the place or behind it may be masked itself, and the line is to be read alike then.
        return self._depth[2] if self._depth[1] < at else 0

    def is_table(self, at: int) -> bool:
        """Whether the line has so many commas that it is a row of cells."""
        start, end = self.line(at)
        if self._table[0] != start:
            self._table = start, self.body.count(b",", start, end) >= CELLS
        return self._table[1]

    def begins_json(self, at: int) -> bool:
        """Whether the line is a JSON object or array from its first byte on."""
        start, _ = self.line(at)
        return self.body[start : start + 1] in (b"{", b"[")

    def is_between_texts(self, at: int) -> bool:
        """Whether ``at`` stands outside every text of a line of JSON: an even number of quotes goes before."""
        start, _ = self.line(at)
        since, is_between = self._between if start <= self._between[0] <= at else (start, True)
        passed = self.body[since:at].replace(b"\\\\", b"").replace(b'\\"', b"")
        self._between = at, is_between ^ (passed.count(b'"') % 2 == 1)
        return self._between[1]

    def name_before(self, at: int, least: int) -> bytes:
        """The letters of a name that end at ``at``; at most 64, none before ``least``."""
        if at <= least or self.body[at - 1] not in NAME:
            return b""
        before = self.body[max(least, at - LONGEST_NAME) : at]
        return before[len(before.rstrip(NAME)) :]

    def next_key_end(self, at: int) -> int:
        """Where the next ``-----END`` begins, or -1."""
        if self._next_end < at and self._next_end != len(self.body):
            found = self.body.find(b"-----END", at)
            self._next_end = len(self.body) if found < 0 else found
        return -1 if self._next_end == len(self.body) else self._next_end


class Ahead:
    """Where an expression matches first from a place of a line on; asked in ascending order, each byte is read once."""

    def __init__(self) -> None:
        self._line, self._since, self._span = -1, 0, (-1, -1)

    def span(self, expression: Expression, text: Text, at: int) -> tuple[int, int]:
        """Both are the end of the line where nothing matches."""
        begin, end = text.line(at)
        if begin != self._line or not self._since <= at <= self._span[0]:
            found = expression.span(text.body, at, end)
            self._line, self._since, self._span = begin, at, found if found[0] >= 0 else (end, end)
        return self._span


class Quote:
    """How a value is quoted: ``"`` or ``'`` after some backslashes, ``""`` in CSV, ``%22`` in URLs, ``&quot;`` in XML.

    ``\\"\\"`` is the ``""`` of a row of CSV that stands as text in JSON.
    """

    def __init__(self, mark: bytes) -> None:
        self.mark = mark
        self.is_doubled = mark.count(b'"') == 2
        self._is_sign = mark[-1:] in (b'"', b"'") and not self.is_doubled
        self.depth = mark.count(b"\\") // (1 + self.is_doubled)

    @classmethod
    def at(cls, text: Text, at: int, end: int, around: bytes = b"") -> "Quote | None":
        """The quote that opens there; ``around`` is the one that closed the name before it."""
        if around.count(b'"') == 2 and text.body.startswith(around, at):
            return cls(around)
        first = text.body[at : at + 1]
        if first not in b"\\\"'%&":
            return None
        if first in SINGLE and at < end:
            return DOUBLED if DOUBLED_OPENING.match(text.body, at, end) else SINGLE[first]
        if first == b"\\" and (doubled := DOUBLED_ESCAPED.match(text.body, at, end)):
            return cls(doubled[0])
        found = OPENING.match(text.body, at, end)
        return cls(found[0]) if found else None

    def close(self, text: Text, at: int, end: int) -> int:
        """Where the value that begins at ``at`` ends: before its closing quote, or where an outer one closes."""
        if not self._is_sign:
            found = text.body.find(self.mark, at, end)
            return end if found < 0 else found
        sign = self.mark[-1:]
        place = text.body.find(sign, at, end)
        while place >= 0:
            slashes = _slashes_before(text.body, at, place)
            if slashes < self.depth:
                return place - slashes
            # A quote inside a value that was escaped n times stands behind 2n + 1 backslashes.
            if (slashes - self.depth) % (2 * (self.depth + 1)) == 0:
                return place - self.depth
            place = text.body.find(sign, place + 1, end)
        return end


SINGLE = {b'"': Quote(b'"'), b"'": Quote(b"'")}
DOUBLED = Quote(b'""')


def is_in_word(body: bytes, at: int) -> bool:
    """Whether ``at`` stands inside a word, and not behind an escape."""
    if not at or body[at - 1] not in WORD:
        return False
    least = max(at - LONGEST_ESCAPE, 0)
    before = body[least:at]
    if b"\\" not in before and b"%" not in before:
        return True
    return not any(ESCAPE.fullmatch(body, begin, at) for begin in range(least, at - 1))


def _slashes_before(body: bytes, least: int, at: int) -> int:
    place = at
    while place > least and body[place - 1] == 92:
        place -= 1
    return at - place
