"""What administrators do with people. Each function checks the right and the step-up itself, then records.

Separation of duties: roles.conflict says which roles exclude each other; nobody changes their own roles or grants;
one administrator who can sign in always remains.
"""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from portal.accounts import grantable, invitations, sessions
from portal.accounts.actions.tokens import live_tokens, revoke_token
from portal.accounts.actor import Actor, require, require_step_up, rights_of
from portal.accounts.authenticator import Authenticator
from portal.accounts.errors import Refused
from portal.accounts.models import EVERY_SOURCE, Person, RecoveryCode, RoleAssignment, SourceGrant
from portal.accounts.roles import READERS, Capability, Role, conflict
from portal.audit import events


def create_person(
    *,
    actor: Actor,
    name: str,
    display_name: str,
    email: str = "",
    roles: Collection[Role],
    sources: Collection[str],
) -> tuple[Person, str]:
    """The person, and the one-time link to hand to them, which is shown this once."""
    _check_right(actor)
    _check_roles(roles)
    _check_sources(roles, sources)
    try:
        with transaction.atomic():
            person = Person.objects.create_person(name, display_name=display_name, email=email)
            _write_roles(actor, person, roles)
            _write_grants(actor, person, sources)
            link = invitations.invite(person)
            detail = {"roles": sorted(roles), "sources": sorted(sources)}
            events.record("user_created", actor=actor, object_label=name, detail=detail)
    except IntegrityError as error:
        raise Refused(f"Somebody already has the name {name}.") from error
    return person, link


def change_roles(*, actor: Actor, person: Person, roles: Collection[Role]) -> None:
    """Replace the roles. Grants go with the last role that could use them."""
    _check_right(actor)
    _check_other(actor, person, "roles")
    _check_roles(roles)
    with transaction.atomic():
        _lock_administrators()
        before, _ = rights_of(person)
        if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in roles:
            _keep_an_administrator(person)
        _write_roles(actor, person, roles)
        if not READERS & set(roles):
            SourceGrant.objects.filter(person=person).delete()
        detail = {"before": sorted(before), "after": sorted(roles)}
        events.record("privilege_permissions_changed", actor=actor, object_label=person.name, detail=detail)


def change_grants(*, actor: Actor, person: Person, sources: Collection[str]) -> None:
    """Replace the grants: slugs of sources, or ``*`` alone for every source, those to come included."""
    _check_right(actor)
    _check_other(actor, person, "grants")
    roles, _ = rights_of(person)
    _check_sources(roles, sources)
    with transaction.atomic():
        before = sorted(person.source_grants.values_list("source", flat=True))
        _write_grants(actor, person, sources)
        detail = {"before": before, "after": sorted(sources)}
        events.record("authz_change", actor=actor, object_label=person.name, detail=detail)


def deactivate(*, actor: Actor, person: Person) -> None:
    """The person can no longer sign in; sessions, tokens and open links end at once."""
    _check_right(actor)
    _check_other(actor, person, "access")
    with transaction.atomic():
        _lock_administrators()
        _keep_an_administrator(person)
        person.is_active = False
        person.save(update_fields=["is_active"])
        _end_access(actor, person, why="deactivated")
        events.record("user_archived", actor=actor, object_label=person.name)


def reactivate(*, actor: Actor, person: Person) -> str:
    """The person may sign in again, by a new one-time link; password and second factor start anew."""
    _check_right(actor)
    with transaction.atomic():
        person.is_active = True
        person.save(update_fields=["is_active"])
        link = reset_sign_in(actor=actor, person=person, second_factor=True)
        events.record(
            "user_updated", actor=actor, object_label=person.name, detail={"changed": ["is_active"]}
        )
    return link


def reset_sign_in(*, actor: Actor, person: Person, second_factor: bool) -> str:
    """Take the password away, with ``second_factor`` the device and recovery codes too; returns a one-time link."""
    _check_right(actor)
    _check_other(actor, person, "sign-in")
    with transaction.atomic():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        _end_access(actor, person, why="reset")
        if second_factor:
            Authenticator.objects.filter(user=person).delete()
            RecoveryCode.objects.filter(person=person).delete()
        link = invitations.invite(person)
        changed = ["password", "second_factor"] if second_factor else ["password"]
        events.record("user_updated", actor=actor, object_label=person.name, detail={"reset": changed})
    return link


def _check_right(actor: Actor) -> None:
    require(actor, Capability.MANAGE_PEOPLE)
    require_step_up(actor)


def _check_other(actor: Actor, person: Person, what: str) -> None:
    if actor.person_id == person.pk:
        raise Refused(f"Nobody changes their own {what}; another administrator can.")


def _check_roles(roles: Collection[Role]) -> None:
    problem = conflict(roles)
    if problem:
        raise Refused(problem)


def _check_sources(roles: Collection[Role], sources: Collection[str]) -> None:
    if sources and not READERS & set(roles):
        raise Refused("Only analysts and investigators read records, so only they are granted sources.")
    known = {slug for slug, _ in grantable.sources()}
    unknown = sorted(set(sources) - known - {EVERY_SOURCE})
    if unknown:
        raise Refused(f"There is no source called {', '.join(unknown)}.")


def _write_roles(actor: Actor, person: Person, roles: Collection[Role]) -> None:
    RoleAssignment.objects.filter(person=person).exclude(role__in=roles).delete()
    for role in roles:
        RoleAssignment.objects.get_or_create(
            person=person, role=role, defaults={"granted_by_id": actor.person_id}
        )


def _write_grants(actor: Actor, person: Person, sources: Collection[str]) -> None:
    wanted = {EVERY_SOURCE} if EVERY_SOURCE in sources else set(sources)
    SourceGrant.objects.filter(person=person).exclude(source__in=wanted).delete()
    for source in sorted(wanted):
        SourceGrant.objects.get_or_create(
            person=person, source=source, defaults={"granted_by_id": actor.person_id}
        )


def _end_access(actor: Actor, person: Person, *, why: str) -> None:
    sessions.end_all(person, why=why, by=actor)
    for token in live_tokens(person):
        revoke_token(actor=actor, token=token, why=why)
    invitations.withdraw(person)


def _lock_administrators() -> None:
    """Two administrators removing each other at once must not both succeed."""
    list(RoleAssignment.objects.select_for_update().filter(role=Role.ADMINISTRATOR).values_list("pk"))


def _keep_an_administrator(person: Person) -> None:
    others = Person.objects.filter(role_assignments__role=Role.ADMINISTRATOR, is_active=True).exclude(
        pk=person.pk
    )
    roles, _ = rights_of(person)
    if Role.ADMINISTRATOR in roles and not any(sessions.has_second_factor(other) for other in others):
        raise Refused("This is the last administrator who can sign in. Make another one first.")
