"""Values on their way to becoming edits."""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from ingestion.normalise.masking import checks
from ingestion.normalise.masking.edits import Edit, plain_edit
from ingestion.normalise.masking.ending import ending
from ingestion.normalise.masking.plain import plain
from ingestion.normalise.masking.profile import NOTHING, Profile
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.spelling import spelling
from ingestion.normalise.masking.text import Quote, Text
from ingestion.normalise.masking.tokens import Tokens, is_token
from ingestion.normalise.masking.vendors import SHORTEST_VENDOR, VENDOR, WEB_TOKEN

MEMBER = compiled(rb"""(\\*")[ \t]*:[ \t]*$""")
ELEMENT = compiled(rb"[\[,][ \t]*$")
SHORTEST_KIND = 11  # the words of a private key; a card has 13 digits, a token and a vendor's key more
AFTER_NUMBER = (b",", b"}", b"]", b" ", b"\r", b"\n", b"")


class Planned(NamedTuple):
    """A value ahead of the search, and why it is one."""

    start: int
    stop: int
    kind: str
    term: bytes = b""
    quote: Quote | None = None


class Findings:
    """Gathers edits in ascending order."""

    def __init__(
        self,
        text: Text,
        tokens: Tokens,
        profile: Profile = NOTHING,
        inner: Callable[[bytes], list[Edit]] | None = None,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.profile = profile
        self.edits: list[Edit] = []
        self.done = 0  # behind the last edit
        self.is_over_lines = False  # whether what stands in one line said something of another
        self.planned: list[Planned] = []
        self.inner = inner or _nothing  # what a text inside this one holds

    def secret(
        self,
        kind: str,
        start: int,
        end: int,
        *,
        quote: Quote | None = None,
        encoded: bool = False,
        wrap: bytes = b"",
    ) -> None:
        """Replace the bytes; a value that tells its own kind (a card number, a vendor's key) gets that one's token."""
        said = self.text.body[start:end]
        if not said or is_token(said):
            return
        if quote is not None or encoded:
            said = plain(said, quote, encoded=encoded)
        if len(said) >= SHORTEST_KIND:
            kind = own_kind(said, kind) or kind
        if kind == "authorization":
            kind = "token"  # a header's name, and no kind of what stands behind it
        if kind == "card":
            said = checks.digits_of(said)
        if start >= self.done:  # as ``known``, without another call for each of a hundred thousand
            self.text.work += 1
            token = self.tokens.secret(kind, said)
            self.edits.append(plain_edit((start, end, kind, token, said, wrap, wrap, False, ())))
            self.done = end

    def rest(self, start: int) -> int:
        """Replace what is left of a line in which values stand too densely to look at each, as one; gives its end.

        A megabyte could hold a quarter of a million values otherwise, and take many times as long as it came for. What
        was JSON stays JSON.
        """
        start = max(start, self.done)
        begin, end = self.text.line(start)
        before = behind = b""
        if cut := ending(self.text.body[begin:end], start - begin, max(self.done - begin, 0)):
            start, before, behind = begin + cut.at, cut.before, cut.behind
        said = self.text.body[start:end]
        if said and not is_token(said):
            token = self.tokens.secret("crowd", said)
            self._add(Edit(start, end, "crowd", token, said, before, behind))
        return max(start, end)

    def known(self, kind: str, start: int, end: int, said: bytes, wrap: bytes = b"") -> None:
        """Replace the bytes by the token of ``said``, a value that they hold in another form."""
        if end > start >= self.done:
            self.text.work += 1
            self.edits.append(Edit(start, end, kind, self.tokens.secret(kind, said), said, wrap, wrap))
            self.done = end

    def personal(
        self,
        kind: str,
        start: int,
        end: int,
        *,
        quote: Quote | None = None,
        encoded: bool = False,
        wrap: bytes = b"",
    ) -> None:
        """Replace the bytes by a pseudonym; ``plain`` of the edit is the value as it was written."""
        if not end > start >= self.done:
            return
        self.text.work += 1
        said = plain(self.text.body[start:end], quote, encoded=encoded)
        one = spelling(kind, said.decode("utf-8", "replace")).encode("utf-8", "replace")
        self._add(Edit(start, end, kind, self.tokens.pseudonym(kind, one), said, wrap, wrap, personal=True))

    def anywhere(self, kind: str, start: int, end: int, at: int) -> None:
        """Replace the bytes before or behind ``at``, where the search is; what is replaced already stays."""
        if start >= at:
            self.planned.append(Planned(start, end, kind))
            return
        if start >= self.done:
            self.secret(kind, start, end)
            return
        value = self.text.body[start:end]
        place = bisect_right(self.edits, start, key=lambda edit: edit.start)
        is_free = (not place or self.edits[place - 1].end <= start) and self.edits[place].start >= end
        if value and is_free and not is_token(value):
            self.text.work += 1
            self.edits.insert(place, Edit(start, end, kind, self.tokens.secret(kind, value), value))

    def as_it_is(self, edit: Edit) -> None:
        """Take an edit that was made elsewhere."""
        if edit.start >= self.done:
            self.text.work += 1
            self._add(edit)

    def plan(self, kind: str, term: bytes, start: int, end: int, quote: Quote) -> None:
        """Look at a value that is known to be one when the search has come to it."""
        self.planned.append(Planned(start, end, kind, term, quote))

    def repeat(self, first: int, last: int, further: int) -> None:
        """Make the edits from the ``first`` to before the ``last`` again, so many bytes further on."""
        for start, end, kind, token, said, before, behind, personal, _ in self.edits[first:last]:
            self._add(Edit(start + further, end + further, kind, token, said, before, behind, personal))

    def _add(self, edit: Edit) -> None:
        self.edits.append(edit)
        self.done = edit.end

    def json_quote(self, start: int, stop: int) -> bytes:
        """The quotes that a token needs where JSON has a number."""
        line, _ = self.text.line(start)
        before = self.text.body[max(line, start - 40) : start]
        if self.text.body[stop : stop + 1] not in AFTER_NUMBER:
            return b""
        if member := MEMBER.search(before):
            return member[1]
        is_element = (
            self.text.begins_json(start) and ELEMENT.search(before) and self.text.is_between_texts(start)
        )
        return b'"' if is_element else b""


def _nothing(_: bytes) -> list[Edit]:
    return []


def own_kind(value: bytes, kind: str = "") -> str:
    """What a value tells by its form that it is, instead of ``kind``; nothing where it does not."""
    if len(value) < SHORTEST_KIND:
        return ""
    if value[:3] == b"eyJ" and WEB_TOKEN.fullmatch(value):
        return "jwt"
    if value[:1].isdigit() and checks.is_card(checks.digits_of(value)):
        return "card"
    if b"PRIVATE KEY" in value:
        return "privatekey"
    if kind == "apikey":
        return kind
    return "apikey" if len(value) >= SHORTEST_VENDOR and VENDOR.is_whole(value) else ""
