"""Why the event store did not do it."""


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


class BadBatch(StoreError):
    """The engine cannot take this batch as it is."""
