"""Comparisons by order, and patterns, as SQL."""

from collections.abc import Callable

from investigations.query.nodes import Between, Compare, Exists, Like, Text, Wild


def bounds(test: Compare | Between | Exists | Text | Like) -> list[tuple[str, str]]:
    """The one or two comparisons that a test by order is made of."""
    if isinstance(test, Compare):
        return [(test.operator, test.value)]
    found = []
    if isinstance(test, Between) and test.low is not None:
        found.append((">=" if test.with_low else ">", test.low))
    if isinstance(test, Between) and test.high is not None:
        found.append(("<=" if test.with_high else "<", test.high))
    return found


def ordered(expression: str, test: Compare | Between | Exists, value: Callable[[str], str]) -> str:
    parts = [f"{expression} {operator} {value(text)}" for operator, text in bounds(test)]
    return f"({' AND '.join(parts) or f'{expression} IS NOT NULL'})"


def like_pattern(test: Like) -> str:
    """The pattern for LIKE: ``%`` and ``_`` are wildcards there and a backslash escapes."""
    signs = {Wild.MANY: "%", Wild.ONE: "_"}
    return "".join(signs[piece] if isinstance(piece, Wild) else _plain(piece) for piece in test.pieces)


def _plain(literal: str) -> str:
    return literal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
