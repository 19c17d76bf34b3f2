"""logfmt: ``time=… level=info msg="two words" user=ada``, as Go programs and Heroku write it.

https://brandur.org/logfmt describes it; there is no standard. Words without ``=`` stay in ``raw`` alone.
"""

import re

import orjson

from ingestion.formats import ndjson, ndjson_quick
from ingestion.formats.format import Format, Reason, Sample
from ingestion.normalise import names
from ingestion.normalise.times import literal

PAIR = r'([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))'
# A pair begins where a word does, so no word is looked at twice. Blanks are those of the engine's expressions.
LINEAR = re.compile(rf"(?<![^ \t\n\f\r=\"]){PAIR}".replace(r"\s", r" \t\n\f\r"))
NUMERAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?$")
QUOTED = "concat('\"', g[2], '\"')"
NUMBER = r"^-?(0|[1-9]\d{0,17})(\.\d{1,17})?$"
BARE = f"if(match(g[3], {literal(NUMBER)}) OR g[3] IN ('true', 'false'), g[3], toJSONString(g[3]))"
VALUE = f"if(g[3] != '', {BARE}, if(isValidJSON({QUOTED}), {QUOTED}, toJSONString(g[2])))"
PAIRS = f"arrayMap(g -> (g[1], {VALUE}), extractAllGroups(text, {literal(PAIR)}))"

TEXT = ndjson._document("flat")


def read(text: str) -> dict[str, object] | Reason:
    """The same without the engine."""
    said = {name: _value(quoted, bare) for name, quoted, bare in LINEAR.findall(text)}
    return names.timed(said) if said else explain(text.encode())


def _value(quoted: str, bare: str) -> object:
    if bare:
        if bare.isdigit() and NUMERAL.match(bare):
            return int(bare)
        return orjson.loads(bare) if NUMERAL.match(bare) or bare in ("true", "false") else bare
    if "\\" not in quoted:
        return quoted
    try:
        return orjson.loads(f'"{quoted}"')
    except orjson.JSONDecodeError:
        return quoted


def explain(line: bytes) -> Reason:
    if LINEAR.search(line.decode("utf-8", "replace")):
        return Reason("unreadable_time", "The time in “time” or “ts” cannot be read.")
    return Reason("not_logfmt", "Not a line of name=value pairs.")


FORMAT = Format(
    name="logfmt",
    title="logfmt (name=value)",
    signature=re.compile(rb'(?:[A-Za-z_@][\w.@/-]*=(?:"(?:[^"\\]|\\.)*"|[^\s"=]*)(?: +|$)){2}'),
    stages=(
        {"nested": "''", "flat": PAIRS, **ndjson_quick.NEVER},
        {"flat_text": TEXT},
        *ndjson.STAGES[len(ndjson.PREPARATION) :],
    ),
    columns=ndjson.COLUMNS,
    explain=explain,
    line=read,
    samples=(
        Sample(
            b'time="2026-11-21T20:00:01.25Z" level=warning msg="pod \\"web-1\\" is late" pod=web-1 tries=3 empty= ok=true',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.created": "2026-11-21T20:00:01.25Z",
                "log.level": "warning",
                "severity": 4,
                "message": 'pod "web-1" is late',
                "fields": {"pod": "web-1", "tries": 3, "empty": "", "ok": True},
            },
        ),
        Sample(
            b"ts=1795291201.5 level=info event=authn_login_fail:otto client_ip=192.0.2.3 status=401 method=POST path=/login",
            {
                "timestamp": "2026-11-21T20:00:01.500000Z",
                "event.action": "authn_login_fail",
                "event.outcome": "failure",
                "user.name": "otto",
                "source.ip": "192.0.2.3",
                "http.response.status_code": 401,
                "url.path": "/login",
                "fields": {},
            },
        ),
        Sample(
            b"at=info method=GET path=/ host=app.example fwd=203.0.113.4 dyno=web.1 service=4ms bytes=12 note",
            {"time_quality": "arrival", "host.name": "app.example", "http.response.body.bytes": 12},
        ),
    ),
)
