"""An event as text to be copied elsewhere: the line itself, JSON, and Markdown."""

import orjson

from investigations.review.events import as_text, encodable
from investigations.review.found import Event

BREAKS_A_CELL = {"|": "\\|", "\n": " ", "\r": " ", "`": "'", "<": "&lt;"}


def as_json(event: Event) -> dict[str, object]:
    """Fields under ECS names, the original line as ``event.original``; the leaf hash in hexadecimal."""
    return {
        "id": str(event.id),
        "@timestamp": as_text(event.timestamp),
        **{name: encodable(value) for name, value in event.fields.items() if name not in {"id", "timestamp"}},
        "event.original": as_line(event),
        "lantern.leaf": event.leaf.hex(),
    }


def as_markdown(event: Event) -> str:
    """A table of the fields and the line in a block that nothing in it can end."""
    rows = "\n".join(f"| `{cell(name)}` | `{cell(as_text(value))}` |" for name, value in event.fields.items())
    line = as_line(event)
    fence = "`" * max(3, longest_run(line, "`") + 1)
    return f"**Event {event.id}**\n\n| field | value |\n| --- | --- |\n{rows}\n\n{fence}\n{line}\n{fence}\n"


def cell(text: str) -> str:
    return "".join(BREAKS_A_CELL.get(char, char) for char in str(encodable(text)))


def longest_run(text: str, char: str) -> int:
    longest = run = 0
    for each in text:
        run = run + 1 if each == char else 0
        longest = max(longest, run)
    return longest


def as_line(event: Event) -> str:
    return str(encodable(event.raw.decode("utf-8", "surrogateescape")))


def as_pretty_json(event: Event) -> str:
    return orjson.dumps(as_json(event), option=orjson.OPT_INDENT_2, default=as_text).decode()


COPIES = {"text": as_line, "json": as_pretty_json, "markdown": as_markdown}
