"""Bound parameters: the only way for a value of a query to reach the event store."""

from typing import Any


class Binder:
    """Hands out placeholders ``{p0:Type}`` and keeps the values."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}

    def __call__(self, value: object, kind: str) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{kind}}}"
