"""The one-time link: the first page of the first administrator, of new people, and of everybody after a reset.

``/welcome/<token>/`` takes the token out of the address at once: it moves the invitation's number into the session
and redirects, so that the token stays out of history, Referer and the logs of whatever comes next.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import invitations, sessions
from portal.accounts.actions import own
from portal.accounts.address import client_address
from portal.accounts.forms import NewPasswordForm
from portal.accounts.gate import public
from portal.accounts.models import Invitation


@public
@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    invitation = invitations.find(token)
    if invitation is None:
        return _gone(request)
    request.session[invitations.SESSION_KEY] = invitation.pk
    return redirect("accounts:welcome")


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponseBase:
    invitation = invitations.by_number(request.session.get(invitations.SESSION_KEY))
    if invitation is None:
        return _gone(request)
    if request.method == "GET":
        return _page(request, invitation, NewPasswordForm(invitation.person))
    form = NewPasswordForm(invitation.person, request.POST)
    if not form.is_valid():
        return _page(request, invitation, form, status=422)
    return _begin(request, invitation, form.cleaned_data["password"])


def _begin(request: HttpRequest, invitation: Invitation, password: str) -> HttpResponseBase:
    """Sign in with the new password; the second factor is asked for, or enrolled, next."""
    own.set_first_password(invitation=invitation, password=password, address=client_address(request))
    request.session.flush()
    sessions.begin(request, invitation.person)
    if sessions.has_second_factor(invitation.person):
        return redirect("accounts:second_factor")
    request.session[invitations.SESSION_KEY] = invitation.pk
    return redirect("accounts:enrol")


def _page(
    request: HttpRequest, invitation: Invitation, form: NewPasswordForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "person": invitation.person,
        "expires_at": invitation.expires_at,
        "enrols": not sessions.has_second_factor(invitation.person),
    }
    return render(request, "accounts/welcome.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_gone.html", status=410)
