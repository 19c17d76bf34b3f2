"""What Eric Zimmerman's tools find on Windows disks, as CSV: one row is one artefact, its columns stay under ``ez_tools``.

Their times are in UTC and do not say so. A row tells several; the event's is the one named in ``KINDS``, of a file in the MFT the
last change of its entry, which programs cannot set. A shortcut's machine is its target's, so no row names its host. https://ericzimmerman.github.io/
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ingestion.formats.documents import (
    Document,
    careful_of,
    format_of,
    misfit,
    record,
    text_of,
    wrong_columns,
)
from ingestion.formats.evtxecmd import in_utc
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.saas_audit import names_of
from ingestion.formats.table import cells, joins, rows
from ingestion.normalise.clock import Arrival

Row = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """One table: the columns that it is known by, the times of which the first that is there counts, and what the rest mean."""

    columns: frozenset[str]
    times: tuple[str, ...]
    meaning: Callable[[Row], Document]


def _file(path: str, action: str = "") -> Document:
    return {
        "file.path": path,
        **(names_of(path) if path else {}),
        "event.category": "file",
        "event.action": action,
        "message": path,
    }


def _below(row: Row, name: str) -> str:
    folder = row.get("ParentPath", "").removeprefix(".").strip("\\")
    return "\\".join(part for part in (folder, row.get(name, "")) if part)


def _entry(row: Row) -> Document:
    size = row.get("FileSize", "")
    times = {
        "created": "Created0x10",
        "mtime": "LastModified0x10",
        "ctime": "LastRecordChange0x10",
        "accessed": "LastAccess0x10",
    }
    return {
        **_file(_below(row, "FileName")),
        "file.size": int(size) if size.isdigit() and len(size) < 19 else None,
        "file.inode": row.get("EntryNumber"),
        **{f"file.{own}": in_utc(row[name]) for own, name in times.items() if row.get(name)},
    }


def _change(row: Row) -> Document:
    path = _below(row, "Name")
    return {**_file(path, "file_changed"), "message": f"{path} {row.get('UpdateReasons', '')}".strip()}


def _run(row: Row) -> Document:
    path = row.get("ExecutableName", "")
    name = path.rpartition("\\")[2]
    return {
        "process.name": name,
        "process.executable": path if name != path else "",
        "event.action": "process_run",
        "event.category": "process",
        "message": path,
    }


def _program(row: Row) -> Document:
    return {**_file(row.get("FullPath", "")), "file.hash.sha1": row.get("SHA1", "").lower()}


def _key(row: Row) -> Document:
    path = row.get("KeyPath", "")
    return {
        "registry.path": path,
        "registry.value": row.get("ValueName"),
        "event.category": "registry",
        "message": " ".join(
            part for part in (row.get("Description", ""), path, row.get("ValueName", "")) if part
        ),
    }


KINDS = (
    Kind(frozenset(("EntryNumber", "FileName", "Created0x10")), ("LastRecordChange0x10", "Created0x10", "LastModified0x10"), _entry),
    Kind(frozenset(("Name", "UpdateTimestamp", "UpdateReasons")), ("UpdateTimestamp",), _change),
    Kind(frozenset(("ExecutableName", "RunCount", "LastRun")), ("LastRun",), _run),
    Kind(frozenset(("RunTime", "ExecutableName")), ("RunTime",), _run),
    Kind(frozenset(("FullPath", "FileKeyLastWriteTimestamp")), ("FileKeyLastWriteTimestamp",), _program),
    Kind(frozenset(("CacheEntryPosition", "LastModifiedTimeUTC")), ("LastModifiedTimeUTC",), lambda row: _file(row.get("Path", ""))),
    Kind(frozenset(("FileName", "FileType", "DeletedOn")), ("DeletedOn",), lambda row: _file(row.get("FileName", ""), "file_deleted")),
    Kind(frozenset(("AbsolutePath", "ShellType", "LastWriteTime")), ("LastInteracted", "LastWriteTime"),
         lambda row: _file(row.get("AbsolutePath", ""))),
    Kind(frozenset(("AppIdDescription", "Path", "LastModified")), ("LastModified",),
         lambda row: _file(row.get("Path", ""))),
    Kind(frozenset(("SourceModified", "TargetCreated", "LocalPath")), ("SourceModified",),
         lambda row: _file(row.get("LocalPath", ""))),
    Kind(frozenset(("HivePath", "KeyPath", "LastWriteTimestamp")), ("LastWriteTimestamp",), _key),
)  # fmt: skip


def header_of(head: bytes) -> tuple[list[str], Kind | None]:
    """The names in the first line, and what table they are of; ``None`` of another's."""
    line = text_of(head.split(b"\n", 1)[0].removesuffix(b"\r")).removeprefix("\ufeff")
    try:
        names = [name.strip() for name in cells(line)]
    except ValueError:
        return [], None
    there = frozenset(names)
    return names, next((kind for kind in KINDS if kind.columns <= there and len(there) == len(names)), None)


def read(text: str, names: Sequence[str], kind: Kind) -> Document | Reason:
    try:
        values = cells(text)
    except ValueError as error:
        return misfit("not_csv", f"Not CSV: {error}.", names, text.split(","))
    if len(values) != len(names):
        return wrong_columns(names, values)
    row = {name: value for name, value in zip(names, values, strict=True) if value}
    written = next((row[name] for name in kind.times if name in row), "")
    return careful_of(
        dict(row),
        lambda: {
            "@timestamp": in_utc(written),
            "@written": written,
            **kind.meaning(row),
            "event.kind": "event",
            "ez_tools": row,
        },
    )


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    names, kind = header_of(body[:65536])
    if not kind:
        refusal = Reason("no_header", "Its first line is not the header of a table of these tools.")
        return [Record(place, raw, refusal=refusal) for place, raw in rows(body)]
    return [
        record(place, raw, read(text_of(raw), names, kind), arrival) for place, raw in rows(body) if place
    ]


FORMAT = format_of(
    "ez_tools",
    "Eric Zimmerman's tools (CSV)",
    prepare,
    recognise=lambda head: header_of(head)[1] is not None,
    joins=joins,
    spans=rows,
    samples=(
        Sample(
            b"EntryNumber,InUse,ParentPath,FileName,Extension,FileSize,SI<FN,Created0x10,LastModified0x10,LastRecordChange0x10,LastAccess0x10\r\n"
            b"77,True,.\\till\\www,gate.asp,.asp,1362,False,2026-11-20 10:00:00.1234567,2026-11-19 10:00:00,2026-11-21 20:00:01.2500001,\r\n",
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "event.created": "2026-11-21 20:00:01.2500001",
                "event.category": "file",
                "message": "till\\www\\gate.asp",
            },
            zone="Europe/Berlin",
            raw=b"77,True,.\\till\\www,gate.asp,.asp,1362,False,2026-11-20 10:00:00.1234567,2026-11-19 10:00:00,2026-11-21 20:00:01.2500001,",
        ),
        Sample(
            b"Note,SourceFilename,ExecutableName,RunCount,LastRun\r\n,TILL.EXE-1.pf,TILL.EXE,3,2026-11-21 20:00:01\r\n",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "process_run",
                "process.name": "TILL.EXE",
            },
            raw=b",TILL.EXE-1.pf,TILL.EXE,3,2026-11-21 20:00:01",
        ),
    ),
)
