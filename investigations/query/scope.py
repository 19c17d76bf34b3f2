"""The scope of a look: which sources, which time. Added here, and checked apart from the adding.

A statement over events is made by ``statements`` alone, each from a ``Scoped`` query; ``check_scope`` then looks at
the finished statement without knowing how it was made, and the store looks once more before it runs it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from ingestion.store.read import Statement
from investigations.query.bind import Binder
from investigations.query.compile import condition
from investigations.query.nodes import Node

SOURCES = "source IN {scope:Array(String)}"
FROM_EVENTS = re.compile(r"\bFROM\s+`?events\b", re.IGNORECASE)
MOMENT = r"\{p\d+:DateTime64\(6, 'UTC'\)\}"
SCOPED_EVENTS = re.compile(
    rf"\bFROM events WHERE {re.escape(SOURCES)} AND timestamp >= {MOMENT} AND timestamp < {MOMENT} AND \("
)


class ScopeMissing(AssertionError):
    """A statement would have reached beyond what the person may see. A fault of ours; nothing is run."""


@dataclass(frozen=True)
class Scoped:
    """A checked query within ``sources`` and ``start`` ≤ timestamp < ``end`` (UTC); ``sources`` is never empty."""

    node: Node
    sources: frozenset[str]
    start: datetime
    end: datetime

    def where(self, bind: Binder) -> str:
        """The scope first, always joined to the rest by AND."""
        low, high = bind(self.start, "DateTime64(6, 'UTC')"), bind(self.end, "DateTime64(6, 'UTC')")
        return f"{SOURCES} AND timestamp >= {low} AND timestamp < {high} AND ({condition(self.node, bind)})"


def check_scope(statement: Statement, allowed: frozenset[str]) -> None:
    """Raise ``ScopeMissing`` unless every read of events is limited to ``allowed``, which is not empty.

    This looks for the one form that our statements have; ``ingestion.store.scope`` parses what follows it and refuses
    whatever could widen it.
    """
    reads = FROM_EVENTS.findall(statement.sql)
    scoped = SCOPED_EVENTS.findall(statement.sql)
    bound = statement.params.get("scope")
    if not reads or len(reads) != len(scoped):
        raise ScopeMissing("A read of events without the scope right after it.")
    if not allowed or not isinstance(bound, list) or not set(bound) or not set(bound) <= allowed:
        raise ScopeMissing("The scope bound to the statement is not the person's.")
