"""manage.py demo_code NAME: the current TOTP code of a demonstration person."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import demo


class Command(BaseCommand):
    help = "Print the current second-factor code of a demonstration person. Works in the demonstration only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            wait_s = demo.seconds_until_unused_code(options["name"])
            if wait_s > 0:
                self.stderr.write(f"The last code was used; waiting {wait_s:.0f} s for a fresh one.")
                time.sleep(wait_s)
            self.stdout.write(demo.current_code(options["name"]))
        except demo.NoDemonstration as refusal:
            raise CommandError(str(refusal)) from refusal
