"""The page on which a person says why they look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from investigations.review.forms import PurposeForm, initial_of
from investigations.review.purpose import purpose_of, state
from portal.accounts.gate import needs
from portal.accounts.paths import next_of
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability


@needs(Capability.READ_RECORDS, Capability.READ_CASES)
@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    actor, back, stated = actor_of(request), next_of(request, "/search/"), purpose_of(request)
    form = PurposeForm(actor, request.POST if request.method == "POST" else None, initial=initial_of(stated))
    if form.is_valid():
        state(actor, request.session, form.purpose())
        return redirect(back)
    context = {"form": form, "next": back, "stated": stated, "chosen": form["choice"].value()}
    return render(request, "review/purpose.html", context, status=422 if form.is_bound else 200)
