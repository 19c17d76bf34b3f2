"""The first factor: the password page, signing out, and the wait after too many wrong passwords.

A name that does not exist, a wrong password and a deactivated person get the same answer after the same work:
Django hashes a password in each case. django-axes counts failures per name and address together, so nobody can
lock somebody else out.
"""

import math
from datetime import timedelta
from urllib.parse import urlencode

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import sessions
from portal.accounts.address import client_address
from portal.accounts.gate import first_factor, public
from portal.accounts.models import Person
from portal.accounts.paths import next_of
from portal.accounts.requests import actor_for, person_of, state_of
from portal.audit import events

TEMPLATE = "accounts/login.html"
REFUSED = "This name and password do not match. Check both and try again."


class LoginForm(forms.Form):
    username = forms.CharField(
        label="Name",
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return str(Person.normalize_username(self.cleaned_data["username"])).lower()


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login_view(request: HttpRequest) -> HttpResponseBase:
    if request.method == "GET":
        if state_of(request).is_verified:
            return redirect(next_of(request))
        return _page(request, LoginForm())
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    name = form.cleaned_data["username"]
    person = authenticate(request, username=name, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        return _refuse(request, form, name)
    sessions.begin(request, person)
    return redirect(f"{reverse('accounts:second_factor')}?{urlencode({'next': next_of(request)})}")


def _refuse(request: HttpRequest, form: LoginForm, name: str) -> HttpResponse:
    if not _was_locked(request):
        _record(request, "authn_login_fail", name)
    form.add_error(None, REFUSED)
    return _page(request, form, status=422)


def _was_locked(request: HttpRequest) -> bool:
    """Locked before this attempt: then axes did not count it."""
    return bool(getattr(request, "axes_locked_out", False)) and request.axes_failures_since_start is None  # type: ignore[attr-defined]


def locked_out(
    request: HttpRequest, original: HttpResponse | None, credentials: dict[str, str]
) -> HttpResponse:
    """429 with ``Retry-After``; django-axes calls this in place of the page's own answer."""
    name = (credentials or {}).get("username", "")
    if not _was_locked(request):
        _record(request, "authn_login_lock", name)
    wait_s = _wait_s(name, client_address(request))
    form = LoginForm(initial={"username": name})
    page = _page(request, form, status=429, wait_s=wait_s, until=timezone.now() + timedelta(seconds=wait_s))
    page["Retry-After"] = str(wait_s)
    return page


def _wait_s(name: str, address: str) -> int:
    """Seconds until axes forgets the last counted failure of this name from this address; at least one."""
    latest = (
        AccessAttempt.objects.filter(username=name, ip_address=address or None)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    over_at = (latest or timezone.now()) + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return max(1, math.ceil((over_at - timezone.now()).total_seconds()))


def _record(request: HttpRequest, event: str, name: str) -> None:
    events.record(
        event,
        outcome=events.FAILURE,
        actor_name=name,
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
        detail={"factor": "password"},
    )


def _page(request: HttpRequest, form: LoginForm, status: int = 200, **context: object) -> HttpResponse:
    return render(request, TEMPLATE, {"form": form, "next": next_of(request), **context}, status=status)


@first_factor
@require_POST
def logout_view(request: HttpRequest) -> HttpResponseBase:
    sign_in = sessions.current(request)
    if sign_in is not None:
        sessions.end(sign_in, why="signed_out", by=actor_for(request, person_of(request)))
    logout(request)
    return redirect("accounts:login")
