"""CSV with a header line, Timesketch's and plaso's timelines among it.

Columns keep their names; those that JSON lines know (user, source_ip, message …) mean the same here. Timesketch's
``datetime`` counts before its ``timestamp``, which may be a placeholder. https://timesketch.org/guides/user/import-from-json-csv/
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingestion.formats import hayabusa, names_in, plaso
from ingestion.formats.documents import (
    Document,
    careful_of,
    format_of,
    misfit,
    read_time,
    record,
    text_of,
    wrong_columns,
)
from ingestion.formats.format import Reason, Sample
from ingestion.formats.record import Record
from ingestion.formats.table import cells, joins, rows
from ingestion.normalise.clock import Arrival

TIMES = (
    "datetime", "@timestamp", "timestamp", "_time", "eventtime", "event_time", "time", "ts", "date", "created_at",
    "timegenerated", "time_generated",
)  # fmt: skip
# Columns that are the time together, where none is by itself.
TOGETHER = (("date", "time"), ("month", "date", "time"), ("month", "day", "time"), ("date", "day", "time"))
TEXTS = ("summary", "detections", "file name")  # what is shown of a row, where no column is its text
DELIMITERS = ",;\t|"
IN_UTC = " [utc]"  # as Azure's workspaces export columns
NAME = re.compile(r"[A-Za-z_@][\w .@/()#:-]{0,99}(?: \[UTC\])?$")
NOTHING = ("",)
# Names that tables have beside those of JSON lines.
MEANT = {
    **{name: own for name, own in names_in.MEANT.items() if own != "@timestamp"},
    "computer_name": "host.name", "source_host": "host.name", "src": "source.ip", "dst": "destination.ip",
    "destination_ip": "destination.ip", "dest_ip": "destination.ip", "dst_ip": "destination.ip", "event_type": "event.action",
    "account": "user.name", "account_name": "user.name", "image": "process.executable", "command_line": "process.command_line",
    "commandline": "process.command_line", "eventid": "event.code", "event_identifier": "event.code", "short": "message",
    "ruletitle": "rule.name", "rule_title": "rule.name", "channel": "winlog.channel",
    "content": "message", "component": "log.logger",
}  # fmt: skip
MACTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d)$")  # of The Sleuth Kit
NO_DATES = ("00/00/0000", "Xxx Xxx 00 0000 00:00:00")  # plaso's and mactime's
PLASO_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})$")  # l2tcsv: month, day, year


def header_of(head: bytes) -> tuple[list[str], str]:
    """The names in the first line and their delimiter; none when it is no header."""
    line = text_of(head.split(b"\n", 1)[0].removesuffix(b"\r")).removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=line.count)
    try:
        names = [name.strip() for name in cells(line, delimiter)]
    except ValueError:
        return [], delimiter
    fits = len(names) > 1 and all(NAME.match(name) for name in names) and len(set(names)) == len(names)
    return (
        names if fits and any(name.lower().removesuffix(IN_UTC) in TIMES for name in names) else []
    ), delimiter


def read(text: str, names: Sequence[str], delimiter: str, arrival: Arrival) -> Document | Reason:
    try:
        values = cells(text, delimiter)
    except ValueError as error:
        return misfit("not_csv", f"Not CSV: {error}.", names, text.split(delimiter))
    if len(values) != len(names):
        return wrong_columns(names, values)
    said: Document = {name: value for name, value in zip(names, values, strict=True) if value not in NOTHING}
    return careful_of(said, lambda: _timed(said, arrival))


def _timed(said: Document, arrival: Arrival) -> Document:
    """A row that says it has no time has none that is written as zeros either."""
    time = moment(said, arrival)
    rest = (
        said
        if time
        else {name: value for name, value in said.items() if name.lower().removesuffix(IN_UTC) not in TIMES}
    )
    return {"@timestamp": time, **meant(rest)}


def meant(said: Document) -> Document:
    """Columns by what they mean, however they are capitalised; times and what has no name of ECS's stay as they are."""
    told = {name: value for name, value in said.items() if value != "-" or own_name(name) == name}
    named = {own_name(name): value for name, value in reversed(told.items())}
    lost = {name: told[name] for name in told if own_name(name) not in named}
    text = next((told[name] for name in told if name.lower() in TEXTS), None)
    return {"message": text, **named, **lost, **plaso.facts(said), **hayabusa.facts(said)}


@lru_cache(maxsize=4096)
def own_name(name: str) -> str:
    return MEANT.get(name.lower().replace(" ", "_"), name)


def moment(said: Document, arrival: Arrival) -> str:
    """The first time that can be read; the first that is there when none can, so that it is not passed over."""
    lower = {name.lower(): str(value) for name, value in said.items()}
    for name in [name for name in lower if name.endswith(IN_UTC)]:
        lower.setdefault(name.removesuffix(IN_UTC), _in_utc(lower[name], arrival))
    if plaso.has_no_time(lower) or lower.get("date", "") in NO_DATES:
        return ""
    if day := MACTIME.match(lower.get("date", "")):
        return day[1]
    if (day := PLASO_DATE.match(lower.get("date", ""))) and "time" in lower:
        return _of_plaso(f"{day[3]}-{day[1]}-{day[2]} {lower['time']}", lower.get("timezone", ""), arrival)
    there = [lower[name] for name in TIMES if name in lower]
    parts = [" ".join(lower[name] for name in names) for names in TOGETHER if lower.keys() >= set(names)]
    return next((one for one in (*there, *parts) if read_time(one, arrival)), there[0] if there else "")


def _in_utc(time: str, arrival: Arrival) -> str:
    moment = read_time(time, Arrival(arrival.at))
    return moment[0] if moment else time


def _of_plaso(time: str, zone: str, arrival: Arrival) -> str:
    """In the zone of its column, which may be of any name."""
    zoned = f"{time} {zone}".strip()
    return zoned if read_time(zoned, arrival) else plaso.in_zone(time, zone)


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    names, delimiter = header_of(body[:65536])
    if not names:
        no_header = Reason(
            "no_header", "The batch does not begin with a line of column names, one of them a time."
        )
        return [Record(place, raw, refusal=no_header) for place, raw in rows(body)]
    return [
        record(place, raw, read(text_of(raw), names, delimiter, arrival), arrival)
        for place, raw in rows(body)
        if place or raw.startswith(b"{")
    ]


FORMAT = format_of(
    "csv",
    "CSV with a header (Timesketch, plaso)",
    prepare,
    recognise=lambda head: bool(header_of(head)[0]),
    joins=joins,
    spans=rows,
    samples=(
        Sample(
            b'message,timestamp,datetime,timestamp_desc,user,note\r\n"a ""b"", c",123456789,2026-11-21T20:00:01+00:00,Write time,ada,\r\n',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026-11-21T20:00:01+00:00",
                "message": 'a "b", c',
                "user.name": "ada",
                "fields": {
                    "timestamp": "123456789",
                    "datetime": "2026-11-21T20:00:01+00:00",
                    "timestamp_desc": "Write time",
                },
            },
            raw=b'"a ""b"", c",123456789,2026-11-21T20:00:01+00:00,Write time,ada,',
        ),
        Sample(
            b'time;source_ip;text\n2026-11-21 21:00:01;192.0.2.5;"two\nlines"\n',
            {"timestamp": "2026-11-21T20:00:01.000000Z", "source.ip": "192.0.2.5", "message": "two\nlines"},
            zone="Europe/Berlin",
            raw=b'2026-11-21 21:00:01;192.0.2.5;"two\nlines"',
        ),
        Sample(
            b'"TimeGenerated [UTC]",Computer,Account,EventID\n"11/21/2026, 8:00:01.250 PM",pc1,ada,4625\n',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "time_quality": "stated",
                "host.name": "pc1",
                "user.name": "ada",
            },
            zone="Europe/Berlin",
            raw=b'"11/21/2026, 8:00:01.250 PM",pc1,ada,4625',
        ),
        Sample(
            b'"@timestamp","host.name",message\n"Nov 21, 2026 @ 20:00:01.250",pc1,"read"\n',
            {"timestamp": "2026-11-21T20:00:01.250000Z", "time_quality": "inferred", "host.name": "pc1"},
            raw=b'"Nov 21, 2026 @ 20:00:01.250",pc1,"read"',
        ),
        Sample(
            b"LineId,Month,Date,Time,Level,Content\n1,Nov,20,20:00:01,gate,opened\n",
            {
                "timestamp": "2026-11-20T20:00:01.000000Z",
                "event.created": "Nov 20 20:00:01",
                "time_quality": "inferred",
            },
            raw=b"1,Nov,20,20:00:01,gate,opened",
        ),
        Sample(
            b"date,time,timezone,MACB,short\n11/21/2026,20:00:01,UTC,M...,read\n",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "event.created": "2026-11-21 20:00:01 UTC"},
            raw=b"11/21/2026,20:00:01,UTC,M...,read",
        ),
        Sample(
            b'"datetime","timestamp_desc","message","Computer","Channel","EventID","Level","Details"\n'
            b'"2026-11-21T21:00:01.250123+01:00","hayabusa","Ticket","pc1","Sec",4769,"low","TgtUser: ada \xc2\xa6 SrcIP: 192.0.2.4"\n',
            {
                "timestamp": "2026-11-21T20:00:01.250123Z",
                "event.action": "kerberos_service_ticket_requested",
                "event.outcome": "",
                "user.name": "ada",
                "source.ip": "192.0.2.4",
                "host.name": "pc1",
                "severity": 5,
                "message": "Ticket",
            },
            raw=b'"2026-11-21T21:00:01.250123+01:00","hayabusa","Ticket","pc1","Sec",4769,"low","TgtUser: ada \xc2\xa6 SrcIP: 192.0.2.4"',
        ),
        Sample(
            b"date,time,timezone,MACB,user,host,short\n11/21/2026,21:00:01,Europe/Amsterdam,M...,-,pc1,read\n",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "2026-11-21T21:00:01+01:00",
                "time_quality": "stated",
                "user.name": "",
                "host.name": "pc1",
            },
            raw=b"11/21/2026,21:00:01,Europe/Amsterdam,M...,-,pc1,read",
        ),
        Sample(
            b"datetime,timestamp_desc,message\n0000-00-00T00:00:00.000000+00:00,Not set,read\n",
            {"time_quality": "arrival", "message": "read"},
            raw=b"0000-00-00T00:00:00.000000+00:00,Not set,read",
        ),
        Sample(
            b"Date,Size,Type,Mode,UID,GID,Meta,File Name\nSat Nov 21 2026 20:00:01,12,m.c.,r/r,0,0,12-1,/till/a\n",
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.created": "Nov 21 2026 20:00:01",
                "time_quality": "inferred",
                "message": "/till/a",
            },
            raw=b"Sat Nov 21 2026 20:00:01,12,m.c.,r/r,0,0,12-1,/till/a",
        ),
    ),
)
