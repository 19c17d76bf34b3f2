"""What an address says about the page that is meant. What cannot be understood is answered so, and never as if nothing had been said."""

from portal.core.problems import Problem

DIGITS = 18  # fewer than PostgreSQL's largest number has
SHOWN = 40


class NotUnderstood(Problem):
    code = "not_understood"


def number_before(text: str) -> int | None:
    """The batch behind which a list goes on; ``None`` for its beginning. Raises ``NotUnderstood``."""
    return _number(text, "batch") if text else None


def position_after(text: str) -> int:
    """The place in a batch behind which its lines go on, -1 for its first line. Raises ``NotUnderstood``."""
    return _number(text, "line") if text else -1


def _number(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise NotUnderstood(f"“{text[:SHOWN]}” is no number of a {what}, so it is not known where to go on.")
    return int(text)


def reason_code(text: str) -> str:
    """The code of a reason, empty for all of them. Raises ``NotUnderstood``."""
    if text and not is_reason(text):
        raise NotUnderstood(f"“{text[:SHOWN]}” is no reason that a line can be quarantined for.")
    return text


def is_reason(text: str) -> bool:
    """Whether it can be one: anything else would reach PostgreSQL, which takes no NUL in text."""
    return text.isascii() and text.isidentifier() and len(text) <= 32
