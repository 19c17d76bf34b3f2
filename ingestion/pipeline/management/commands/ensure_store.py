from django.core.management.base import BaseCommand

from ingestion.store import schema


class Command(BaseCommand):
    help = "Create the event store's tables, or add the columns a newer release has. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        schema.ensure()
        self.stdout.write("The event store is ready.")
