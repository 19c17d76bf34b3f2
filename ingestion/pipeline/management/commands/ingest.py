"""``manage.py ingest``: files from a terminal, by the same way as an upload in the browser."""

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.filesize import decimal
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

from ingestion.pipeline import masked
from ingestion.pipeline.models import Upload
from ingestion.receive.backlog import backlog
from ingestion.receive.errors import DiskNearlyFull, EmptyBody, ReceiveProblem, SpoolFull
from ingestion.receive.files import take_file
from ingestion.receive.formats import require_known
from ingestion.receive.named import Named, expanded
from ingestion.receive.progress import FileProgress, progress_of
from ingestion.receive.progress import Progress as UploadProgress
from ingestion.receive.spooling import Patience
from ingestion.sources.models import Source
from portal.accounts.commands import COMMAND
from portal.core import disk

CHUNK = 2**20
ROOM_PATIENCE_S = 3600.0  # a full spool only slows a command down
POLL_S = 0.2
SILENT_S = 30.0
NOT_ALL, SOME_QUARANTINED = 1, 3  # argparse ends with 2 when it does not understand
COLUMNS = ("received", "stored", "duplicate", "quarantined", "waiting", "stuck")


class Command(BaseCommand):
    help = (
        "Send log files to a source, wait until they can be searched, and print the balance. "
        "Ends with 0 when every record was stored, 3 when some are in quarantine, 1 when something was refused or is stuck."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a file, folder or pattern, or - for standard input"
        )
        parser.add_argument("--source", required=True, metavar="NAME", help="short name of the source")
        parser.add_argument(
            "--format", default="", metavar="FORMAT", help="recognised from the content unless given"
        )
        parser.add_argument(
            "--patience", type=seconds, default=ROOM_PATIENCE_S, metavar="SECONDS",
            help="how long to wait for room where the disk is nearly full or too much waits already; default: %(default).0f",
        )  # fmt: skip
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
            files = expanded(options["files"])
        except (ReceiveProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        console = Console(width=None if self.stdout.isatty() else 120)
        uploads, refused = send_all(files, source, hint, options["patience"], console)
        if options["no_wait"]:
            console.print(f"{len(uploads)} spooled; sealing goes on without you.")
            settled = [progress_of(upload) for upload in uploads]
        else:
            settled = wait_until_sealed(uploads, console)
            console.print(balance(settled))
            console.print(masked_in(settled))
        say_how_it_went(settled, refused)


def send_all(
    files: list[Named], source: Source, hint: str, patience_s: float, console: Console
) -> tuple[list[Upload], list[str]]:
    """Spool the files one after the other; those that were taken, and why the others were not.

    Empty ones are neither: a folder of logs has some, so they are named and no more.
    """
    uploads, refused, empty = [], [], []
    patience = Patience(patience_s, teller(patience_s, console))
    with bar(console) as progress:
        for place, file in enumerate(files, start=1):
            try:
                uploads.append(send(file, source, hint, patience, progress))
            except OSError as error:
                refused.append(f"{file.name}: {error.strerror or error}.")
            except EmptyBody:
                empty.append(file.name)
            except (SpoolFull, DiskNearlyFull) as problem:
                refused.append(f"{file.name}: {no_room(problem)}")
                refused += [f"{later.name}: not tried." for later in files[place:]]
                refused.append("What was taken stays. The same command again stores only what is missing.")
                break
            except ReceiveProblem as problem:
                refused.append(f"{file.name}: {problem}")
    if empty:
        files_are = "file is" if len(empty) == 1 else "files are"
        console.print(f"{len(empty):,} {files_are} empty: {', '.join(empty)}.", markup=False)
    return uploads, refused


def seconds(text: str) -> float:
    """A number of seconds, 0 or more; raises ``ArgumentTypeError``."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no number of seconds; write 0 or more.")
    return float(text)


def teller(patience_s: float, console: Console) -> Callable[[SpoolFull | DiskNearlyFull], None]:
    """Says why nothing moves, once for each reason."""
    said: set[str] = set()

    def tell(problem: SpoolFull | DiskNearlyFull) -> None:
        if problem.code not in said:
            said.add(problem.code)
            console.print(f"Waiting for room, up to {patience_s:,.0f} s: {no_room(problem)}", markup=False)

    return tell


def no_room(problem: SpoolFull | DiskNearlyFull) -> str:
    if isinstance(problem, SpoolFull):
        return "more has arrived than could be stored yet."
    free, wanted = disk.free_bytes(), settings.MIN_FREE_BYTES
    return f"the disk has {decimal(free)} free, and LANTERN_MIN_FREE_BYTES asks for {decimal(wanted)}."


def send(file: Named, source: Source, hint: str, patience: Patience, progress: Progress) -> Upload:
    task = progress.add_task(file.name, total=file.path.stat().st_size if file.path else None)
    with opened(file) as content:
        return take_file(
            actor=COMMAND, source=source, filename=file.name, chunks=chunks_of(content, progress, task), how="command",
            format_hint=hint, patience=patience, seekable=content if file.path else None, keep_path=True,
        )  # fmt: skip


@contextmanager
def opened(file: Named) -> Iterator[IO[bytes]]:
    if file.path is None:
        yield sys.stdin.buffer
        return
    with file.path.open("rb") as content:
        yield content


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
    """A row for each file and each member of an archive, and the sum."""
    table = Table("file", "format", *COLUMNS)
    for column in table.columns[2:]:
        column.justify = "right"
    rows = [(named(file), file) for one in uploads for file in (one.members or one.files)]
    for name, file in rows:
        numbers = (file.received, file.stored, file.duplicate, file.quarantined, file.waiting, file.parked)
        table.add_row(name, ", ".join(file.formats), *(f"{number:,}" for number in numbers))
        if file.upload.refusal:
            table.add_row(f"  refused: {file.upload.refusal}")
    if len(rows) > 1:
        table.add_section()
        sums = (sum(values) for values in zip(*(_numbers(one) for one in uploads), strict=True))
        table.add_row("total", "", *(f"{number:,}" for number in sums))
    return table


def masked_in(uploads: list[UploadProgress]) -> str:
    """One line: what was replaced before anything was stored."""
    counts = masked.counted(masked.of_uploads(file.upload for one in uploads for file in one.files))
    return "Masked: " + (", ".join(f"{label} {values:,}" for label, _, values in counts) or "nothing") + "."


def _numbers(one: UploadProgress) -> tuple[int, ...]:
    return one.received, one.stored, one.duplicate, one.quarantined, one.waiting, one.parked_count


def named(file: FileProgress) -> str:
    parent = file.upload.parent
    return f"{parent.filename}: {file.upload.filename}" if parent else file.upload.filename


def say_how_it_went(settled: list[UploadProgress], refused: list[str]) -> None:
    """Raise ``CommandError`` with the exit status unless every record was stored."""
    refused += [
        f"{named(file)}: {file.upload.refusal}"
        for one in settled
        for file in one.files
        if file.upload.refusal
    ]
    if refused:
        raise CommandError("Not taken:\n  " + "\n  ".join(refused), returncode=NOT_ALL)
    if any(one.parked_count for one in settled):
        raise CommandError(
            "Some batches could not be sealed. Nothing is lost; the source's page says what went wrong.",
            returncode=NOT_ALL,
        )
    if quarantined := sum(one.quarantined for one in settled):
        raise CommandError(
            f"{quarantined:,} records are in quarantine; the batches' pages say why.",
            returncode=SOME_QUARANTINED,
        )
