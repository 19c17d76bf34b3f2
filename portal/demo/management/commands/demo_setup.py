"""Fill an empty portal with the demonstration: its people, its sources and their story."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.demo import DemoPerson, NoDemonstration, create_demo_people
from portal.demo import case
from portal.demo.cast import acting
from portal.demo.register import register_sources
from portal.demo.sending import send
from portal.demo.story import Story


class Command(BaseCommand):
    help = "Set up the demonstration's people, sources and incident. The portal must be running."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            people = create_demo_people(narrow_source="shop-web")
        except NoDemonstration as refused:
            raise CommandError(str(refused)) from refused
        tokens = register_sources(acting("adam"))
        base_url = f"http://{settings.HOST}:{settings.PORT}"
        now = timezone.now()
        for source, lines in Story(now).lines().items():
            send(base_url, source, tokens[source], lines)
        case.tell(acting("ilya"), "ana", now)
        self.stdout.write(_told(people))


def _told(people: list[DemoPerson]) -> str:
    rows = [f"  {one.name:<6} {one.role.label:<16} {one.password}" for one in people]
    return "\n".join(["people of the demonstration (codes: ./run code NAME)", *rows])
