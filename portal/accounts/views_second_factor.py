"""The second-factor page at sign-in, and the same question again before a sensitive act (step-up)."""

import math

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login

from portal.accounts import recovery, second_factor, sessions
from portal.accounts.gate import first_factor, signed_in
from portal.accounts.models import Person
from portal.accounts.paths import next_of
from portal.accounts.requests import actor_for, person_of, state_of
from portal.accounts.second_factor import Answer
from portal.audit import events

TEMPLATE = "accounts/second_factor.html"
CODE_ATTRIBUTES: dict[str, str | bool] = {
    "autocomplete": "one-time-code",
    "autocapitalize": "none",
    "spellcheck": "false",
    "autofocus": True,
    "class": "code",
}


class OneTimeInput(forms.TextInput):
    """A code that was refused is not worth correcting: the field comes back empty."""

    def format_value(self, value: object) -> None:
        return None


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code from your authenticator app",
        max_length=32,
        widget=OneTimeInput(attrs={**CODE_ATTRIBUTES, "inputmode": "numeric"}),
    )


class RecoveryForm(forms.Form):
    code = forms.CharField(
        label="Recovery code",
        max_length=32,
        widget=OneTimeInput(attrs={**CODE_ATTRIBUTES, "autocomplete": "off"}),
    )


@first_factor
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor_view(request: HttpRequest) -> HttpResponseBase:
    state = state_of(request)
    if state.is_verified:
        return redirect(next_of(request))
    if not state.has_second_factor:
        return redirect("accounts:enrol")
    return _ask(request, is_step_up=False)


@signed_in
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def step_up_view(request: HttpRequest) -> HttpResponseBase:
    return _ask(request, is_step_up=True)


def _ask(request: HttpRequest, *, is_step_up: bool) -> HttpResponseBase:
    kind = RecoveryForm if request.GET.get("with") == "recovery" else CodeForm
    if request.method == "GET":
        return _page(request, kind(), is_step_up=is_step_up)
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, form, is_step_up=is_step_up, status=422)
    person = person_of(request)
    answer = second_factor.prove(person, form.cleaned_data["code"])
    if not answer.is_proven:
        return _refuse(request, form, answer, is_step_up=is_step_up)
    complete(request, person, answer, is_step_up=is_step_up)
    return redirect(next_of(request))


def complete(request: HttpRequest, person: Person, answer: Answer, *, is_step_up: bool = False) -> None:
    """The second factor was proven: a new session key, and everything the roles allow is open."""
    otp_login(request, answer.device)
    sessions.prove(request)
    actor = actor_for(request, person)
    detail = {"factor": answer.kind, "step_up": is_step_up}
    events.record("authn_login_success", actor=actor, detail=detail)
    if not is_step_up:
        events.record("session_created", actor=actor, object_label=f"session {actor.session_ref}")
    if answer.kind == second_factor.RECOVERY_CODE:
        count = recovery.left(person)
        messages.warning(
            request, f"That recovery code is used up; {count} left. Make new ones on your account page."
        )


def _refuse(request: HttpRequest, form: forms.Form, answer: Answer, *, is_step_up: bool) -> HttpResponse:
    if answer.was_checked:
        events.record(
            "authn_login_fail",
            actor=actor_for(request, person_of(request)),
            outcome=events.FAILURE,
            detail={"factor": "second_factor", "step_up": is_step_up},
        )
    form.add_error(None, answer.problem)
    if answer.wait_until is None:
        return _page(request, form, is_step_up=is_step_up, status=422)
    wait_s = max(1, math.ceil((answer.wait_until - timezone.now()).total_seconds()))
    page = _page(
        request, form, is_step_up=is_step_up, status=429, wait_s=wait_s, wait_until=answer.wait_until
    )
    page["Retry-After"] = str(wait_s)
    return page


def _page(
    request: HttpRequest, form: forms.Form, *, is_step_up: bool, status: int = 200, **context: object
) -> HttpResponse:
    context |= {
        "form": form,
        "next": next_of(request),
        "is_step_up": is_step_up,
        "with_recovery": isinstance(form, RecoveryForm),
        "minutes": settings.STEP_UP_SECONDS // 60,
    }
    return render(request, TEMPLATE, context, status=status)
