"""Repairing a batch: its quarantined records read in another way, and a parked batch let go again."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_http_methods, require_POST

from ingestion.formats import FORMATS
from ingestion.pipeline.asked import reason_code
from ingestion.pipeline.models import Batch
from ingestion.pipeline.parked import release_one
from ingestion.pipeline.quarantined import find
from ingestion.pipeline.repair import Repair
from ingestion.pipeline.replay import replay, try_out
from ingestion.pipeline.replay_alike import replay_alike
from ingestion.pipeline.unrepaired import unrepaired_batches
from ingestion.pipeline.views import refuse_impossible
from ingestion.receive.formats import choices
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.purpose import purpose_from_session, require_purpose
from portal.audit.receipts import Action

LONGEST_HEADER = 16_384


@needs(Capability.REPAIR, look=Action.QUARANTINE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, number: int) -> HttpResponse:
    """What the first records would become; ``do=replay`` stores them, ``replay_alike`` those of other batches too. A header may quote records, so it comes by POST."""
    actor = actor_of(request)
    refuse_impossible(number)
    batch = find(actor, purpose_from_session(request.session), number)
    asked = _asked(request)
    purpose = require_purpose(request.session)
    if request.method == "POST" and request.POST.get("do") == "replay_alike":
        alike = unrepaired_batches(batch.source, asked.reason)
        many = replay_alike(actor=actor, purpose=purpose, tried=batch, repair=asked)
        lines, left = sum(one.records for one in many), alike.count()
        said = f"Being read again: {lines:,} record{pluralize(lines)} of {len(many):,} batch{pluralize(many, 'es')}."
        more = (
            f" Waiting still: {left:,} batch{pluralize(left, 'es')}, for which you can ask again."
            if left
            else ""
        )
        messages.success(request, said + more)
        return redirect("pipeline:source_quarantine", batch.source.slug)
    if request.method == "POST" and request.POST.get("do") == "replay":
        made = replay(actor=actor, purpose=purpose, batch=batch, repair=asked)
        lines = made.records
        messages.success(
            request, f"Being read again: {lines:,} record{pluralize(lines)} of batch {batch.number}."
        )
        return redirect("pipeline:batch", made.number)
    trial = try_out(actor=actor, purpose=purpose, batch=batch, repair=asked)
    return render(request, "pipeline/repair.html", _context(batch, asked) | {"trial": trial})


def _asked(request: HttpRequest) -> Repair:
    """A format that is not known is left out: the page shows what is used."""
    said = request.POST if request.method == "POST" else request.GET
    chosen = said.get("format", "")
    header = request.POST.get("header", "")[:LONGEST_HEADER]
    return Repair(
        format=chosen if chosen in FORMATS else "",
        reason=reason_code(said.get("reason", "")),
        header=header.splitlines()[0] if header.strip() else "",
    )


def _context(batch: Batch, asked: Repair) -> dict[str, object]:
    alike = unrepaired_batches(batch.source, asked.reason)
    counted = alike.aggregate(batches=Count("pk"), lines=Sum("waiting"))
    return {
        "batch": batch,
        "formats": choices(),
        "asked": asked,
        "alike": counted,
        "most": settings.REPLAY_BATCHES,
    }


@needs(Capability.MANAGE_SOURCES)
@require_POST
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Let a parked batch try again, once what stopped it is mended."""
    refuse_impossible(number)
    release_one(actor=actor_of(request), number=number)
    messages.success(request, f"Batch {number} is tried again.")
    return redirect("pipeline:batch", number)
