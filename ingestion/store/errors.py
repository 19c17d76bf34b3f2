"""Why the event store did not do it."""

from collections.abc import Sequence


class StoreError(Exception):
    """Base of the store's errors; the text names no record's content beyond what the engine quotes."""


class StoreUnavailable(StoreError):
    """Not reached, overloaded or stopped in the middle: trying again later may help."""


class BadStatement(StoreError):
    """The statement breaks a rule of the store or of SQL: a fault of ours, and trying again will not help."""


class AccessDenied(BadStatement):
    """Our account may not do that: a password or grant to mend at the store, no fault of what was sent."""


class QueryTooExpensive(StoreError):
    """It ran into its time or memory limit, or was cancelled."""


class QueryStopped(QueryTooExpensive):
    """It was cancelled: by whoever asked, or because the store is being stopped."""


class NumberTaken(StoreError):
    """The store holds events of other batches under these numbers."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(f"The event store holds events of others under {', '.join(map(str, numbers))}.")
        self.numbers = tuple(numbers)


class BadBatch(StoreError):
    """The engine cannot take this batch as it is."""
