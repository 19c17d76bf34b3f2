"""Running checked statements: several at a time, and stopped when nobody waits for them any more."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared
from redis.exceptions import RedisError

from ingestion.store import errors, read
from ingestion.store.read import Rows, Statement
from investigations.query.scope import check_scope
from investigations.review.errors import Stopped, StoreSilent, TooExpensive
from portal.accounts.actor import Actor

AT_ONCE = 12  # statements of all looks of this process; they wait on the network, not on the processor
SILENT = "The event store does not answer. Nothing was lost; try again in a minute."
WENT = "The event store was shut down in the middle of the search. Nothing was lost; try again in a minute."
STOPPED = "The search was stopped before it had found anything."
ENDED = "The search ended before it had found anything: it was stopped, or the event store was shut down. The cache, which knows, does not answer."
REMEMBERED_S = 60  # longer than a statement that was cancelled goes on


@dataclass(frozen=True)
class Runner:
    """Runs statements for one look; ``name`` lets the same person stop them, and is empty when nobody can."""

    allowed: frozenset[str]
    name: str = ""
    timeout_s: int = field(default_factory=lambda: int(settings.QUERY_TIMEOUT_S))

    def run(self, statement: Statement, part: str = "") -> Rows:
        """Check the scope once more and run. Raises ``Stopped``, ``TooExpensive`` or ``StoreSilent``."""
        check_scope(statement, self.allowed)
        query_id = f"{self.name}:{part}" if self.name else None
        try:
            return read.run(statement, timeout_s=self.timeout_s, query_id=query_id)
        except errors.QueryStopped as error:
            was_stopped = _was_stopped(self.name)
            if was_stopped is False:
                raise StoreSilent(WENT) from error
            raise Stopped(STOPPED if was_stopped else ENDED) from error
        except errors.QueryTooExpensive as error:
            raise TooExpensive(
                f"The search took longer than {self.timeout_s} s or more memory than it may. "
                "Narrow the time range, or add a word or a source."
            ) from error
        except errors.StoreUnavailable as error:
            raise StoreSilent(SILENT) from error

    @contextmanager
    def beside(self, statement: Statement, part: str) -> Iterator[Future[Rows]]:
        """Run it while the caller does something else; its failure is raised by ``result()``."""
        future = _pool().submit(self.run, statement, part)
        try:
            yield future
        finally:
            future.cancel()

    def together(self, statements: Mapping[str, Statement]) -> dict[str, Rows]:
        """All of them at once; the first failure is raised after every one has ended or was stopped."""
        futures: dict[str, Future[Rows]] = {
            part: _pool().submit(self.run, statement, part) for part, statement in statements.items()
        }
        try:
            return {part: future.result() for part, future in futures.items()}
        except Exception:
            for future in futures.values():
                future.cancel()
            raise


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="look")


PARTS = ("rows", "histogram", "extent", "facets", "values", "fields")


def look_name(actor: Actor, tab: str) -> str:
    """The name under which the statements of one search of a browser tab run; ``tab`` is new with each search.

    It carries the person, so nobody can stop another's.
    """
    plain = "".join(char for char in tab if char.isascii() and char.isalnum())[:32]
    return f"look-{actor.person_id}-{plain}" if plain else ""


def stop(actor: Actor, tab: str) -> None:
    """Stop what this person's search is still waiting for; nothing happens when nothing runs."""
    name = look_name(actor, tab)
    if name:
        _note_stopped(name)
    for part in PARTS if name else ():
        try:
            read.cancel(f"{name}:{part}")
        except errors.StoreUnavailable:
            return


def _note_stopped(name: str) -> None:
    """For whichever process runs it: the engine says of a statement that ends early only that somebody ended it."""
    with suppress(RedisError):
        shared.set(f"stopped:{name}", 1, REMEMBERED_S)


def _was_stopped(name: str) -> bool | None:
    """Whether the person stopped this look; otherwise the store itself did, which is being shut down. ``None``: nobody knows."""
    try:
        return bool(name) and shared.get(f"stopped:{name}") is not None
    except RedisError:
        return None
