"""manage.py first_administrator: the one-time link with which an empty site gets its first person."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from portal.accounts import invitations, sessions
from portal.accounts.commands import COMMAND
from portal.accounts.forms import NAME
from portal.accounts.models import Person, RoleAssignment
from portal.accounts.roles import Role
from portal.audit import events


class Command(BaseCommand):
    help = "Print a one-time link for the first administrator; makes none once an administrator can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="admin", help="name to sign in with (default: admin)")

    def handle(self, *args: Any, **options: Any) -> None:
        ready = ready_administrator()
        if ready is not None:
            self.stdout.write(
                f"No link: {ready.name} is an administrator already. {settings.SITE_URL}/login/"
            )
            return
        try:
            NAME(options["name"])
            link = invite_first(options["name"])
        except (ValidationError, IntegrityError) as error:
            raise CommandError(
                f"{options['name']!r} cannot be the name: taken, or not well formed."
            ) from error
        self.stdout.write(
            f"First administrator: open this one-time link within {settings.INVITATION_HOURS} hours\n  {link}"
        )


def ready_administrator() -> Person | None:
    """An active administrator with a second factor."""
    people = Person.objects.filter(is_active=True, role_assignments__role=Role.ADMINISTRATOR)
    return next((person for person in people if sessions.has_second_factor(person)), None)


def invite_first(name: str) -> str:
    with transaction.atomic():
        person = Person.objects.filter(role_assignments__role=Role.ADMINISTRATOR, is_active=True).first()
        if person is None:
            person = Person.objects.create_person(name, display_name="Administrator")
            RoleAssignment.objects.create(person=person, role=Role.ADMINISTRATOR)
            detail = {"roles": [Role.ADMINISTRATOR.value]}
            events.record("user_created", actor=COMMAND, object_label=person.name, detail=detail)
        return invitations.invite(person)
