"""Windows events as CSV: the Event Viewer's export, ``Get-WinEvent`` and ``Get-EventLog`` with ``Export-Csv``, EvtxECmd.

The Event Viewer names five columns and writes six, the text last and over many lines. Values are taken from that text
(``windows_message``) or from EvtxECmd's payload. https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.diagnostics/get-winevent
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ingestion.formats import evtxecmd, windows_json, windows_message, written_times
from ingestion.formats.documents import Document, careful, format_of, record, text_of, wrong_columns
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.table import cells, joins, rows
from ingestion.formats.windows_events import document
from ingestion.normalise.clock import Arrival

MEANT = {
    "eventid": "number", "id": "number", "dateandtime": "time", "timecreated": "time", "timegenerated": "time", "source": "provider",
    "providername": "provider", "provider": "provider", "computer": "host", "machinename": "host", "logname": "channel", "log": "channel",
    "channel": "channel", "level": "level", "leveldisplayname": "level name", "entrytype": "level name", "keywords": "keywords",
    "keywordsdisplaynames": "keywords", "message": "message", "description": "message", "recordid": "record", "eventrecordid": "record",
    "index": "record", "processid": "pid", "payload": "payload", "taskcategory": "task", "taskdisplayname": "task",
    "mapdescription": "message",
}  # fmt: skip
# Where an exporter names no provider by what Windows calls it.
PROVIDERS = {
    "Microsoft Windows security auditing.": "Microsoft-Windows-Security-Auditing",
    "Eventlog": "Microsoft-Windows-Eventlog",
}
LEVELS = {"0": "info", "1": "critical", "2": "error", "3": "warning", "4": "info", "5": "debug", "LogAlways": "info", "SuccessAudit": "info",
          "FailureAudit": "info", "Information": "info", "Verbose": "debug"}  # fmt: skip
FIRST = 50  # rows by which the form of times is found


def header_of(head: bytes) -> tuple[list[str], str, int]:
    """What the columns mean, by place, the delimiter, and the number of lines up to the header; nothing when it is none."""
    for place, line in enumerate(head.split(b"\n", 2)[:2]):
        text = text_of(line).strip().removeprefix("\ufeff")
        delimiter = max(",;\t", key=text.count)
        try:
            names = [name.strip().lower().replace(" ", "") for name in cells(text, delimiter)]
        except ValueError:
            return [], "", 0
        meant = [MEANT.get(name, "") for name in names]
        if {"number", "time", "provider"} <= set(meant):
            return meant, delimiter, place
        if not text.startswith("#TYPE "):
            break
    return [], "", 0


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    meant, delimiter, header = header_of(body[:65536])
    if not meant:
        refusal = Reason("no_header", "Its first line does not name an event's number, time and source.")
        return [Record(place, raw, refusal=refusal) for place, raw in rows(body)]
    form = _form(body, meant, delimiter, header, arrival)
    return [
        record(place, raw, careful(lambda line: read(line, meant, delimiter, form), text_of(raw)), arrival)
        for place, raw in rows(body)
        if place > header
    ]


def _form(body: bytes, meant: Sequence[str], delimiter: str, header: int, arrival: Arrival) -> str:
    """How times are written there: by the language of whoever exported it."""
    seen = list(_times(islice(rows(body), FIRST), meant, delimiter, header))
    return written_times.guessed(seen, arrival) or "" if seen else ""


def _times(
    found: Iterator[tuple[int, bytes]], meant: Sequence[str], delimiter: str, header: int
) -> Iterator[str]:
    at_place = meant.index("time")
    for place, raw in found:
        if place > header:
            try:
                yield cells(text_of(raw), delimiter)[at_place]
            except (ValueError, IndexError):
                continue


def read(line: str, meant: Sequence[str], delimiter: str, form: str) -> Document | Reason:
    values = cells(line, delimiter)
    if len(values) not in (len(meant), len(meant) + 1):
        return wrong_columns(meant, values)
    names = [*meant, "message"] if len(values) > len(meant) else meant
    said: dict[str, str] = {}
    for name, value in zip(names, values, strict=True):
        if name and value:
            said.setdefault(name, value)
    found = document(event(said))
    level = said.get("level name") or said.get("level", "")
    time = said.get("time", "")
    stated = {"@timestamp": evtxecmd.in_utc(time), "@written": time}
    return {
        **found,
        **(stated if "payload" in meant and not form else written_times.read(time, form)),
        "message": said.get("message") or found["message"],
        "log.level": LEVELS.get(level, level.lower()),
        "winlog.task": said.get("task"),
    }


def event(said: Mapping[str, str]) -> dict[str, object]:
    provider = said.get("provider", "")
    audited = evtxecmd.keywords(said.get("keywords"), said.get("level name"))
    made = windows_json.event_of(
        PROVIDERS.get(provider, provider), said.get("number"), None, said.get("host"), said.get("channel"), said.get("record"),
        audited or said.get("keywords"), said.get("pid"),
    )  # fmt: skip
    return {
        **made,
        "EventData": evtxecmd.payload(said.get("payload", ""))
        or windows_message.values(said.get("message", "")),
    }


FORMAT = format_of(
    "windows_csv",
    "Windows events (CSV)",
    prepare,
    recognise=lambda head: bool(header_of(head)[0]),
    joins=joins,
    spans=rows,
    samples=(
        Sample(
            b"Keywords,Date and Time,Source,Event ID,Task Category\r\n"
            b'Audit Failure,11/21/2026 8:00:01 PM,Microsoft-Windows-Security-Auditing,4625,Logon,"An account failed to log on.\r\n\r\n'
            b"Account For Which Logon Failed:\r\n\tSecurity ID:\t\tNULL SID\r\n\tAccount Name:\t\tada\r\n\tAccount Domain:\t\tCORP\r\n\r\n"
            b'Network Information:\r\n\tWorkstation Name:\tPC1\r\n\tSource Network Address:\t192.0.2.4\r\n\tSource Port:\t\t51234\r\n"\r\n',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "11/21/2026 8:00:01 PM",
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "source.port": 51234,
            },
            raw=b'Audit Failure,11/21/2026 8:00:01 PM,Microsoft-Windows-Security-Auditing,4625,Logon,"An account failed to log on.\r\n\r\n'
            b"Account For Which Logon Failed:\r\n\tSecurity ID:\t\tNULL SID\r\n\tAccount Name:\t\tada\r\n\tAccount Domain:\t\tCORP\r\n\r\n"
            b'Network Information:\r\n\tWorkstation Name:\tPC1\r\n\tSource Network Address:\t192.0.2.4\r\n\tSource Port:\t\t51234\r\n"',
        ),
        Sample(
            b'#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n"Message","Id","Level","Keywords","RecordId","ProviderName","LogName",'
            b'"ProcessId","MachineName","TimeCreated","LevelDisplayName"\n"The audit log was cleared.","1102","4","4620693217682128896","9",'
            b'"Microsoft-Windows-Eventlog","Security","64","pc1","21.11.2026 20:00:01","Information"\n',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "audit_log_cleared",
                "host.name": "pc1",
                "severity": 6,
                "message": "The audit log was cleared.",
            },
            raw=b'"The audit log was cleared.","1102","4","4620693217682128896","9",'
            b'"Microsoft-Windows-Eventlog","Security","64","pc1","21.11.2026 20:00:01","Information"',
        ),
        Sample(
            b"RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,Computer,MapDescription,Keywords,Payload\r\n"
            b'1,9,2026-11-21 20:00:01.2500001,4673,LogAlways,Microsoft-Windows-Security-Auditing,Security,pc1,Service called,Audit failure,"{""EventData"":'
            b'{""Data"":[{""@Name"":""SubjectUserName"",""#text"":""ada""}]}}"\r\n',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "event.created": "2026-11-21 20:00:01.2500001",
                "event.action": "privilege_used",
                "event.outcome": "failure",
                "user.name": "ada",
                "host.name": "pc1",
                "severity": 6,
            },
            zone="Europe/Berlin",
            raw=b'1,9,2026-11-21 20:00:01.2500001,4673,LogAlways,Microsoft-Windows-Security-Auditing,Security,pc1,Service called,Audit failure,"{""EventData"":'
            b'{""Data"":[{""@Name"":""SubjectUserName"",""#text"":""ada""}]}}"',
        ),
    ),
)
