"""Enrolling a second factor: once from a one-time link, later again from the account page after step-up.

A password alone never enrols: otherwise a stolen password of somebody whose device was reset would be enough.
"""

from base64 import b32encode

import segno
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import invitations, second_factor
from portal.accounts.actions import own
from portal.accounts.actor import require_step_up
from portal.accounts.authenticator import Authenticator
from portal.accounts.gate import first_factor, signed_in
from portal.accounts.models import Invitation, Person
from portal.accounts.requests import actor_for, actor_of, person_of, state_of
from portal.accounts.views_second_factor import CodeForm, complete

TEMPLATE = "accounts/enrol.html"


@first_factor
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponseBase:
    state = state_of(request)
    if state.has_second_factor:
        return redirect("accounts:account" if state.is_verified else "accounts:second_factor")
    invitation = invitations.by_number(request.session.get(invitations.SESSION_KEY))
    if invitation is None or invitation.person != state.person:
        return render(request, "accounts/not_invited.html", status=403)
    return _enrol(request, invitation)


@signed_in
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest) -> HttpResponseBase:
    require_step_up(actor_of(request))
    return _enrol(request, None)


def _enrol(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    person = person_of(request)
    device = _pending(person)
    if request.method == "GET":
        return _page(request, device, CodeForm(), invitation)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, device, form, invitation, status=422)
    codes = _confirm(request, person, form, invitation)
    if codes is None:
        return _page(request, device, form, invitation, status=422)
    return show_codes(request, codes, is_first=invitation is not None)


def _confirm(
    request: HttpRequest, person: Person, form: CodeForm, invitation: Invitation | None
) -> list[str] | None:
    """New recovery codes when the code from the new device was right."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().get(pk=_pending(person).pk)
        answer = second_factor.check(device, form.cleaned_data["code"], person)
        if not answer.is_proven:
            form.add_error("code", _explain(answer))
            return None
        codes = own.confirm_authenticator(
            actor=actor_for(request, person), device=device, invitation=invitation
        )
    request.session.pop(invitations.SESSION_KEY, None)
    complete(request, person, answer, is_step_up=invitation is None)
    return codes


def _explain(answer: second_factor.Answer) -> str:
    if answer.wait_until is None:
        return answer.problem
    wait_s = max(1, round((answer.wait_until - timezone.now()).total_seconds()))
    return f"{answer.problem} Try again in {wait_s} s; check that your phone's clock is right."


def _pending(person: Person) -> Authenticator:
    """The key being enrolled stays the same while the page is reloaded."""
    pending: Authenticator | None = Authenticator.objects.filter(user=person, confirmed=False).first()
    return pending or Authenticator.objects.start(person)


def _page(
    request: HttpRequest,
    device: Authenticator,
    form: CodeForm,
    invitation: Invitation | None,
    status: int = 200,
) -> HttpResponse:
    key = b32encode(device.bin_key).decode()
    context = {
        "form": form,
        "is_first": invitation is not None,
        "qr": segno.make(device.config_url, error="m").svg_data_uri(
            border=2, scale=5, dark="#000", light="#fff"
        ),
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "uri": device.config_url,
    }
    return render(request, TEMPLATE, context, status=status)


def show_codes(request: HttpRequest, codes: list[str], *, is_first: bool) -> HttpResponse:
    """Recovery codes in clear, this once; the answer is never cached and cannot be asked for again."""
    if not is_first:
        messages.success(request, "Done. The codes before these no longer work.")
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "is_first": is_first})
