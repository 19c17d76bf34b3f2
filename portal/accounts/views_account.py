"""A person's own page: sessions, password, second factor, recovery codes and API tokens."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import recovery, sessions
from portal.accounts.actions import own, tokens
from portal.accounts.actor import require_step_up
from portal.accounts.authenticator import Authenticator
from portal.accounts.enrolment import show_codes
from portal.accounts.forms import NewPasswordForm, TokenForm
from portal.accounts.gate import signed_in
from portal.accounts.models import ApiToken
from portal.accounts.requests import actor_of, person_of
from portal.accounts.token_purpose import of_token


@signed_in
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {
        "person": person,
        "sign_ins": sessions.live(person),
        "device": Authenticator.objects.filter(user=person, confirmed=True).first(),
        "codes_left": recovery.left(person),
        "codes_made": recovery.COUNT,
        "tokens": [(token, of_token(token)) for token in tokens.live_tokens(person)],
        "grants": sorted(person.source_grants.values_list("source", flat=True)),
    }
    return render(request, "accounts/account.html", context)


@signed_in
@require_POST
def revoke_session(request: HttpRequest, reference: str) -> HttpResponseBase:
    if not own.revoke_session(actor=actor_of(request), reference=reference):
        raise Http404
    messages.success(request, "That session has ended.")
    return redirect("accounts:account")


@signed_in
@require_POST
def revoke_other_sessions(request: HttpRequest) -> HttpResponseBase:
    count = own.revoke_other_sessions(actor=actor_of(request), person=person_of(request))
    messages.success(request, f"{count} other session{'' if count == 1 else 's'} ended.")
    return redirect("accounts:account")


@signed_in
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    require_step_up(actor)
    person = person_of(request)
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/password.html", {"form": form, "person": person}, status=status)
    own.change_password(actor=actor, request=request, person=person, password=form.cleaned_data["password"])
    messages.success(request, "Your password is changed, and your other sessions have ended.")
    return redirect("accounts:account")


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    require_step_up(actor)
    person = person_of(request)
    if request.method == "GET":
        return render(request, "accounts/recovery_codes_new.html", {"codes_left": recovery.left(person)})
    return show_codes(request, own.make_recovery_codes(actor=actor, person=person), is_first=False)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    require_step_up(actor)
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(
            request, "accounts/token_new.html", {"form": form}, status=422 if form.is_bound else 200
        )
    token, plain = tokens.create_token(
        actor=actor,
        person=person_of(request),
        name=form.cleaned_data["name"],
        days=form.cleaned_data["days"],
        purpose=form.purpose(),
    )
    return render(request, "accounts/token_made.html", {"token": token, "plain": plain})


@signed_in
@require_POST
def revoke_token(request: HttpRequest, prefix: str) -> HttpResponseBase:
    token = ApiToken.objects.filter(person=person_of(request), prefix=prefix, revoked_at=None).first()
    if token is None:
        raise Http404
    tokens.revoke_token(actor=actor_of(request), token=token)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("accounts:account")
