"""The policy's pages: classes, what a change would do, and what is held."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import Actor, require_step_up
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.retention import kept, overview, policy
from portal.retention.due import without_policy
from portal.retention.forms import ClassForm, DaysForm
from portal.retention.holds import label_of
from portal.retention.models import RetentionClass

lookers = needs(Capability.READ_RETENTION, Capability.MANAGE_RETENTION)
managers = needs(Capability.MANAGE_RETENTION)
LONGEST_LIST = 500


@lookers
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    present = kept.everything()
    context = {
        "rows": overview.classes(present),
        "unknown": without_policy(present, policy.current()),
        "today": timezone.now().date(),
        "may_manage": actor_of(request).can(Capability.MANAGE_RETENTION),
    }
    return render(request, "retention/classes.html", context)


@managers
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require_step_up(actor)
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = policy.create_class(actor, **form.values())
        except policy.PolicyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Created {made}. Sources can use it now.")
            return redirect("retention:classes")
    return render(request, "retention/create.html", {"form": form}, status=422 if form.errors else 200)


@managers
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """First the days, then what they would do, then the deed: a POST shows the effect until that is confirmed."""
    actor = actor_of(request)
    require_step_up(actor)
    chosen = RetentionClass.objects.filter(slug=slug).first()
    if chosen is None:
        raise Http404
    form = DaysForm(request.POST or None, initial={"days": chosen.days})
    context: dict[str, object] = {"chosen": chosen, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _effect_or_deed(actor, chosen, **form.cleaned_data)
        except policy.PolicyRefused as refused:
            form.add_error("days", str(refused))
    if "changed" in context:
        messages.success(request, f"{context['changed']}: this holds from now on.")
        return redirect("retention:classes")
    return render(request, "retention/change.html", context, status=422 if form.errors else 200)


def _effect_or_deed(actor: Actor, chosen: RetentionClass, days: int, confirmed: str) -> dict[str, object]:
    """Change the days if this very effect was confirmed; otherwise what the page must show first."""
    policy.refuse_nonsense(chosen, days)
    effect = policy.effect_of(chosen.slug, days)
    shown = _fingerprint(days, effect)
    if confirmed == shown:
        return {"changed": policy.change_days(actor, chosen.slug, days)}
    return {"effect": effect, "days": days, "shown": shown}


@lookers
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    found = overview.open_holds()
    listed = [(hold, label_of(hold.reference)) for hold in found[:LONGEST_LIST]]
    return render(request, "retention/holds.html", {"holds": listed, "total": len(found)})


def _fingerprint(days: int, effect: policy.Effect) -> str:
    """Names the effect that was shown, so that a confirmation of another one shows the new effect first."""
    seen = [(item.key, item.rows) for item in (*effect.becomes_due, *effect.no_longer_due)]
    return hashlib.sha256(f"{days}:{seen}".encode()).hexdigest()
