"""What of a query can be pointed at in the records it found."""

from investigations.query.nodes import Field, Like, Node, Text, leaves

SHORTEST = 2
IN_TEXT = frozenset({"raw", "message"})


def terms(node: Node) -> list[str]:
    """Literal pieces of the words and phrases asked for (not of what is excluded), longest first, each once."""
    found: dict[str, None] = {}
    for leaf, wanted in leaves(node):
        test = leaf.test if isinstance(leaf, Field) and leaf.name in IN_TEXT else leaf
        if wanted and isinstance(test, Text | Like):
            pieces = (test.text,) if isinstance(test, Text) else test.pieces
            found.update(
                {piece: None for piece in pieces if isinstance(piece, str) and len(piece) >= SHORTEST}
            )
    return sorted(found, key=len, reverse=True)
