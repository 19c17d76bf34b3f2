"""What every view that changes a case has in common: say what happened, and go back to the case."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from investigations.cases.access import case_for
from investigations.cases.errors import CaseProblem
from investigations.cases.models import Case
from portal.accounts.actor import Actor
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action

Deed = Callable[..., HttpResponse | str]


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """What the case does not allow becomes a message instead of an error page."""
    try:
        yield
    except CaseProblem as problem:
        messages.error(request, str(problem))


def deed(right: Capability, look: Action = Action.CASE_VIEW) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """For POST only: the view gets the request, the actor, the case and the rest of the URL.

    It returns a sentence that says what was done, or a response of its own. The action asks for ``right`` again.
    """

    def decorate(view: Deed) -> Callable[..., HttpResponse]:
        @needs(right, look=look)
        @require_POST
        @wraps(view)
        def wrapped(request: HttpRequest, number: int, **rest: object) -> HttpResponse:
            actor = actor_of(request)
            return _carry_out(view, request, actor, case_for(actor, number, look=look), rest)

        return wrapped

    return decorate


def _carry_out(
    view: Deed, request: HttpRequest, actor: Actor, case: Case, rest: dict[str, object]
) -> HttpResponse:
    with told(request):
        result = view(request, actor, case, **rest)
        if isinstance(result, HttpResponse):
            return result
        if result:
            messages.success(request, result)
    return redirect("cases:detail", number=case.pk)
