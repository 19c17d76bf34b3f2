"""The page on which an administrator says what the columns of a source's CSV are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ingestion.pipeline.mapping_trial import try_mapping
from ingestion.sources.access import source_for
from ingestion.sources.mapping_actions import map_csv
from ingestion.sources.mapping_forms import CsvForm, data_of, guessed
from ingestion.sources.models import Source
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability


@sensitive_post_parameters("sample")
@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def csv(request: HttpRequest, slug: str) -> HttpResponse:
    """``do`` is ``read`` (guess from the sample), ``show`` (what it becomes), ``save`` or ``remove``.

    A sample may hold anything, so it comes by POST and is forgotten.
    """
    actor = actor_of(request)
    source = source_for(actor, slug)
    do = request.POST.get("do", "")
    if do == "remove":
        map_csv(actor=actor, source=source, columns=None)
        messages.success(request, "CSV is read by the names in its header again, from now on.")
        return redirect("sources:detail", slug)
    form = _form(request, source, do)
    if do == "save" and form.is_valid():
        made = map_csv(actor=actor, source=source, columns=form.cleaned_data["columns"])
        messages.success(request, f"Saved as {made}. What arrives from now on is read by it.")
        return redirect("sources:detail", slug)
    return _page(request, source, form)


def _form(request: HttpRequest, source: Source, do: str) -> CsvForm:
    """With what was sent, with what a sample looks like, or with what is in force."""
    if do == "read":
        return guessed(source, request.POST.get("sample", ""))
    if request.method == "POST":
        return CsvForm(request.POST)
    return CsvForm(data_of(source.csv_mapping.columns, "") if source.csv_mapping else None)


def _page(request: HttpRequest, source: Source, form: CsvForm) -> HttpResponse:
    trial = None
    sample = str(form.data.get("sample", ""))
    if form.is_valid() and sample.strip():
        trial = try_mapping(source, form.cleaned_data["columns"], sample)
    context = {"source": source, "form": form, "trial": trial, "mapping": source.csv_mapping}
    wrong = form.is_bound and not form.is_valid() and request.method == "POST"
    return render(request, "sources/csv.html", context, status=422 if wrong else 200)
