"""Administrators' pages: who may sign in, as what, and which sources they may read."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import invitations, sessions
from portal.accounts.actions import people as actions
from portal.accounts.actor import Actor, has_stepped_up, require, require_step_up, rights_of
from portal.accounts.authenticator import Authenticator
from portal.accounts.errors import Refused
from portal.accounts.forms import GrantsForm, PersonForm, RolesForm
from portal.accounts.gate import needs
from portal.accounts.models import Person
from portal.accounts.requests import actor_of
from portal.accounts.roles import READERS, Capability, Role


def people_for(actor: Actor) -> QuerySet[Person]:
    """Everybody, for those who manage people; with ``has_device`` and ``seen_at``."""
    require(actor, Capability.MANAGE_PEOPLE)
    device = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
    return (
        Person.objects.prefetch_related("role_assignments", "source_grants")
        .annotate(has_device=Exists(device), seen_at=Max("sign_ins__seen_at"))
        .order_by("-is_active", "name")
    )


def person_for(actor: Actor, name: str) -> Person:
    person = people_for(actor).filter(name=name).first()
    if person is None:
        raise Http404
    return person


@needs(Capability.MANAGE_PEOPLE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "person": person,
            "roles": [Role(row.role).label for row in person.role_assignments.all()],
            "grants": sorted(row.source for row in person.source_grants.all()),
        }
        for person in people_for(actor_of(request))
    ]
    return render(request, "accounts/people.html", {"rows": rows})


@needs(Capability.MANAGE_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    require_step_up(actor)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person, link = actions.create_person(actor=actor, **form.cleaned_data)
            return _show_link(request, person, link)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Capability.MANAGE_PEOPLE)
@require_safe
def person_page(request: HttpRequest, name: str) -> HttpResponse:
    return _person_page(request, person_for(actor_of(request), name))


@needs(Capability.MANAGE_PEOPLE)
@require_POST
def change_roles(request: HttpRequest, name: str) -> HttpResponseBase:
    actor, person = _who(request, name)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person, roles_form=form, status=422)
    try:
        actions.change_roles(actor=actor, person=person, roles=form.cleaned_data["roles"])
    except Refused as refusal:
        form.add_error("roles", str(refusal))
        return _person_page(request, person, roles_form=form, status=422)
    messages.success(request, f"The roles of {person} are changed.")
    return redirect("accounts:person", name=name)


@needs(Capability.MANAGE_PEOPLE)
@require_POST
def change_grants(request: HttpRequest, name: str) -> HttpResponseBase:
    actor, person = _who(request, name)
    form = GrantsForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person, grants_form=form, status=422)
    try:
        actions.change_grants(actor=actor, person=person, sources=form.cleaned_data["sources"])
    except Refused as refusal:
        form.add_error("sources", str(refusal))
        return _person_page(request, person, grants_form=form, status=422)
    messages.success(request, f"The sources that {person} may read are changed.")
    return redirect("accounts:person", name=name)


@needs(Capability.MANAGE_PEOPLE)
@require_POST
def deactivate(request: HttpRequest, name: str) -> HttpResponseBase:
    actor, person = _who(request, name)
    actions.deactivate(actor=actor, person=person)
    messages.success(request, f"{person} can no longer sign in; their sessions and tokens have ended.")
    return redirect("accounts:person", name=name)


@needs(Capability.MANAGE_PEOPLE)
@never_cache
@require_POST
def reactivate(request: HttpRequest, name: str) -> HttpResponse:
    actor, person = _who(request, name)
    return _show_link(request, person, actions.reactivate(actor=actor, person=person))


@needs(Capability.MANAGE_PEOPLE)
@never_cache
@require_POST
def reset(request: HttpRequest, name: str) -> HttpResponse:
    actor, person = _who(request, name)
    both = request.POST.get("what") == "both"
    return _show_link(request, person, actions.reset_sign_in(actor=actor, person=person, second_factor=both))


def _who(request: HttpRequest, name: str) -> tuple[Actor, Person]:
    """Who acts on whom; a step-up that is missing leads back to the person's page."""
    actor = actor_of(request)
    request.came_from = reverse("accounts:person", args=[name])  # type: ignore[attr-defined]
    return actor, person_for(actor, name)


def _show_link(request: HttpRequest, person: Person, link: str) -> HttpResponse:
    return render(
        request,
        "accounts/person_link.html",
        {"person": person, "link": link, "hours": settings.INVITATION_HOURS},
    )


def _person_page(
    request: HttpRequest,
    person: Person,
    *,
    roles_form: RolesForm | None = None,
    grants_form: GrantsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    roles, _ = rights_of(person)
    grants = sorted(row.source for row in person.source_grants.all())
    context = {
        "person": person,
        "roles": [role.label for role in sorted(roles)],
        "grants": grants,
        "roles_form": roles_form or RolesForm(initial={"roles": [role.value for role in roles]}),
        "grants_form": grants_form or GrantsForm(initial={"sources": grants}),
        "reads_records": bool(READERS & roles),
        "stepped_up": has_stepped_up(actor_of(request)),
        "step_up_minutes": settings.STEP_UP_SECONDS // 60,
        "is_self": person.pk == actor_of(request).person_id,
        "is_invited": invitations.is_invited(person),
        "sign_ins": sessions.live(person),
        "has_second_factor": sessions.has_second_factor(person),
    }
    return render(request, "accounts/person.html", context, status=status)
