"""Pages of sources: the list, one source, and what administrators change about it."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ingestion.pipeline.access import with_token_names
from ingestion.pipeline.asked import number_before
from ingestion.pipeline.models import Batch, SpoolItem
from ingestion.sources.access import may_upload, source_for, sources_for
from ingestion.sources.actions import change_retention_class, change_source, create_source
from ingestion.sources.addresses import addresses
from ingestion.sources.errors import SlugTaken
from ingestion.sources.forms import NewSourceForm, RetentionForm, SourceForm
from ingestion.sources.models import SyslogDrop
from ingestion.sources.tokens import tokens_of
from ingestion.sources.totals import totals_of
from ingestion.watch import page
from portal.accounts.actor import require_step_up
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability

BATCHES_SHOWN = 50
LONGEST_FILTER = 300


@needs(Capability.READ_SOURCES)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """By short name; ``?q=`` keeps those with that in their name, ``?page=`` counts from 1."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_FILTER]
    found = sources_for(actor)
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(slug__icontains=asked))
    page = Paginator(found, settings.PAGE_SIZE).get_page(request.GET.get("page"))
    totals = totals_of(source.pk for source in page)
    may_manage = actor.can(Capability.MANAGE_SOURCES)
    context = {
        "rows": [(source, totals[source.pk]) for source in page],
        "page": page,
        "asked": asked,
        "shown": f"{page.start_index():,} to {page.end_index():,} of {page.paginator.count:,} sources",
        "newer_url": _page_url(asked, page.previous_page_number()) if page.has_previous() else "",
        "older_url": _page_url(asked, page.next_page_number()) if page.has_next() else "",
        "may_manage": may_manage,
        "drops": SyslogDrop.objects.filter(source=None) if may_manage else (),
    }
    return render(request, "sources/list.html", context)


def _page_url(asked: str, page: int) -> str:
    return "?" + urlencode({**({"q": asked} if asked else {}), "page": page})


@needs(Capability.READ_SOURCES)
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One source with its balance and its batches; ``?before=`` continues behind a batch number."""
    actor = actor_of(request)
    source = source_for(actor, slug)
    before = number_before(request.GET.get("before", ""))
    batches = batches_page(source.pk, before)
    context = {
        "source": source,
        "totals": totals_of([source.pk])[source.pk],
        "batches": batches[:BATCHES_SHOWN],
        "older": batches[BATCHES_SHOWN - 1].number if len(batches) > BATCHES_SHOWN else None,
        "newest": before is None,
        "unsealed": SpoolItem.objects.filter(source=source).defer("body").order_by("number")[:BATCHES_SHOWN],
        "tokens": tokens_of(source),
        "drops": source.drops.all(),
        **page.shown(source, actor),
        "may_manage": actor.can(Capability.MANAGE_SOURCES),
        "may_upload": may_upload(actor, slug),
        "site_url": settings.SITE_URL,
        "addresses": addresses(),
    }
    return render(request, "sources/detail.html", context)


def batches_page(source_id: int, before: int | None) -> list[Batch]:
    """One more than is shown, newest first; the surplus says that there are older ones."""
    batches = with_token_names(Batch.objects.filter(source=source_id).select_related("duplicate_of"))
    if before is not None:
        batches = batches.filter(number__lt=before)
    return list(batches[: BATCHES_SHOWN + 1])


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = create_source(actor=actor_of(request), **form.cleaned_data)
        except SlugTaken as taken:
            form.add_error("slug", str(taken))
        else:
            messages.success(
                request, f"{source.name} is registered. Make a token for its sender, or upload a file."
            )
            return redirect("sources:detail", source.slug)
    return render(request, "sources/form.html", {"form": form}, status=422 if form.errors else 200)


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    source = source_for(actor, slug)
    form = SourceForm(request.POST or None, instance=source_for(actor, slug))
    if request.method == "POST" and form.is_valid():
        change_source(actor=actor, source=source, **form.cleaned_data)
        messages.success(request, "The changes are saved.")
        return redirect("sources:detail", slug)
    return render(
        request, "sources/form.html", {"form": form, "source": source}, status=422 if form.errors else 200
    )


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["POST"])
def open_or_close(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    source = source_for(actor, slug)
    is_open = request.POST.get("open") == "1"
    change_source(actor=actor, source=source, is_open=is_open)
    words = "is open and takes records" if is_open else "is closed; senders are refused from now on"
    messages.success(request, f"{source.name} {words}.")
    return redirect("sources:detail", slug)


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest, slug: str) -> HttpResponse:
    """Asking for the page asks for the second factor, so that nothing typed is lost on the way."""
    actor = actor_of(request)
    source = source_for(actor, slug)
    require_step_up(actor)
    form = RetentionForm(request.POST or None, instance=source_for(actor, slug))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["retention_class"]
        change_retention_class(actor=actor, source=source, retention_class=chosen)
        messages.success(request, f"What arrives from now on is kept as {chosen}.")
        return redirect("sources:detail", slug)
    context = {"form": form, "source": source}
    return render(request, "sources/retention.html", context, status=422 if form.errors else 200)
