"""The only way for a person to reach records.

Every function takes the actor, the purpose and the question. It checks the right, the purpose and the grants, limits
the question to the actor's sources, has that checked independently, runs it, commits the receipt, and only then returns.
All of them raise ``Forbidden``, ``PurposeRequired``, ``QueryError``, ``RangeError``, ``TooExpensive``, ``StoreSilent``
and ``ReceiptUnavailable``, those that take a ``tab`` also ``Stopped``; in each case nothing of a record has left, and (but for the last) a receipt says why.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings

from investigations.query import statements
from investigations.query.nodes import Everything
from investigations.query.scope import Scoped
from investigations.query.statements import Cursor
from investigations.query.unparse import unparse
from investigations.review import events, pages
from investigations.review.asked import Asked
from investigations.review.attempt import Attempt, attempt
from investigations.review.engine import Runner, look_name
from investigations.review.errors import NoSuchEvent
from investigations.review.found import Around, Documents, Event, Facet, Found, Histogram
from investigations.review.plain_values import with_pseudonyms
from investigations.review.scope import enter
from investigations.review.times import Compared
from portal.accounts.actor import Actor
from portal.accounts.roles import Capability
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action
from portal.core.timephrase import EARLIEST, LATEST

MOST_NAMED = 200  # ids of a request that its receipt repeats; those delivered are always all there


def understood(look: Attempt, asked: Asked) -> Scoped:
    """The question within the actor's scope. From here on receipts hold the canonical query."""
    sources = enter(look)
    look.range = asked.range()
    node = asked.node()
    look.query = unparse(node)
    if look.actor.can(Capability.REVEAL):
        node = with_pseudonyms(node)  # the receipt keeps what was typed
    return Scoped(node, sources, look.range.start, look.range.end)


def search(
    actor: Actor,
    purpose: Purpose | None,
    asked: Asked,
    *,
    columns: Sequence[str] = (),
    after: Cursor | None = None,
    limit: int | None = None,
    tab: str = "",
    action: Action = Action.SEARCH,
    rows_only: bool = False,
) -> Found:
    """The newest matches with histogram, exact total and top values; after a cursor, or ``rows_only``, the rows alone.

    One receipt covers all of it. ``tab`` names this search of a browser tab, for ``engine.stop``.
    """
    with attempt(actor, purpose, action, query=asked.query) as look:
        scoped = understood(look, asked)
        page = pages.Page(
            look.query,
            scoped,
            look.known_range,
            asked.zone,
            tuple(columns),
            after,
            limit or settings.PAGE_SIZE,
        )
        runner = Runner(scoped.sources, look_name(actor, tab))
        found = page.rows_only(runner) if after or rows_only else page.whole(runner)
        look.detail["parts"] = _parts(found, after is not None or rows_only)
        look.allowed(total=found.total, delivered=[row.id for row in found.rows], fields=[*columns])
        return found


def _parts(found: Found, rows_only: bool) -> list[str]:
    """What of a page was shown; of a search that was stopped, what was there by then."""
    if rows_only or (found.stopped and found.histogram is None):
        return ["rows"]
    return ["rows", "histogram"] if found.stopped else ["rows", "histogram", "fields"]


def documents(
    actor: Actor,
    purpose: Purpose | None,
    asked: Asked,
    *,
    after: Cursor | None = None,
    limit: int = 100,
    action: Action = Action.API_SEARCH,
) -> Documents:
    """The newest matches whole, for programs."""
    with attempt(actor, purpose, action, query=asked.query) as look:
        scoped = understood(look, asked)
        runner = Runner(scoped.sources)
        wanted = {"rows": statements.newest(scoped, limit=limit + 1, after=after)}
        answers = runner.together(wanted if after else {**wanted, "extent": statements.extent(scoped)})
        rows = [pages.row_of(values) for values in answers["rows"].rows]
        found = events.by_ids([row.id for row in rows[:limit]], scoped.sources)
        total = None if after else int(answers["extent"].rows[0][0])
        receipt = look.allowed(total=total, delivered=[each.id for each in found])
        older = rows[limit - 1].cursor if len(rows) > limit else None
        return Documents(look.query, look.known_range, found, older, total, str(receipt.pk))


def histogram(
    actor: Actor, purpose: Purpose | None, asked: Asked, *, action: Action = Action.HISTOGRAM
) -> Histogram:
    with attempt(actor, purpose, action, query=asked.query) as look:
        scoped = understood(look, asked)
        found = pages.histogram(Runner(scoped.sources), scoped, asked.zone)
        look.allowed(total=found.total)
        return found


def field_values(
    actor: Actor,
    purpose: Purpose | None,
    asked: Asked,
    name: str,
    *,
    top: int = 50,
    tab: str = "",
    action: Action = Action.FIELD_VALUES,
) -> Facet:
    """The most frequent values of one field over everything that matches. ``ValueError`` unless it is a field name."""
    with attempt(actor, purpose, action, query=asked.query, detail={"field": name[:200]}) as look:
        scoped = understood(look, asked)
        runner = Runner(scoped.sources, look_name(actor, tab))
        found = pages.facet(name, runner.run(statements.values(scoped, name, top=top), "values"))
        look.allowed(total=found.counted, fields=[name])
        return found


def known_fields(
    actor: Actor, purpose: Purpose | None, asked: Asked, *, tab: str = ""
) -> list[tuple[str, int]]:
    """Names of the records' own fields among the newest matches, with how many events have each."""
    with attempt(actor, purpose, Action.FIELD_VALUES, query=asked.query, detail={"field": "*"}) as look:
        scoped = understood(look, asked)
        runner = Runner(scoped.sources, look_name(actor, tab))
        rows = runner.run(statements.known_fields(scoped, sample=settings.FACET_SAMPLE), "fields").rows
        look.allowed()
        return [(str(name), int(count)) for name, count in rows]


def event(
    actor: Actor,
    purpose: Purpose | None,
    event_id: int,
    *,
    action: Action = Action.OPEN_EVENT,
    detail: Mapping[str, object] | None = None,
) -> Event:
    """One event whole. ``NoSuchEvent`` when there is none in the actor's sources."""
    return read_events(actor, purpose, [event_id], action=action, detail=detail)[0]


def read_events(
    actor: Actor,
    purpose: Purpose | None,
    ids: Sequence[int],
    *,
    action: Action = Action.OPEN_EVENT,
    detail: Mapping[str, object] | None = None,
) -> list[Event]:
    """The events with these ids that the actor may see, in the order asked. ``NoSuchEvent`` when none is."""
    wanted = {"events": [str(number) for number in ids[:MOST_NAMED]], **(detail or {})}
    with attempt(actor, purpose, action, detail=wanted) as look:
        sources = enter(look)
        found = events.by_ids(ids, sources)
        if not found:
            raise NoSuchEvent("There is no such event, or it is not open to you.")
        shown = sorted({name for each in found for name in each.fields})
        look.allowed(total=len(found), delivered=[each.id for each in found], fields=shown)
        return found


def compare(
    actor: Actor,
    purpose: Purpose | None,
    first: int,
    second: int,
    *,
    action: Action = Action.COMPARE_TIMES,
) -> Compared:
    """Whether one event happened before another. ``NoSuchEvent`` unless the actor may see both."""
    wanted = {"events": [str(first), str(second)]}
    with attempt(actor, purpose, action, detail=wanted) as look:
        found = {each.id: each for each in events.by_ids([first, second], enter(look))}
        if first not in found or second not in found:
            raise NoSuchEvent("One of these events does not exist, or it is not open to you.")
        compared = Compared.of(found[first], found[second])
        look.detail["answer"] = compared.order.answer
        look.allowed(total=len(found), delivered=[first, second], fields=["timestamp", "event.created"])
        return compared


def around(
    actor: Actor,
    purpose: Purpose | None,
    event_id: int,
    *,
    before: int = 10,
    after: int = 10,
    action: Action = Action.OPEN_EVENT,
) -> Around:
    """An event and its nearest neighbours in the same source, whatever was being filtered for."""
    with attempt(
        actor, purpose, action, detail={"context": str(event_id), "before": before, "after": after}
    ) as look:
        sources = enter(look)
        found = events.by_ids([event_id], sources)
        if not found:
            raise NoSuchEvent("There is no such event, or it is not open to you.")
        centre = found[0]
        scoped = Scoped(Everything(), frozenset({centre.source}), EARLIEST, LATEST)
        neighbours = pages.around(Runner(sources), scoped, centre, before=before, after=after)
        rows = [*neighbours.before, neighbours.event, *neighbours.after]
        look.allowed(total=len(rows), delivered=[row.id for row in rows])
        return neighbours
