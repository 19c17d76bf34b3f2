"""Pages of masking: profiles, the profile of a source, and the test bench."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ingestion.normalise.masking.profile import LABELS, profile
from ingestion.privacy.actions import change_profile, choose_profile, create_profile
from ingestion.privacy.bench import try_out
from ingestion.privacy.errors import ProfileExists
from ingestion.privacy.forms import BenchForm, ChoiceForm, NewProfileForm, ProfileForm
from ingestion.privacy.models import MaskingProfile, SourceMasking
from ingestion.sources.access import source_for
from portal.accounts.actor import require_step_up
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability


@needs(Capability.MANAGE_SOURCES)
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    found = MaskingProfile.objects.prefetch_related("sources__source")
    rows = [
        (one, [LABELS.get(kind, kind) for kind in one.kinds], [row.source for row in one.sources.all()])
        for one in found
    ]
    return render(request, "privacy/profiles.html", {"rows": rows})


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asking for the page asks for the second factor, so that nothing typed is lost on the way."""
    actor = actor_of(request)
    require_step_up(actor)
    form = NewProfileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_profile(actor=actor, **form.cleaned_data)
        except ProfileExists as exists:
            form.add_error("slug", str(exists))
        else:
            messages.success(
                request, f"{made.name} is made. Try it on some lines, then choose it on a source's page."
            )
            return redirect("privacy:profiles")
    return render(request, "privacy/form.html", {"form": form}, status=422 if form.errors else 200)


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(MaskingProfile, slug=slug)
    require_step_up(actor)
    kept = {"name": found.name, "description": found.description, "kinds": found.kinds}
    form = ProfileForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        change_profile(actor=actor, profile=found, **form.cleaned_data)
        messages.success(request, "Saved. It holds for what arrives from now on.")
        return redirect("privacy:profiles")
    context = {"form": form, "profile": found}
    return render(request, "privacy/form.html", context, status=422 if form.errors else 200)


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def of_source(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    source = source_for(actor, slug)
    require_step_up(actor)
    row = SourceMasking.objects.filter(source=source).first()
    said = request.POST if request.method == "POST" else None
    form = ChoiceForm(said, initial={"profile": row.profile_id if row else None})
    if request.method == "POST" and form.is_valid():
        choose_profile(actor=actor, source=source, profile=form.cleaned_data["profile"])
        messages.success(request, "Saved. It holds for what arrives from now on.")
        return redirect("sources:detail", slug)
    context = {"form": form, "source": source}
    return render(request, "privacy/source.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("lines")
@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def bench(request: HttpRequest) -> HttpResponse:
    """Paste lines and see what becomes of them; a POST, so that they stand in no address and no log."""
    form = BenchForm(request.POST or None, initial={"profile": request.GET.get("profile", "")})
    tried = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["profile"]
        tried = try_out(form.cleaned_data["lines"], profile(chosen.kinds if chosen else []))
    context = {"form": form, "tried": tried}
    return render(request, "privacy/bench.html", context, status=422 if form.errors else 200)
