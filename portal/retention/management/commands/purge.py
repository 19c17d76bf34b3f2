"""``manage.py purge [--dry-run]``: purge what is due, or only say what would happen."""

from datetime import date
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table
from rich.text import Text

from portal.core.problems import Problem
from portal.retention import purge
from portal.retention.due import Kept
from portal.retention.models import PurgeDecision, PurgeRun
from portal.retention.plan import Plan, what_would_happen

COLORS = {"destroyed": "red", "destroy": "red", "spared": "yellow", "spare": "yellow", "failed": "bold red"}


class Command(BaseCommand):
    help = "Destroy records whose retention time is over, unless they are held."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--by", default="", help="who asks, for the run's record")

    def handle(self, *args: Any, **options: Any) -> None:
        console = _console(cast(TextIO, self.stdout._out))
        try:
            plan = what_would_happen()
            if options["dry_run"]:
                _show_plan(console, plan)
                return
            _show_unknown(console, plan)
            run = purge.run_scheduled("command", options["by"])
        except Problem as error:
            raise CommandError(str(error)) from error
        if run is None:
            raise CommandError("Another purge is at work; it does the same. Look at its run page.")
        _show_run(console, run)


def _console(out: TextIO) -> Console:
    """As wide as the terminal; elsewhere wide enough that a line of a log keeps its reason whole."""
    return Console(file=out, soft_wrap=True, width=None if out.isatty() else 200)


def _show_plan(console: Console, plan: Plan) -> None:
    table = _table("What a purge would do now")
    for each in plan.planned:
        verb = "spare" if each.holds else "destroy"
        _row(table, each.due.kept, each.due.on, verb, each.spared_because or f"kept {each.due.days} days")
    if plan.planned:
        console.print(table)
    console.print(
        f"{plan.rows:,} events in {len(plan.to_destroy)} partitions would be destroyed, "
        f"{len(plan.to_spare)} spared. Nothing was changed."
    )
    _show_unknown(console, plan)


def _show_run(console: Console, run: PurgeRun) -> None:
    table = _table(f"Purge run {run.pk}")
    decisions = list(run.decisions.order_by("pk").final())
    for d in decisions:
        _row(table, d, d.due_on, d.decision, d.reason)
    if decisions:
        console.print(table)
    destroyed = [each for each in decisions if each.decision == PurgeDecision.Decision.DESTROYED]
    events = sum(each.rows for each in destroyed)
    console.print(f"Run {run.pk}: {events:,} events in {len(destroyed)} partitions destroyed.")


def _show_unknown(console: Console, plan: Plan) -> None:
    for item in plan.unknown:
        console.print(
            Text(
                f"No policy for class {item.retention_class!r} of {item.day}: {item.rows:,} events stay.",
                style="yellow",
            )
        )


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("class", "received on", "due since"):
        table.add_column(name)
    for name in ("events", "unsealed", "bytes"):
        table.add_column(name, justify="right")
    table.add_column("decision")
    table.add_column("why", overflow="fold")
    return table


def _row(table: Table, item: Kept | PurgeDecision, due: date, verb: str, why: str) -> None:
    figures = (f"{number:,}" for number in (item.rows, item.unsealed, item.bytes))
    decision = Text(verb, style=COLORS.get(verb, ""))
    table.add_row(Text(item.retention_class), str(item.day), str(due), *figures, decision, Text(why))
