"""Personal data that its own form gives away, and user names in the common shapes of sign-in and access logs."""

from ingestion.normalise.masking import national
from ingestion.normalise.masking.expression import Hit
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.names import PLACEHOLDER
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.spelling import could_be
from ingestion.normalise.masking.text import Quote
from ingestion.normalise.masking.tokens import holds_token

FORMS = {
    "mail": {"at": rb"(?P<at>(?:@|%40)[A-Za-z0-9][A-Za-z0-9-]{0,62}\.[A-Za-z0-9])"},
    "phone": {"plus": rb"(?P<plus>\+[1-9]\d|\(\d{3}\) ?\d{3}-\d{4})"},
    "nationalid": {"national": rb"(?P<national>" + national.SHAPES + rb")"},
    "ip": {
        "v4": rb"(?P<v4>\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b)",
        # A flow's Community ID is a hash without a key: who knows one end and the ports finds the other.
        "flow": rb"(?P<flow>\b1:(?:[A-Za-z0-9+]|\\?/){27}=)",
        "v6": rb"(?P<v6>[0-9a-fA-F]{1,4}:(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]|::[0-9a-fA-F])",
    },
    "user": {
        "logon": rb"(?P<logon>(?i:(?:accepted|failed) [\w/-]{1,30} for (?:invalid user )?|invalid user |(?:opened|closed) for user "
        rb"|authenticating user |authentication failed for user |login (?:for|by|of) (?:user )?))",
        "sudo": rb"(?P<sudo>\bsudo(?:\[\d{1,10}\])?: {1,8})",
        "access": rb"(?P<access> \[\d\d/[A-Z][a-z][a-z]/\d{4}:)",
    },
}
SYSTEM = frozenset(
    b"root nobody daemon system anonymous unknown invalid user www-data postgres mysql nginx apache sshd".split()
)
LOCAL = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-%"
DOMAIN = compiled(rb"[A-Za-z0-9][A-Za-z0-9.-]{0,253}")
MAIL = compiled(
    rb"[\w.+%-]{1,64}(?:@|%40)[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}"
)
PHONE = compiled(rb"(?:\+|\()\d(?:[ ()./-]{0,2}\d){7,14}")
WHO = compiled(rb"\"?([^\s\"'\\(),;:=]{1,100})")
ADDRESS = b"0123456789abcdefABCDEF:."


def personal(
    found: Findings,
    kind: str,
    start: int,
    end: int,
    *,
    quote: Quote | None = None,
    encoded: bool = False,
    wrap: bytes = b"",
) -> None:
    """Replace the bytes by their pseudonym, unless they hold nobody's: a placeholder, a system account, a token."""
    value = found.text.body[start:end]
    if not value.strip() or PLACEHOLDER.fullmatch(value) or holds_token(value):
        return
    if kind == "user" and value.lower() in SYSTEM:
        return
    if kind == "user" and "mail" in found.profile and MAIL.fullmatch(value):
        kind = "mail"  # an address has one pseudonym, in whatever field it stands
    found.personal(kind, start, end, quote=quote, encoded=encoded, wrap=wrap)


def _mail(found: Findings, hit: Hit) -> int:
    text = found.text
    sign = b"@" if text.body[hit.start : hit.start + 1] == b"@" else b"%40"
    local = text.body[max(found.done, hit.start - 64) : hit.start]
    local = local[len(local.rstrip(LOCAL)) :].lstrip(b".%-+")
    _, end = text.line(hit.start)
    domain = DOMAIN.match(text.body, hit.start + len(sign), end)
    said = domain[0].rstrip(b".-") if domain else b""
    if local and b"." in said and said.rpartition(b".")[2].isalpha():
        start, stop = hit.start - len(local), hit.start + len(sign) + len(said)
        personal(found, "mail", start, stop, encoded=sign != b"@")
        return stop
    return hit.start + 1


def _phone(found: Findings, hit: Hit) -> int:
    _, end = found.text.line(hit.start)
    number = PHONE.match(found.text.body, hit.start, min(end, hit.start + 40))
    before = found.text.body[max(hit.start - 1, 0) : hit.start]
    if number is None or before.isalnum():
        return hit.start + 1
    personal(found, "phone", hit.start, number.end())
    return number.end()


def _national(found: Findings, hit: Hit) -> int:
    before, after = found.text.body[max(hit.start - 1, 0) : hit.start], found.text.body[hit.end : hit.end + 1]
    if before in (b".", b"-", b"_", b"+") or after in (b"-", b"_") or not national.country_of(hit[hit.owner]):
        return hit.end
    personal(found, "nationalid", hit.start, hit.end, wrap=found.json_quote(hit.start, hit.end))
    return hit.end


def _ip(found: Findings, hit: Hit) -> int:
    body = found.text.body
    line, end = found.text.line(hit.start)
    least = max(line, found.done, hit.start - 45)
    start = hit.start - (len(body[least : hit.start]) - len(body[least : hit.start].rstrip(ADDRESS)))
    run = body[start : min(end, start + 46)]
    said = run[: len(run) - len(run.lstrip(ADDRESS))].rstrip(b".:")
    if hit.owner == "v4" and b":" in said and said.count(b":") == 1:
        said = said.partition(b":")[0]
    stop = start + len(said)
    is_word = body[start - 1 : start].isalnum() or found.text.body[stop : stop + 1].isalnum()
    if is_word or not could_be("ip", said.decode("latin-1")):
        return hit.end
    personal(found, "ip", start, stop)
    return max(stop, hit.end)


def _flow(found: Findings, hit: Hit) -> int:
    personal(found, "ip", hit.start, hit.end)
    return hit.end


def _logon(found: Findings, hit: Hit) -> int:
    _, end = found.text.line(hit.start)
    who = WHO.match(found.text.body, hit.end, end)
    if who is None or who[1].lower() in (b"user", b"invalid"):
        return hit.end
    personal(found, "user", who.start(1), who.end(1))
    return who.end(1)


def _sudo(found: Findings, hit: Hit) -> int:
    _, end = found.text.line(hit.start)
    who = WHO.match(found.text.body, hit.end, end)
    if who is None or not found.text.body.startswith(b" : ", who.end()):
        return hit.end
    personal(found, "user", who.start(1), who.end(1))
    return who.end(1)


def _access(found: Findings, hit: Hit) -> int:
    """The third word of an access log stands before the time."""
    before = found.text.body[max(found.done, found.text.line(hit.start)[0], hit.start - 100) : hit.start]
    who = before.rpartition(b" ")[2]
    if b" " in before and who != b"-":
        personal(found, "user", hit.start - len(who), hit.start)
    return hit.start + 2


HANDLERS = {
    "at": _mail,
    "plus": _phone,
    "national": _national,
    "v4": _ip,
    "flow": _flow,
    "v6": _ip,
    "logon": _logon,
    "sudo": _sudo,
    "access": _access,
}
