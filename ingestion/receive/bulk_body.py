"""The body of Elasticsearch's ``_bulk``: pairs of an action line and a document line, each judged by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.records import Unusable, require_object, spliced

TAKEN = {"create", "index"}
VERBS = {*TAKEN, "update", "delete"}
LONGEST_NAME = 512  # bytes of an _id or _index, Elasticsearch's own limit


class BadBulk(ReceiveProblem):
    """The lines can't be told apart any more, so nothing of the request is taken."""

    code = "illegal_argument_exception"


@dataclass(frozen=True)
class Item:
    """``record`` is the line for the spool, empty when the item is refused for ``reason``."""

    verb: str
    index: str
    id: str
    record: bytes = b""
    reason: str = ""


def items_of(body: bytes, index: str = "") -> list[Item]:
    """Every item of the body in order; ``index`` is the one in the URL. Raises ``BadBulk``."""
    return list(_items(enumerate(body.split(b"\n"), start=1), index))


def _items(lines: Iterator[tuple[int, bytes]], index: str) -> Iterator[Item]:
    known: dict[bytes, tuple[str, dict[str, object]]] = {}  # most requests repeat one action line
    for number, line in lines:
        if not line.strip():
            continue
        verb, meta = known.get(line) or _action(number, line)
        if not meta.get("_id"):
            known[line] = verb, meta
        document = b"" if verb == "delete" else next(lines, (0, b""))[1]
        yield judged(verb, str(meta.get("_index") or index), str(meta.get("_id") or ""), document)


def _action(number: int, line: bytes) -> tuple[str, dict[str, object]]:
    """What to do and with what. Members beside that say nothing to anybody but their sender, who counts tries there."""
    try:
        action = orjson.loads(line)
        ((verb, meta),) = ((name, about) for name, about in action.items() if name in VERBS)
        if isinstance(meta, dict):
            return verb, meta
    except (orjson.JSONDecodeError, AttributeError, ValueError):
        pass
    raise BadBulk(f"Malformed action/metadata line [{number}]: one of create or index was expected.")


def judged(verb: str, index: str, id: str, document: bytes) -> Item:
    """The item with its record, or with the reason why it is refused."""
    try:
        if verb not in TAKEN:
            raise Unusable("Records are kept as they came: only create and index are taken here.")
        if len(id) > LONGEST_NAME or len(index) > LONGEST_NAME:
            raise Unusable(f"An _id or _index has at most {LONGEST_NAME} characters.")
        require_object(document)
        said = {name: value for name, value in (("_id", id), ("_index", index)) if value}
        return Item(verb, index, id, spliced(said, document))
    except Unusable as error:
        return Item(verb, index[:LONGEST_NAME], id[:LONGEST_NAME], reason=str(error))


def records_of(items: Sequence[Item]) -> list[bytes]:
    return [item.record for item in items if item.record]
