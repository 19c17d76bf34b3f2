"""Measure this installation: how fast records come in, and how fast they are found."""

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from ingestion.sources.models import IngestToken, Source
from portal.accounts.actor import Actor
from portal.accounts.roles import Role
from portal.bench import events, measure
from portal.core.secrets import new_secret
from portal.retention.models import RetentionClass

MEBIBYTE = 2**20


class Command(BaseCommand):
    help = (
        "Send events to the running portal over HTTP and measure until they are searchable, then measure searches. "
        "What it stores stays, in a source of its own named bench-…, until its retention class lets it go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a log to send; made-up events without it")
        parser.add_argument("--events", type=int, default=1_000_000, help="how many to make up")
        parser.add_argument(
            "--shape", choices=sorted(events.SHAPES), default="ndjson", help="of what is made up"
        )
        parser.add_argument(
            "--secrets", type=float, default=0.01, help="share of made-up lines that hold a password"
        )
        parser.add_argument("--senders", type=int, default=2, help="connections at once")
        parser.add_argument("--body", type=int, default=16, help="size of a request, MiB")
        parser.add_argument("--runs", type=int, default=40, help="searches per query")
        parser.add_argument("--range", default="2h", help="range of the searches")
        parser.add_argument("--json", type=Path, help="write the figures here as well")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = f"bench-{secrets.token_hex(4)}"
        token = _register(slug)
        file: Path | None = options["file"]
        lines = events.lines_of(file) if file else _made(options)
        parts = list(events.bodies(lines, options["body"] * MEBIBYTE))
        taken = measure.ingest(
            f"http://{settings.HOST}:{settings.PORT}", token, slug, parts,
            senders=options["senders"], limit_s=60 + len(parts) * 30,
        )  # fmt: skip
        time.sleep(2)  # let the last merges of the insert end: searches are measured on their own
        word = measure.rare_word(parts[len(parts) // 2][1].split(b"\n", 1)[0])
        found = measure.searches(_reader(slug), [word, "*"], options["range"], runs=options["runs"])
        figures = {
            "machine": measure.machine(),
            "ingest": taken.as_dict(),
            "search": [one.as_dict() for one in found],
        }
        self._tell(taken, found)
        if options["json"]:
            options["json"].write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2))
        self.stdout.write(orjson.dumps(figures).decode())

    def _tell(self, taken: measure.Ingest, found: list[measure.Latency]) -> None:
        table = Table(title=f"{taken.events:,} events, {taken.bytes / 1e6:,.0f} MB")
        table.add_column("what")
        table.add_column("figure", justify="right")
        figures = taken.as_dict()
        table.add_row("accepted, events/s", f"{figures['accepted_per_s']:,.0f}")
        table.add_row("searchable, events/s", f"{figures['searchable_per_s']:,.0f}")
        for one in found:
            table.add_row(
                f"search {one.query} ({one.total:,} found), p50 ms", f"{measure.percentile(one.runs, 50):.0f}"
            )
            table.add_row(
                f"search {one.query} ({one.total:,} found), p95 ms", f"{measure.percentile(one.runs, 95):.0f}"
            )
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]  # Django wraps the stream


def _made(options: dict[str, Any]) -> Iterator[bytes]:
    return events.made(options["events"], timezone.now(), shape=options["shape"], secrets=options["secrets"])


def _register(slug: str) -> str:
    """A source of its own and a token for it, made directly: this command has the database anyway."""
    source = Source.objects.create(
        slug=slug,
        name=f"Benchmark of {timezone.now():%Y-%m-%d %H:%M} UTC",
        description="Made by manage.py bench.",
        retention_class=RetentionClass.objects.earliest("days"),
        created_by="command",
    )
    secret = new_secret("lti")
    IngestToken.objects.create(source=source, name="bench", prefix=secret.prefix, digest=secret.digest)
    return secret.plain


def _reader(slug: str) -> Actor:
    return Actor(
        person_id=None,
        name="bench",
        roles=frozenset({Role.ANALYST}),
        sources=frozenset({slug}),
        via="command",
    )
