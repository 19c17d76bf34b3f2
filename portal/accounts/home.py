"""The first page after signing in: where this person's work is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from portal.accounts.gate import signed_in
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability

HOMES = [
    (Capability.READ_RECORDS, "review:search"),
    (Capability.READ_RECEIPTS, "audit:receipts"),
    (Capability.MANAGE_RETENTION, "retention:classes"),
    (Capability.MANAGE_PEOPLE, "accounts:people"),
]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    for capability, name in HOMES:
        if actor.can(capability):
            try:
                return redirect(reverse(name))
            except NoReverseMatch:
                continue
    return redirect("accounts:account")
