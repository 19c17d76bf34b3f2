"""``manage.py release``: batches that could not be sealed are tried again, once the cause is mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ingestion.pipeline.models import SpoolItem
from ingestion.pipeline.parked import release
from portal.accounts.commands import COMMAND


class Command(BaseCommand):
    help = "Try batches again that were parked because sealing them failed too often."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "numbers", nargs="*", type=int, metavar="NUMBER", help="numbers of parked batches"
        )
        parser.add_argument("--source", default="", metavar="NAME", help="every parked batch of this source")
        parser.add_argument("--all", action="store_true", help="every parked batch")

    def handle(self, *args: Any, **options: Any) -> None:
        items = SpoolItem.objects.all()
        if options["numbers"]:
            items = items.filter(number__in=options["numbers"])
        elif options["source"]:
            items = items.filter(source__slug=options["source"])
        elif not options["all"]:
            raise CommandError("Name batches by their numbers, or a --source, or --all.")
        numbers = release(actor=COMMAND, items=items)
        listed = ", ".join(map(str, numbers))
        self.stdout.write(f"{len(numbers)} released: {listed}." if numbers else "None of them is parked.")
