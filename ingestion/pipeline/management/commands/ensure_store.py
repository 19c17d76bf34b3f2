from django.core.management.base import BaseCommand

from ingestion.pipeline import numbering
from ingestion.store import schema


class Command(BaseCommand):
    help = (
        "Create the event store's tables, or add the columns a newer release has, and let batch numbers go on "
        "behind those that events have. Safe to repeat."
    )

    def handle(self, *args: object, **options: object) -> None:
        schema.ensure()
        passed = numbering.go_on_behind_the_store()
        if passed:
            self.stdout.write(
                f"{passed:,} batch numbers are passed over, because the event store has events of batches that PostgreSQL "
                "does not know. Was PostgreSQL restored? manage.py verify names them."
            )
        self.stdout.write("The event store is ready.")
