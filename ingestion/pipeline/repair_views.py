"""Repairing a batch: its quarantined records read in another way, and a parked batch let go again."""

from dataclasses import replace

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
from ingestion.pipeline.reading import CSV
from ingestion.pipeline.repair import Repair, sample_of
from ingestion.pipeline.replay import replay, try_out
from ingestion.pipeline.replay_alike import replay_alike
from ingestion.pipeline.unrepaired import unrepaired_batches
from ingestion.pipeline.views import refuse_impossible
from ingestion.receive.formats import choices
from ingestion.sources.mapping_forms import MOST_SAMPLE, CsvForm, data_of, guessed
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.purpose import purpose_from_session, require_purpose
from portal.audit.receipts import Action

LONGEST_HEADER = 16_384


@needs(Capability.REPAIR, look=Action.QUARANTINE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, number: int) -> HttpResponse:
    """What the first records would become; ``do=replay`` stores them, ``replay_alike`` those of other batches too, and ``map``
    proposes what the columns of a table are. A header may quote records, so it comes by POST.
    """
    actor = actor_of(request)
    refuse_impossible(number)
    batch = find(actor, purpose_from_session(request.session), number)
    asked = _asked(request)
    purpose = require_purpose(request.session)
    form = _columns(request, batch, asked)
    do = request.POST.get("do")
    is_proposed = do == "map"  # nobody has said anything yet, so nothing of it is wrong
    is_wrong = form is not None and not form.is_valid()
    if form is not None and not is_wrong:
        asked = replace(asked, format=CSV, columns=form.cleaned_data["columns"])
    do = "" if is_wrong else do
    if do == "replay_alike":
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
    if do == "replay":
        made = replay(actor=actor, purpose=purpose, batch=batch, repair=asked)
        lines = made.records
        messages.success(
            request, f"Being read again: {lines:,} record{pluralize(lines)} of batch {batch.number}."
        )
        return redirect("pipeline:batch", made.number)
    trial = try_out(actor=actor, purpose=purpose, batch=batch, repair=asked)
    context = _context(batch, asked) | {"trial": trial, "form": form, "is_proposed": is_proposed}
    return render(
        request, "pipeline/repair.html", context, status=422 if is_wrong and not is_proposed else 200
    )


def _columns(request: HttpRequest, batch: Batch, asked: Repair) -> CsvForm | None:
    """What the columns are said to be, or (``do=map``) what the first records look like; nothing for other formats."""
    if request.POST.get("do") == "map":
        return guessed(batch.source, sample_of(batch, asked))
    if not request.POST.get("count") or request.POST.get("do") == "unmap" or asked.format not in ("", CSV):
        return None
    return CsvForm({**request.POST.dict(), "sample": sample_of(batch, asked)[:MOST_SAMPLE]})


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
        "formats": choices(batch.source.format),
        "asked": asked,
        "alike": counted,
        "mapped": data_of(asked.columns, "") if asked.columns else {},
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
