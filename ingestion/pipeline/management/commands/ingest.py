"""``manage.py ingest``: files from a terminal, by the same way as an upload in the browser."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from ingestion.pipeline.models import Upload
from ingestion.receive.backlog import backlog
from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.files import take_file
from ingestion.receive.formats import require_known
from ingestion.receive.progress import Progress as UploadProgress
from ingestion.receive.progress import progress_of
from ingestion.sources.models import Source
from portal.accounts.commands import COMMAND

CHUNK = 2**20
STDIN = "-"
ROOM_PATIENCE_S = 3600.0  # a full spool only slows a command down
POLL_S = 0.2
SILENT_S = 30.0


class Command(BaseCommand):
    help = "Send log files to a source, wait until they can be searched, and print the balance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
        parser.add_argument("--source", required=True, metavar="NAME", help="short name of the source")
        parser.add_argument(
            "--format", default="", metavar="FORMAT", help="recognised from the content unless given"
        )
        parser.add_argument(
            "--no-wait", action="store_true", help="return as soon as everything is safely spooled"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = Source.objects.filter(slug=options["source"]).first()
        if source is None:
            known = ", ".join(Source.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no source {options['source']!r}. Known: {known}.")
        try:
            hint = require_known(options["format"])
        except ReceiveProblem as problem:
            raise CommandError(str(problem)) from problem
        console = Console(width=None if self.stdout.isatty() else 120)
        uploads = [send(name, source, hint, console) for name in options["files"]]
        if options["no_wait"]:
            console.print(f"{len(uploads)} spooled; sealing goes on without you.")
            return
        settled = wait_until_sealed(uploads, console)
        console.print(balance(settled))
        if any(one.parked for one in settled):
            raise CommandError(
                "Some batches could not be sealed. Nothing is lost; the source's page says what went wrong."
            )


def send(name: str, source: Source, hint: str, console: Console) -> Upload:
    """Spool one file; raises ``CommandError`` with the reason when it is not taken."""
    shown = "standard input" if name == STDIN else Path(name).name
    try:
        with open_bytes(name) as file, bar(console) as progress:
            task = progress.add_task(shown, total=size_of(name))
            return take_file(
                actor=COMMAND, source=source, filename=shown, chunks=chunks_of(file, progress, task), how="command",
                format_hint=hint, patience_s=ROOM_PATIENCE_S,
            )  # fmt: skip
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}.") from error
    except ReceiveProblem as problem:
        raise CommandError(f"{name}: {problem}") from problem


def open_bytes(name: str) -> IO[bytes]:
    return sys.stdin.buffer if name == STDIN else Path(name).open("rb")


def size_of(name: str) -> int | None:
    return None if name == STDIN else Path(name).stat().st_size


def chunks_of(file: IO[bytes], progress: Progress, task: TaskID) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
        progress.advance(task, len(chunk))


def bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(),
        console=console,
    )  # fmt: skip


def wait_until_sealed(uploads: list[Upload], console: Console) -> list[UploadProgress]:
    """Poll until no batch of these uploads waits; what is parked is not waited for."""
    impatient_at = time.monotonic() + SILENT_S
    with bar(console) as progress:
        task = progress.add_task("sealing", total=None)
        while True:
            states = [progress_of(upload) for upload in uploads]
            done = sum(state.sealed_bytes for state in states)
            progress.update(task, total=sum(state.spooled_bytes for state in states), completed=done)
            if all(not state.waiting for state in states):
                return states
            if not done and time.monotonic() > impatient_at:
                console.print(
                    f"{backlog().waiting:,} batches wait to be sealed. Ctrl-C is safe: all is spooled."
                )
                impatient_at = float("inf")
            time.sleep(POLL_S)


def balance(uploads: list[UploadProgress]) -> Table:
    table = Table("file", "format", *("received", "stored", "duplicate", "quarantined", "waiting", "stuck"))
    for column in table.columns[2:]:
        column.justify = "right"
    for one in uploads:
        numbers = (
            one.received,
            one.stored,
            one.duplicate,
            one.quarantined,
            len(one.waiting),
            len(one.parked),
        )
        table.add_row(one.upload.filename, ", ".join(one.formats), *(f"{number:,}" for number in numbers))
    return table
