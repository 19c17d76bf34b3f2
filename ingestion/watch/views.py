"""The page on which administrators say what is expected of a source."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ingestion.sources.access import source_for
from ingestion.watch.actions import expect
from ingestion.watch.forms import WatchForm
from ingestion.watch.models import SourceWatch
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    source = source_for(actor, slug)
    watch = SourceWatch.objects.filter(source=source).first() or SourceWatch(source=source)
    form = WatchForm(request.POST or None, instance=watch)
    if request.method == "POST" and form.is_valid():
        expect(actor=actor, source=source, **form.cleaned_data)
        messages.success(request, "The changes are saved.")
        return redirect("sources:detail", slug)
    return render(
        request, "sources/watch.html", {"form": form, "source": source}, status=422 if form.errors else 200
    )
