"""XChat's and HexChat's logs and scrollback: ``Nov 21 20:00:01 <ada> hello`` between ``**** BEGIN LOGGING AT …``,
and ``T 1795291201 hello``. The lines between have the year of the mark before them; without one it is inferred.
"""

import re
from collections.abc import Sequence

from ingestion.formats.documents import Document, careful, format_of, lines_of, record, text_of
from ingestion.formats.format import Reason, Sample
from ingestion.formats.patterned import reader
from ingestion.formats.record import Record
from ingestion.normalise.clock import MONTHS, Arrival

# Nicks hold no dots (RFC 2812, 2.3.1): FreeBSD's syslogd puts facility and level there, others a level.
LEVELS = rb"emerg|alert|crit|critical|err|error|fatal|warn|warning|notice|info|debug|trace"
MARKS = re.compile(r"\x03\d{0,2}(?:,\d{1,2})?|[\x00-\x08\x0e-\x1f]")  # colours and bold


SPOKEN = re.compile(r"<\W?([^>\s]{1,64})>[\t ](.*)$", re.DOTALL)
# What is told of people, by who it is of and from where: the user's name there and the host stand in brackets.
TOLD = (
    (re.compile(r"(?:-->|\*)[\t ](?P<user>\S+) \([^@\s)]*@(?P<host>[^\s)]+)\) has joined"), "chat_joined"),
    (re.compile(r"(?:<--|\*)[\t ](?P<user>\S+) (?:\([^@\s)]*@(?P<host>[^\s)]+)\) )?has (?:quit|left)(?: [(#&+!]|$)"), "chat_left"),
    (re.compile(r"(?:---|\*)[\t ](?P<user>\S+) is now known as (?P<target>\S+)"), "chat_renamed"),
    (re.compile(r"-(?P<user>[^\s>-][^\s>]{0,63})-[\t ]"), "chat_notice"),
    (re.compile(r">(?P<target>[^<\s]{1,64})<[\t ]"), "chat_message"),
)  # fmt: skip


def finish(said: Document) -> Document:
    time = str(said["@timestamp"])
    begun = str(said.pop("chat.log", ""))
    message = MARKS.sub("", begun or str(said.get("message", "")))
    return {
        **said,
        "@timestamp": time[:1].upper() + time[1:],
        "@written": time,
        "message": message,
        **({"event.action": "chat_logging"} if begun else told(message, str(said.get("user.name", "")))),
    }


def told(message: str, user: str) -> Document:
    """Who speaks, or what is said of whom; between colours the speaker shows once those are gone."""
    if user:
        return {"event.action": "chat_message"}
    if spoken := SPOKEN.match(message):
        return {"event.action": "chat_message", "user.name": spoken[1], "message": spoken[2]}
    found = next(((one, action) for words, action in TOLD if (one := words.match(message))), None)
    if not found:
        return {"event.action": "chat_event"}
    names = found[0].groupdict()
    return {
        "event.action": found[1],
        "user.name": names.get("user"),
        "user.target.name": names.get("target"),
        "source.ip": names.get("host"),
    }


DAY = re.compile(r"([A-Za-z]{3}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)$")
MARK = re.compile(r"\*{4} .* ([A-Z][a-z]{2}) +\d{1,2} \d\d:\d\d:\d\d (\d{4})\s*$")
SIGNATURE = re.compile(
    rb"(?:T \d{9,10} \S|\*{4} (?:\S+ ){2,4}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"
    rb"|[A-Za-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d (?:<(?!(?i:"
    + LEVELS
    + rb")>)[^>\s.]{1,64}>[\t ]|\*[\t ]|--[->][\t ](?!last message)|<--[\t ])"
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:<[^>\s.]{1,64}>\t|\*\t|--[->]\t|<--\t))"
)
_read = reader(
    (
        (
            r"([A-Za-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d) (?:<\W?([^>\s]{1,64})>[\t ])?(.*)$",
            ("@timestamp", "user.name", "message"),
        ),
        (
            r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:<\W?([^>\s]{1,64})>\t)?(.*)$",
            ("@timestamp", "user.name", "message"),
        ),
        (
            r"\*{4} (\S.{0,60}?) ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$",
            ("chat.log", "@timestamp"),
        ),
        (r"T (\d{9,10}) (.*)$", ("@timestamp", "message")),
    ),
    Reason("not_xchat", "Not a line of this kind: XChat, HexChat."),
    finish,
)


class Calendar:
    """The year that the last mark said, and that of the lines behind it: a new one begins in January."""

    def __init__(self) -> None:
        self.year = self.month = 0

    def told(self, text: str) -> None:
        if found := MARK.match(text):
            self.month, self.year = MONTHS.get(found[1], 0), int(found[2])

    def dated(self, said: Document) -> Document:
        found = DAY.match(str(said.get("@timestamp", "")))
        month = MONTHS.get(found[1], 0) if found else 0
        if not found or not month or not self.year:
            return said
        self.year += month == 1 and self.month == 12
        self.month = month
        return {**said, "@timestamp": f"{self.year}-{month:02}-{found[2]:0>2}T{found[3]}"}


def prepare(body: bytes, arrival: Arrival) -> Sequence[Record]:
    calendar = Calendar()
    return [_one(number, raw, calendar, arrival) for number, raw in lines_of(body)]


def _one(number: int, raw: bytes, calendar: Calendar, arrival: Arrival) -> Record:
    text = text_of(raw)
    calendar.told(text)
    found = careful(_read, text)
    return record(number, raw, found if isinstance(found, Reason) else calendar.dated(dict(found)), arrival)


FORMAT = format_of(
    "xchat",
    "XChat, HexChat",
    prepare,
    signature=SIGNATURE,
    recognise=lambda head: bool(SIGNATURE.match(head)),
    samples=(
        Sample(
            b"**** BEGIN LOGGING AT Fri Dec 30 19:59:00 2011\nDec 31 20:00:01 <ada>\tbye\nJan  1 20:00:01 <ada>\thello",
            {"timestamp": "2012-01-01T20:00:01.000000Z", "event.created": "Jan  1 20:00:01", "user.name": "ada", "message": "hello", "event.action": "chat_message"},
            raw=b"Jan  1 20:00:01 <ada>\thello",
        ),
        Sample(
            b"T 1795291201 \x0303*\tjoined",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "message": "*\tjoined", "event.action": "chat_event"},
        ),
        Sample(
            b"T 1795291201 \x0318<\x0328ada\x0318>\x0f\thello",
            {"user.name": "ada", "message": "hello", "event.action": "chat_message"},
        ),
        Sample(
            b"Nov 21 20:00:01 <--\tbo (~bo@192.0.2.7) has quit (Quit: bye)",
            {"user.name": "bo", "source.ip": "192.0.2.7", "event.action": "chat_left", "message": "<--\tbo (~bo@192.0.2.7) has quit (Quit: bye)"},
        ),
        Sample(b"Nov 21 20:00:01 *\tbo has left the oven on", {"user.name": "", "event.action": "chat_event"}),
        Sample(
            b"2026-11-21 20:00:01 <ada>\thello",
            {"timestamp": "2026-11-21T20:00:01.000000Z", "user.name": "ada", "event.action": "chat_message"},
        ),
    ),
)  # fmt: skip
