"""Which format a batch is in, from its beginning and from lines all over it."""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import ceil

from ingestion.formats import FORMATS, journal_marks, json_documents, mixed, relayed
from ingestion.formats.format import Format
from ingestion.formats.spread import spread

SAMPLE_BYTES = 256 * 1024
SAMPLE_LINES = 100
PROBES = 64  # lines behind the first ones, evenly spread
LONGEST = 8192  # bytes of a line that are looked at: what a line is shows long before
SHARE = 0.5  # of the sampled lines must look like it: a bad line must not decide, nor a lucky one
STRANGE = 0.02  # of them, and two at least, are of other formats in a batch of several
LINES_OF_ANY_KIND = frozenset(
    {
        "program",
        "dpkg",
        "w3c",
        "nginx_error",
        "mysql_error",
        "klog",
        "rails",
        "bind",
        "runserver",
        "server_files",
    }
)  # known by their beginning, read line by line

# A format that reads these lines too, whatever they look like by themselves.
READS_TOO = {
    "ndjson": {
        "suricata",
        "cloudtrail",
        "gcp_audit",
        "gcp_log",
        "k8s_audit",
        "azure_activity",
        "okta",
        "github_audit",
        "zeek",
        "modsecurity",
        "mysql_audit",
        "windows_json",
        "timesketch",
        "journald",
        "postgresql",
        "container",
        "entra",
        "o365",
        "mongodb",
        "elasticsearch_audit",
        "elasticsearch_json",
        "proxy_json",
        "azure_web",
        "azure_vault",
        "log4j_json",
        "azure_firewall",
        "saas_audit",
        "snort_json",
        "otlp",
        "cloudwatch",
        "flow_json",
    },
    "gcp_log": {"gcp_audit"},
    "logfmt": {"server_pairs"},
    "syslog": {"haproxy", "syslog_access", "syslog_json", "device_syslog"},
}
# Reads all that the other reads, and knows what some of its lines say, of which there may be few.
KNOWS_MORE = {"logfmt": "server_pairs"}
ANY_JSON = "ndjson"  # whatever its members say: other formats know more of some of its lines
RELAYS = FORMATS["syslog"]  # reads what stands behind its header by other formats too
RELAYED = relayed.GUESTS | {RELAYS.name}
SIGNATURES = mixed.signatures_of(FORMATS)


def detect(body: bytes) -> Format:
    """The first format that knows the batch by its beginning, or that most of its lines look like.

    ``mixed`` when several formats have lines in it.
    """
    head = body[:SAMPLE_BYTES]
    for candidate in FORMATS.values():
        if candidate.recognise and candidate.recognise(head):
            return _unless_mixed(candidate, body) if candidate.name in LINES_OF_ANY_KIND else candidate
    if json_documents.is_document(head):
        texts = json_documents.first_texts(head, SAMPLE_LINES)
        return _most([_as_one_line(text) for text in texts]) or FORMATS["plain"]
    lines = _sample(body)
    return _unless_mixed(_most(lines[:SAMPLE_LINES]) or FORMATS["plain"], body, lines)


def choose(hint: str, body: bytes) -> Format:
    """The format that was named, or the one that is detected when none or an unknown one was."""
    return FORMATS.get(hint) or detect(body)


def _most(lines: Sequence[bytes]) -> Format | None:
    for candidate in FORMATS.values():
        if candidate.name != "plain" and _is_of_most(candidate, lines):
            return _knowing(candidate, lines)
    return None


def _is_of_most(one: Format, lines: Sequence[bytes]) -> bool:
    """Looks no further once too many are not."""
    others = (line for line in lines if not one.signature.match(line))
    most = len(lines) - SHARE * len(lines)
    return bool(lines) and sum(1 for _ in islice(others, ceil(most))) < most


def _knowing(one: Format, lines: Sequence[bytes]) -> Format:
    other = FORMATS.get(KNOWS_MORE.get(one.name, ""))
    return other if other and any(map(other.signature.match, lines)) else one


def _as_one_line(text: bytes) -> bytes:
    """As signatures know it: in JSON, line ends stand between members alone."""
    return b"".join(part.strip() for part in text.split(b"\n"))


def _unless_mixed(one: Format, body: bytes, lines: Sequence[bytes] = ()) -> Format:
    lines = lines or _sample(body)
    strangers = list(_strangers(one, lines))
    # Read as syslog, those of the other formats are read as by themselves, and none is refused.
    if strangers and RELAYED.issuperset((one.name, *strangers)) and all(map(RELAYS.signature.match, lines)):
        return RELAYS
    # One format among lines of none is a batch of several too, but not one line that happens to look like something;
    # what JSON is by its members' names it is not by chance.
    least = 1 if one.name == ANY_JSON else 2
    return FORMATS["mixed"] if len(strangers) >= max(least, STRANGE * len(lines)) else one


def _strangers(one: Format, lines: Sequence[bytes]) -> Iterator[str]:
    before = ""
    for line in lines:
        if one.name not in (ANY_JSON, "plain") and one.signature.match(line):
            before = one.name
            continue
        before = mixed.name_of(line, SIGNATURES, one.name if one.name == "w3c" else before)
        if before not in ("", one.name) and one.name not in READS_TOO.get(before, ()):
            yield before


def _sample(body: bytes) -> list[bytes]:
    """The first lines, and others from all over the rest."""
    head = body[:SAMPLE_BYTES]
    first = list(islice((line for line in _cut(head) if line), SAMPLE_LINES))
    behind = sum(map(len, first)) + len(first)
    found = [*first, *spread(body, PROBES, LONGEST, behind)] if behind < len(body) else first
    return [line for line in found if _says_something(line)] or found


def _says_something(line: bytes) -> bool:
    """Lines that begin with a blank continue others, and journalctl's stand between them, whatever those are."""
    return line[:1] not in BLANK and not journal_marks.MARK.fullmatch(line)


BLANK = b" \t"


def _cut(head: bytes) -> Iterator[bytes]:
    return (line.removesuffix(b"\r")[:LONGEST] for line in head.split(b"\n"))
