"""Audit logs of services as JSON: Google Workspace, Slack, Duo, OneLogin, Auth0, Cloudflare, GuardDuty, WAF, osquery, Falco and others.

What each says where is in the modules whose kinds stand in ``KINDS``. The record as it came stays whole under its kind's name; a login that is said to
have succeeded or failed is ``authn_login_success`` or ``authn_login_fail``.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats.documents import Document
from ingestion.formats.guard_kinds import HOST_GUARDS
from ingestion.formats.guard_samples import HOST_GUARD_SAMPLES
from ingestion.formats.names_in import renamed
from ingestion.formats.saas_kinds import FAILED, Kind
from ingestion.formats.saas_kinds import KINDS as FIRST
from ingestion.formats.saas_more import MORE
from ingestion.formats.saas_others import OTHERS
from ingestion.formats.saas_others_samples import OTHER_SAMPLES
from ingestion.formats.saas_own import OWN
from ingestion.formats.saas_own_samples import OWN_SAMPLES
from ingestion.formats.saas_samples import SAMPLES
from ingestion.formats.saas_servers import SERVERS
from ingestion.formats.security_kinds import GUARDS
from ingestion.formats.security_samples import GUARD_SAMPLES
from ingestion.formats.shapes import at, format_of_shape, text
from ingestion.normalise import flows

KINDS = (*FIRST, *SERVERS, *MORE, *GUARDS, *HOST_GUARDS, *OTHERS, *OWN)
REACH = 6000  # bytes of a record in which its mark stands
MARKS = tuple((re.compile(f'"(?:{one.mark})'), re.compile(f'"(?:{one.also})'), one) for one in KINDS)
ANY = "|".join(dict.fromkeys(f"(?:{one.mark})" for one in KINDS))
MARKED = re.compile(f'"(?:{ANY})')  # fast for the many objects that are of no kind
# The second mark is looked for only where the first of any kind stands: most JSON lines have none.
BOTH = "|".join(f'(?=.{{0,{REACH}}}?"(?:{one.mark}))(?=.{{0,{REACH}}}?"(?:{one.also}))' for one in KINDS)
GRADES = {"informational": "info", "low": "notice", "medium": "warning", "high": "error"}  # of what was found
SYSTEMS = {"win": "windows", "mac": "macos", "lin": "linux"}
TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")
END = re.compile(r"(?:\[([0-9A-Fa-f:.]{3,45})\]|([0-9.]{7,15})):(\d{1,5})$|([0-9A-Fa-f:.]{3,45})$")
PARTS = re.compile(r"(?<!\\)\.")
WHOLE = re.compile(r"[0-9]{1,18}")
TAKEN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,18})?(?:e-[0-9]{1,2})?")
NUMBERS = frozenset(
    (
        "source.port",
        "destination.port",
        "process.pid",
        "source.bytes",
        "destination.bytes",
        "http.request.bytes",
        "http.response.bytes",
        "http.response.status_code",
        "http.response.body.bytes",
        "event.sequence",
    )
)
SUCCEEDED = frozenset(("success", "succeeded", "allow", "allowed", "true", "approved", "noerror", "done"))


def shape(said: Mapping[str, Any]) -> Document:
    whole, said = said, carried(said)
    kind = kind_of(said)
    if kind is None:
        return renamed(whole)
    found: Document = {name: first(said, paths, name in NUMBERS) for name, paths in kind.paths.items()}
    found |= kind.told(str(found.get("message", "")))
    found |= about(said, kind)
    action = str(found.get("event.action") or kind.fixed.get("event.action", ""))
    if kind.nanoseconds and (nano := first(said, kind.nanoseconds, number=False)):
        found["@timestamp"] = f"{found['@timestamp']}.{nano:0>9}"
    if kind.error:
        found["event.outcome"] = "failure" if first(said, kind.error, number=False) else "success"
    deed = ended(kind.actions.get(action, action), str(found.get("event.outcome", "")).lower(), found)
    return {
        **kind.fixed,
        **by_resource(said, kind.resource),
        **found,
        **in_words_of_ecs(found),
        **deed,
        "event.category": category(kind, action, str(found.get("service.name", ""))),
        **(kind.more({**found, **deed}) if kind.more else {}),
        **peers(found),
        "cloud.provider": kind.provider,
        "message": found.get("message") or action,
        "event.duration": duration(said, kind),
        kind.under or kind.name: {kind.own.get(name, name): value for name, value in said.items()}
        if kind.own
        else whole,
    }


def about(said: Mapping[str, Any], kind: Kind) -> Document:
    """The first of its tags that says what was done, and those that are techniques of MITRE ATT&CK."""
    places = (walk(said, path.split(".")) for path in kind.tags.split("|") if path)
    told = next((one for one in places if one), None)
    told = told.split(",") if isinstance(told, str) else told
    listed = [str(one).strip() for one in told] if isinstance(told, list) else []
    tags = [
        one for one in listed if one not in ("", kind.name)
    ]  # what all of its records are about says nothing
    techniques = [one for one in tags if TECHNIQUE.fullmatch(one)]
    deed = next((one for one in tags if one in kind.actions), "")
    if "event.action" not in kind.paths:
        deed = deed or "".join(tags[:1])
    return {
        **({"event.action": deed} if deed else {}),
        **({"threat.technique.id": techniques} if techniques else {}),
    }


def category(kind: Kind, action: str, service: str) -> str:
    if "login" in kind.actions.get(action, "") or action.startswith("authn_login"):
        return "authentication"
    about = f"{action} {service}".strip()
    return next((named for words, named in kind.words if re.search(words, about)), kind.category)


def peers(found: Mapping[str, object]) -> Document:
    """Ends that are given as ``address:port``: who asked, and who was asked."""
    sides: Document = {}
    for role, side in (("client", "source"), ("server", "destination")):
        if end := END.match(str(found.get(f"{role}.address", ""))):
            address, port = end[1] or end[2] or end[4], int(end[3]) if end[3] else None
            sides |= {f"{one}.ip": address for one in (role, side)} | {
                f"{one}.port": port for one in (role, side)
            }
    return sides


def duration(said: Mapping[str, Any], kind: Kind) -> int | None:
    """In nanoseconds; ``None`` for what is no number of up to some years."""
    paths = (kind.milliseconds or kind.seconds).split("|")
    taken = next((found for path in paths if path and (found := text(said, *path.split(".")))), "")
    if not TAKEN.fullmatch(taken):
        return None
    return round(float(taken) * (1_000_000 if kind.milliseconds else 1_000_000_000))


def by_resource(said: Mapping[str, Any], path: str) -> Document:
    """Region and account of ``arn:partition:service:region:account:…``."""
    parts = text(said, *path.split(".")).split(":") if path else []
    return {"cloud.region": parts[3], "cloud.account.id": parts[4]} if len(parts) > 5 else {}


def in_words_of_ecs(found: Mapping[str, object]) -> Document:
    written = {
        name: str(found[name]).lower()
        for name in ("network.transport", "network.direction")
        if found.get(name)
    }
    version, asked = str(found.get("http.version", "")), str(found.get("dns.question.name", ""))
    mail, path = str(found.get("user.email") or found.get("user.name", "")), str(found.get("file.path", ""))
    known = {
        **written,
        **flows.tls_version(found.get("tls.version")),
        "http.version": version.removeprefix("HTTP/"),
        "dns.question.name": asked.rstrip("."),
        "log.level": GRADES.get(str(found.get("log.level", "")).lower(), ""),
        "host.os.type": SYSTEMS.get(str(found.get("host.os.type", "")).lower(), ""),
        "url.query": str(
            found.get("url.query") or str(found.get("url.original", "")).partition("?")[2]
        ).removeprefix("?"),
        "url.scheme": scheme_of(str(found.get("url.original", ""))),
        "user.email": mail if "@" in mail else "",
        "user.domain": found.get("user.domain") or mail.partition("@")[2],
        **(names_of(path) if path else {}),
        **({} if found.get("process.name") else program_of(str(found.get("process.executable", "")))),
    }
    return {name: value for name, value in known.items() if value}


def scheme_of(url: str) -> str:
    scheme, separator, _ = url[:16].partition("://")
    return scheme.lower() if separator else ""


def names_of(path: str) -> Document:
    """A file's by its path, of Windows or of others."""
    directory, _, name = path.replace("/", "\\").rpartition("\\")
    stem, _, extension = name.rpartition(".")
    return {
        "file.name": name,
        "file.directory": path[: len(directory)],
        "file.extension": extension.lower() if stem else "",
    }


def program_of(path: str) -> Document:
    return {"process.name": path.replace("/", "\\").rpartition("\\")[2]} if path else {}


def carried(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event of Amazon EventBridge is about, or the first of its findings; what Duo tells of its administrators as JSON in a text."""
    detail, told = said.get("detail"), said.get("description")
    if "isotimestamp" in said and isinstance(told, str) and told.startswith("{"):
        return {**said, "@description": in_text(told)}
    if "detail-type" not in said or not isinstance(detail, dict):
        return said
    findings = detail.get("findings")
    return (
        findings[0] if isinstance(findings, list) and findings and isinstance(findings[0], dict) else detail
    )


def in_text(told: str) -> object:
    try:
        return orjson.loads(told)
    except orjson.JSONDecodeError:
        return {}


def kind_of(said: Mapping[str, Any]) -> Kind | None:
    """Whose record it is; none where its time, or what it needs, does not stand where that service has it."""
    head = orjson.dumps(said)[:REACH].decode("utf-8", "replace")
    if not MARKED.search(head):
        return None
    found = (kind for mark, also, kind in MARKS if mark.search(head) and also.search(head))
    return next(
        (kind for kind in found if all(first(said, one, number=False) for one in _needed(kind))), None
    )


def _needed(kind: Kind) -> list[str]:
    return [one for one in (kind.paths["@timestamp"], kind.needs) if one]


def first(said: Mapping[str, Any], paths: str, number: bool) -> object:
    """The first of the paths that has a value. A name may hold a dot, which is then escaped."""
    for path in paths.split("|"):
        parts = [part.replace("\\.", ".") for part in PARTS.split(path)]
        found = walk(said, parts)
        if value := text({"": found[0] if isinstance(found, list) and found else found}, "") or _yes_or_no(
            said, parts
        ):
            return int(value) if number and WHOLE.fullmatch(value) else value
    return ""


def walk(said: object, parts: list[str]) -> object:
    """``@name`` is the value of whichever of a list's members has that name."""
    for part in parts:
        if part[:1] == "@" and isinstance(said, list):
            named = (
                one.get("value") for one in said if isinstance(one, dict) and one.get("name") == part[1:]
            )
            said = next(named, None)
        else:
            said = at(said, part)
    return said


def _yes_or_no(said: object, parts: list[str]) -> str:
    for part in parts:
        said = said.get(part) if isinstance(said, dict) else None
    return str(said).lower() if isinstance(said, bool) else ""


def ended(action: str, result: str, found: Mapping[str, object]) -> Document:
    status = found.get("http.response.status_code")
    outcome = "failure" if result in FAILED else "success" if result in SUCCEEDED else ""
    if isinstance(status, int):
        return {
            "event.action": action or "http_request",
            "event.outcome": "success" if status < 400 and result not in FAILED else "failure",
        }
    if action == "authn_login":
        action = {"failure": "authn_login_fail", "success": "authn_login_success"}.get(outcome, action)
    elif action in ("authn_login_fail", "authn_login_lock"):
        outcome = "failure"
    elif action == "authn_login_success":
        outcome = "success"
    elif action == "session_created" and outcome == "failure":
        action = "authz_fail"
    return {"event.action": action, "event.outcome": outcome}


FORMAT = format_of_shape(
    "saas_audit",
    "Services' audit logs (Google Workspace, Slack, Duo, Cloudflare …)",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.{0,%d}?"(?:%b))(?:%b)' % (REACH, ANY.encode(), BOTH.encode()), re.DOTALL
    ),
    samples=(*SAMPLES, *GUARD_SAMPLES, *HOST_GUARD_SAMPLES, *OTHER_SAMPLES, *OWN_SAMPLES),
)
