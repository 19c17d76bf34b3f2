"""Short lines that stand in a batch again and again: what was found in the first is made again in the others.

A megabyte holds a hundred thousand of them, and to look at a value takes longer than to write it.
"""

from ingestion.normalise.masking.below import goes_on
from ingestion.normalise.masking.expression import Hit
from ingestion.normalise.masking.found import Findings

LONGEST, MOST = 64, 4096  # bytes of a line that is remembered, and how many are
MOST_MISSES, PAUSE = 64, 512  # new lines one after the other, and candidates that are not looked up then
FOLLOWED = frozenset({"private", "parameters"})  # a key's lines follow its first one, values their statement
# What may go on in the next line, and what it begins with.
SPANNING, TAG = frozenset({"tag", "tagged", "below", "named_below", "next_line"}), b"<"


class Lines:
    """Follows the search from line to line."""

    def __init__(self, found: Findings) -> None:
        self._found, self._text = found, found.text
        self._seen: dict[bytes, tuple[int, int, int, int]] = {}  # first byte, first and last edit, work
        self._start, self._end = 0, -1
        self._edits, self._work = -1, 0  # when the line began; -1 when it is not to be remembered
        self._misses, self._pause = 0, 0

    def is_looking(self) -> bool:
        """Whether lines are remembered now: where none came again, candidates pass without."""
        if not self._pause:
            return True
        self._pause -= 1
        return False

    def again(self, at: int, hit: int) -> int:
        """Make the edits of the line of ``hit``, if it is known, and give its end; otherwise -1.

        ``at`` is where the search was before. A line is remembered when the next one is asked for.
        """
        if hit <= self._end:
            return -1
        if self._edits >= 0 and at <= self._end:
            self._remember()
        self._start, self._end = start, end = self._text.whole_line(hit)
        self._edits = -1
        if at > start or end - start > LONGEST or end == len(self._text.body):
            return -1  # looked into already, or without a line feed
        line = self._text.body[start:end]
        seen = self._seen.get(line)
        if seen is None:
            if TAG not in line and not goes_on(line):
                self._edits, self._work = len(self._found.edits), self._text.work
            self._misses += 1
            if self._misses > MOST_MISSES:
                self._misses, self._pause, self._edits = 0, PAUSE, -1
            return -1
        self._misses = 0
        before, first, last, work = seen
        if not self._text.has_room(work):
            return -1  # where a crowd is looked for is not to depend on what was remembered
        self._text.work += work
        self._found.repeat(first, last, start - before)
        return end

    def note(self, hit: Hit) -> None:
        """A line is not remembered when what stands in it depends on the lines around it."""
        if hit.owner in FOLLOWED:
            self._edits = -1

    def _remember(self) -> None:
        if len(self._seen) >= MOST:
            self._seen.clear()
        line = self._text.body[self._start : self._end]
        work = self._text.work - self._work
        self._seen[line] = self._start, self._edits, len(self._found.edits), work
