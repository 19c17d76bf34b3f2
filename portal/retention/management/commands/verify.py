"""``manage.py verify``: rebuild every hash from raw rows and say exactly what does not match."""

from argparse import ArgumentParser
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from ingestion.store.errors import StoreError
from portal.retention.by_hand import check_by_hand, some_batches
from portal.retention.verify import Counts, check_batches, check_leaves, check_strangers


class Command(BaseCommand):
    help = (
        "Check the ledger, the batches and the stored events against each other; exits with 1 on a mismatch."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--by-hand",
            type=int,
            default=0,
            metavar="N",
            help="hash the events of N batches, drawn by lot, outside the store as well (about 20,000 events/s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=cast(TextIO, self.stdout._out), soft_wrap=True, markup=False, highlight=False)
        counts, findings = Counts(), 0
        try:
            by_hand = check_by_hand(some_batches(options["by_hand"]), counts)
            for checks in (check_leaves(counts), check_batches(counts), by_hand, check_strangers()):
                for finding in checks:
                    findings += 1
                    console.print(
                        f"MISMATCH {finding.what}\n  expected {finding.expected}\n  found    {finding.found}"
                    )
        except StoreError as error:
            raise CommandError(
                f"The event store does not answer, so the check is unfinished: {error}"
            ) from error
        console.print(
            f"{counts.leaves:,} ledger leaves, {counts.batches:,} batches, {counts.events:,} events checked; "
            f"{counts.destroyed:,} batches were destroyed under policy."
            + (
                f" {counts.by_hand:,} batches were hashed outside the store too."
                if options["by_hand"]
                else ""
            )
        )
        if findings:
            raise CommandError(f"{findings} mismatches.", returncode=1)
        console.print("Everything matches.")
