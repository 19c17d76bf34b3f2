"""Pages of ingest tokens."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ingestion.sources.access import source_for
from ingestion.sources.addresses import addresses
from ingestion.sources.forms import RotateForm, TokenForm
from ingestion.sources.tokens import create_token, require_rotatable, revoke_token, rotate_token
from portal.accounts.actor import require_step_up
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a token. The answer to the form is the only page that ever shows the secret."""
    actor = actor_of(request)
    source = source_for(actor, slug)
    require_step_up(actor)
    form = TokenForm(request.POST or None, source=source)
    context: dict[str, object] = {"form": form, "source": source, **_where()}
    if request.method == "POST" and form.is_valid():
        made = create_token(actor=actor, source=source, **_wanted(form))
        return render(request, "sources/token_made.html", {**context, "made": made})
    return render(request, "sources/token_form.html", context, status=422 if form.errors else 200)


def _where() -> dict[str, object]:
    return {"site_url": settings.SITE_URL, "addresses": addresses()}


def _wanted(form: TokenForm) -> dict[str, Any]:
    """What the form says, with the day it works until as the moment in which that day ends."""
    day = form.cleaned_data["expires_at"]
    expires_at = datetime.combine(day, time(), UTC) + timedelta(days=1) if day else None
    return {**form.cleaned_data, "expires_at": expires_at}


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def rotate(request: HttpRequest, slug: str, prefix: str) -> HttpResponse:
    """A new secret beside the old one; as with ``tokens``, the answer is the only page that ever shows it."""
    actor = actor_of(request)
    source = source_for(actor, slug)
    token = get_object_or_404(source.tokens.select_related("source"), prefix=prefix)
    require_step_up(actor)
    form = RotateForm(request.POST or None)
    context: dict[str, object] = {
        "form": form,
        "source": source,
        "token": token,
        **_where(),
    }
    if request.method == "POST" and form.is_valid():
        made = rotate_token(actor=actor, token=token, overlap=form.cleaned_data["overlap"])
        token.refresh_from_db()
        return render(request, "sources/token_made.html", {**context, "made": made, "replaced": token})
    require_rotatable(token)
    return render(request, "sources/token_rotate.html", context, status=422 if form.errors else 200)


@needs(Capability.MANAGE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, slug: str, prefix: str) -> HttpResponse:
    """Asked first what it means: a sender that loses its token has nowhere to put its logs, and this cannot be undone."""
    actor = actor_of(request)
    source = source_for(actor, slug)
    token = get_object_or_404(source.tokens.select_related("source"), prefix=prefix)
    if request.method == "POST":
        revoke_token(actor=actor, token=token)
        messages.success(request, f"The token “{token.name}” is revoked and no longer works.")
    elif token.state != "revoked":
        may_rotate = token.state == "live" and not source.tokens.filter(rotated_from=token).exists()
        context = {"source": source, "token": token, "may_rotate": may_rotate}
        return render(request, "sources/token_revoke.html", context)
    return redirect("sources:detail", slug)
