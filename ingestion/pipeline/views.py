"""Pages of batches: one batch with its balance, and its quarantine."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ingestion.pipeline import numbering
from ingestion.pipeline.access import batch_for, waiting_for
from ingestion.pipeline.asked import number_before, position_after, reason_code
from ingestion.pipeline.masked import counted
from ingestion.pipeline.models import Replay
from ingestion.pipeline.quarantined import Page, find, look, reasons_of, replays_of
from ingestion.pipeline.repair import open_records
from ingestion.pipeline.searchable import search_fragment
from ingestion.pipeline.unrepaired import unrepaired, unrepaired_batches
from ingestion.sources.access import source_for
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.purpose import purpose_from_session, require_purpose
from portal.audit.receipts import Action

MOST_NUMBER = 2**63 - 1
BATCHES_SHOWN = 50


@needs(Capability.READ_SOURCES)
@require_safe
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """The balance and the origin of a batch. No record is shown, so no receipt is due."""
    actor = actor_of(request)
    refuse_impossible(number)
    now = numbering.now([number])[number]
    waiting = waiting_for(actor, now)
    found = batch_for(actor, now) if waiting is None else None
    if now != number:
        return redirect("pipeline:batch", now)
    if found is None:
        may_release = actor.can(Capability.MANAGE_SOURCES)
        return render(request, "pipeline/waiting.html", {"item": waiting, "may_release": may_release})
    context = {
        "batch": found,
        "reasons": reasons_of(found) if found.quarantined else [],
        "masked": None if found.masked is None else counted(found.masked),
        "may_read": actor.may_read_source(found.source.slug),
        "search": search_fragment([found]),
        "replays": replays_of(found) if found.quarantined else [],
        "replay": Replay.objects.filter(number=number).first(),
    }
    return render(request, "pipeline/batch.html", context)


@needs(Capability.READ_SOURCES, look=Action.QUARANTINE_VIEW)
@require_safe
def quarantine(request: HttpRequest, number: int) -> HttpResponse:
    """Lines with the reason for people who may read the source; reasons and counts alone for the others."""
    actor = actor_of(request)
    refuse_impossible(number)
    found = find(actor, purpose_from_session(request.session), number)
    chosen = reason_code(request.GET.get("reason", ""))
    may_read = actor.may_read_source(found.source.slug)
    page = Page((), None)
    if may_read:
        after = position_after(request.GET.get("after", ""))
        page = look(
            actor=actor, purpose=require_purpose(request.session), batch=found, after=after, reason=chosen
        )
    context = {
        "batch": found,
        "reasons": reasons_of(found),
        "may_read": may_read,
        "page": page,
        "chosen": chosen,
        "replays": replays_of(found),
        "may_repair": may_read and actor.can(Capability.REPAIR) and open_records(found, chosen).exists(),
    }
    return render(request, "pipeline/quarantine.html", context)


@needs(Capability.READ_SOURCES)
@require_safe
def quarantine_of_source(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a repair in all batches of a source: reasons and counts. No record is shown, so no receipt is due."""
    actor = actor_of(request)
    source = source_for(actor, slug)
    chosen = reason_code(request.GET.get("reason", ""))
    before = number_before(request.GET.get("before", ""))
    batches = unrepaired_batches(source, chosen)
    if before is not None:
        batches = batches.filter(number__lt=before)
    page = list(batches[: BATCHES_SHOWN + 1])
    may_read = actor.may_read_source(slug)
    context = {
        "source": source,
        "reasons": unrepaired(source),
        "batches": page[:BATCHES_SHOWN],
        "older": page[BATCHES_SHOWN - 1].number if len(page) > BATCHES_SHOWN else None,
        "newest": before is None,
        "chosen": chosen,
        "may_read": may_read,
        "may_repair": may_read and actor.can(Capability.REPAIR),
    }
    return render(request, "pipeline/source_quarantine.html", context)


def refuse_impossible(number: int) -> None:
    """PostgreSQL would answer a number beyond its type with an error instead of nothing."""
    if number > MOST_NUMBER:
        raise Http404
