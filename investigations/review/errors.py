"""What the door answers when it can't show what was asked."""

from portal.accounts.errors import Forbidden
from portal.core.problems import Problem, Unavailable


class NoSources(Forbidden):
    """The person may read records, but no source is open to them."""

    code = "no_sources"


class NoSuchEvent(Problem):
    """Missing, destroyed or not open to this person: from outside these look the same."""

    status = 404
    code = "not_found"


class TooExpensive(Problem):
    """The event store gave up on a limit; a narrower question will do."""

    status = 504
    code = "too_expensive"


class Stopped(Problem):
    """The person stopped the search before there was anything to show; only looks with a name can be stopped."""

    status = 409
    code = "stopped"


class StoreSilent(Unavailable):
    """The event store doesn't answer."""

    code = "event_store_unavailable"


class TooMany(Problem):
    """More was asked for than is given out at once."""

    status = 422
    code = "too_many"
