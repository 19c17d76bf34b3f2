"""The part of the receiver that may wait: committing to the spool, loading rules, counting drops. One thread runs it."""

import logging

from django.conf import settings
from django.db import close_old_connections, connection

from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.syslog import collect, routing
from ingestion.receive.syslog.collect import Drop, Gathered, Way
from ingestion.receive.syslog.routing import Rules
from ingestion.sources import drops
from portal.core.database import DATABASE_FAILS

log = logging.getLogger(__name__)


def commit(way: Way, gathered: Gathered) -> str | None:
    """Empty once it is in the spool, the reason when it never will be, ``None`` when it should be tried again."""
    close_old_connections()
    try:
        collect.commit(way, gathered)
    except collect.HOPELESS as problem:
        return problem.code.replace("_", " ")
    except ReceiveProblem as problem:
        log.warning("The spool takes nothing now: %s", problem)
        return None
    except DATABASE_FAILS as error:
        connection.close()
        log.warning("The spool does not answer: %s", error)
        return None
    return ""


def load_rules() -> Rules | None:
    """``None`` when the database does not answer; the rules of before go on then."""
    close_old_connections()
    try:
        return routing.load(settings.SYSLOG_DEFAULT_SOURCE)
    except DATABASE_FAILS as error:
        connection.close()
        log.warning("The sources cannot be read: %s", error)
        return None


def note_drops(counted: dict[Drop, int]) -> bool:
    """Whether they are written down."""
    try:
        drops.add_all({tuple(drop): count for drop, count in counted.items()})  # type: ignore[misc]
    except DATABASE_FAILS as error:
        connection.close()
        log.warning("Dropped messages cannot be counted now: %s", error)
        return False
    return True
