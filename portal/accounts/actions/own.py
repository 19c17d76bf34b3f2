"""What people do with their own account. Every function records what it did in the same transaction."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from portal.accounts import invitations, recovery, sessions
from portal.accounts.actor import Actor, require_step_up
from portal.accounts.authenticator import Authenticator
from portal.accounts.errors import Refused
from portal.accounts.models import Invitation, Person, SignIn
from portal.audit import events


def set_first_password(*, invitation: Invitation, password: str, address: str) -> None:
    """At the one-time link: the new password, and an end to every session of the old one.

    Somebody who has a second factor is finished with the link; everybody else still has to enrol.
    """
    person = invitation.person
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        sessions.end_all(person, why="password_changed")
        # Whoever opened the link before may have seen the key that was being enrolled.
        Authenticator.objects.filter(user=person, confirmed=False).delete()
        if sessions.has_second_factor(person):
            invitations.use(invitation)
        events.record(
            "authn_password_change",
            actor_name=person.name,
            address=address,
            object_label=person.name,
            detail={"by": "one-time link", "link": invitation.prefix},
        )


def change_password(*, actor: Actor, request: HttpRequest, person: Person, password: str) -> None:
    """Needs step-up. This session goes on under a new key; all others end."""
    require_step_up(actor)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        sign_in = sessions.current(request)
        update_session_auth_hash(request, person)
        if sign_in is not None:
            sessions.follow(request, sign_in)
        sessions.end_all(person, why="password_changed", by=actor, but=sign_in.reference if sign_in else "")
        events.record("authn_password_change", actor=actor, object_label=person.name)


def confirm_authenticator(*, actor: Actor, device: Authenticator, invitation: Invitation | None) -> list[str]:
    """The new device has given a right code: it becomes the only one. Returns new recovery codes, in clear once.

    Other sessions end, because they were proven with the device that is now gone.
    """
    person: Person = device.user
    with transaction.atomic():
        Authenticator.objects.filter(user=person).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = recovery.replace(person)
        sessions.end_all(person, why="second_factor_changed", by=actor, but=actor.session_ref)
        if invitation is not None and not invitations.use(invitation):
            raise Refused("This one-time link was used in the meantime.")
        events.record(
            "user_updated",
            actor=actor,
            object_label=person.name,
            detail={"changed": ["second_factor", "recovery_codes"], "by_link": bool(invitation)},
        )
    return codes


def make_recovery_codes(*, actor: Actor, person: Person) -> list[str]:
    """Needs step-up. Ten new codes, in clear once; the old ones stop working."""
    require_step_up(actor)
    with transaction.atomic():
        codes = recovery.replace(person)
        events.record(
            "user_updated", actor=actor, object_label=person.name, detail={"changed": ["recovery_codes"]}
        )
    return codes


def revoke_session(*, actor: Actor, reference: str) -> bool:
    """End one of the actor's own sessions; ``False`` when there is no such session of theirs."""
    sign_in = SignIn.objects.filter(reference=reference, ended_at=None).first()
    if sign_in is None or sign_in.person_id != actor.person_id:
        return False
    sessions.end(sign_in, why="revoked", by=actor)
    return True


def revoke_other_sessions(*, actor: Actor, person: Person) -> int:
    return sessions.end_all(person, why="revoked", by=actor, but=actor.session_ref)
