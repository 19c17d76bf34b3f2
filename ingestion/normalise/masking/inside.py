"""Keys whose mark stands in their middle or at their end (``….atlasv1.…``, ``…-us12``), and words that are random behind a prefix.

``MARKS`` finds the mark; the key is looked for in the word around it.
"""

import re

from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.regular import Expression, Found, compiled
from ingestion.normalise.masking.text import ESCAPE, is_in_word
from ingestion.normalise.masking.tokens import holds_token
from ingestion.normalise.masking.vendors import VENDOR

MARKS = (
    rb"\.atlasv1\.|[0-9a-f]-us\d{1,2}\b|AZDO[A-Za-z0-9]{4}\b|JQQJ99|AzSe[A-D]|AzFu|AzCa|\+A(?:St|Ba|Sb|Eh|EH|Rm|CR)[A-Za-z0-9+/]{5}|ACDb[A-Za-z0-9+/]{6}=|AIoT[A-Za-z0-9+/]{5}="
    rb"|[0-9a-f]NRAL\b|_mmk\b|:AA[\w-]{16}|[\w-]\.[\w-]{6}\.[\w-]{20}|[a-z0-9][_-][A-Za-z0-9]{24}|[0-9a-fA-F]:::|\bmd-[\w-]{22}\b|\bpa-[\w-]{43}\b|/\d{16}:[0-9a-f]{16}|\b0/[0-9a-f]{32}|\bs\.[A-Za-z0-9]{24}\b|\bkey[A-Za-z0-9]{14}\b|\b00[A-Za-z0-9][\w-]{39}\b|\b5[HJK][1-9A-HJ-NP-Za-km-z]{49}\b|\b[KL][1-9A-HJ-NP-Za-km-z]{51}\b|:APA91b|::[\w.-]{1,20}:[0-9a-fA-F]{16}:|jsn[0-9a-f]{12}\b|[0-9a-f]-[0-9a-f]{8}-[0-9a-f]{8}\b|\bapi-[0-9a-f]{8}-|AC[0-9a-f]{32}:|\dQ~[\w~.-]{16}"
)
BEHIND_A_PREFIX = rb"\b[a-z][a-z0-9_]{1,30}[_-][A-Za-z0-9]{32,}\b"
KEY = compiled(
    rb"\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}|\b[0-9a-f]{32}-us\d{1,2}\b|\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b|\b[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}(?:==)?"
    rb"|\b[A-Za-z0-9+/]{76}(?:\+ASt|\+ABa|ACDb)[A-Za-z0-9+/]{5,6}==|\b[A-Za-z0-9+/]{33}(?:\+ASb|\+AE[hH]|\+ARm|AIoT|AzCa)[A-Za-z0-9+/]{5,6}=|\b[A-Za-z0-9]{42}AzSe[A-Za-z0-9]{6}"
    rb"|\b[\w-]{44}AzFu[\w-]{5,6}==|\b[A-Za-z0-9+/]{42}\+ACR[A-Za-z0-9+/]{6}|\b[0-9a-f]{36}NRAL\b|\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b"
    rb"|\b[0-9a-f]{10}msh[0-9a-f]{15}p1[0-9a-f]{6}jsn[0-9a-f]{12}\b|\b\d{8,10}:AA[\w-]{33}\b|\b[012]/\d{16}(?:/\d{16})?:[0-9a-f]{32}\b|\b0/[0-9a-f]{32}\b|\b[0-9a-fA-F]{32}:[0-9a-fA-F]{32}:::|\b(?:AC)?[0-9a-f]{32}:[0-9a-f]{32}\b|\b[\w-]{11}:APA91b[\w-]{100,}|\b[0-9a-fA-F]{16}:[0-9a-fA-F]{32}:[0-9a-fA-F]{16,}|"
    + BEHIND_A_PREFIX
)
# The commonest mark has only these: all of them would count letters from every dash of a text.
DASH, KEY_BEHIND_A_PREFIX = re.compile(rb"[a-z0-9][_-][A-Za-z0-9]{24}"), compiled(BEHIND_A_PREFIX)
PREFIXED = re.compile(rb"[a-z][a-z0-9_]{1,30}[_-]([A-Za-z0-9]{32,}+)")
# Ids of others look the same: only where the line names the service.
OF_A_SERVICE = (
    (re.compile(rb"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}"), b"mailgun"),
    (re.compile(rb"api-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), b"launchdarkly"),
)
NEAR = 200
DIGEST = re.compile(rb"(?:sha|md)\d{1,3}-")
# Without a mark: letters and digits of one length that are as random as a key.
LENGTHS = compiled(
    rb"\b(?:md-[\w-]{22}|pa-[\w-]{43}|s\.[A-Za-z0-9]{24}|key[A-Za-z0-9]{14}|00[A-Za-z0-9][\w-]{39}|5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51})\b"
)
BASE32 = compiled(rb"\b[a-z2-7]{52}\b")
WORD = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.+/:~"
LONGEST_BEFORE, LONGEST, LONGEST_KEY = 100, 150, 1024
SIGNS = (b"=", b":")
# Discord's: a number in base64, a time and a signature.
BOT_MARK = re.compile(rb"[\w-]\.[\w-]{6}\.")
BOT_NUMBER, BOT_TOKEN = (23, 28), compiled(rb"(?:M[TjzDA]|N[DTjz]|O[DTA])[\w-]{21,26}\.[\w-]{6}\.[\w-]{27,}")
AROUND = bytes(set(range(256)) - set(b"-_"))
CHANGES, DIGIT = re.compile(rb"[a-z]+|[A-Z]+|[0-9]+"), re.compile(rb"[0-9]")


def inside(found: Findings, at: int, behind: int) -> int:
    """A mark stands from ``at`` to ``behind``."""
    text = found.text
    start, end = text.line(at)
    if BOT_MARK.match(text.body, at, behind):
        return _bot(found, at + 1, max(start, found.done), end)
    if behind - at == 52 and BASE32.fullmatch(text.body, at, behind):
        return _old_key(found, at, behind, end)
    if LENGTHS.fullmatch(text.body, at, behind):
        return _one_length(found, at, behind)
    begin = _begin(text.body, max(start, found.done, at - LONGEST_BEFORE), at)
    for service, name in OF_A_SERVICE:
        own = service.match(text.body, begin, end)
        if own is not None and own.end() >= behind and not text.body[own.end() : own.end() + 1].isalnum():
            return _of_a_service(found, name, *own.span())
    alone = KEY_BEHIND_A_PREFIX if DASH.fullmatch(text.body, at, behind) else KEY
    for form, is_alone in ((VENDOR, False), (alone, True)):
        key = _key(form, text.body[begin : min(end, behind + LONGEST)], behind - begin)
        if key is not None and begin + key.end() == behind + LONGEST:  # it may go on
            key = form.match(text.body[begin : min(end, begin + LONGEST_KEY)], key.start())
        if key is None:
            continue
        first, stop = begin + key.start(), begin + key.end()
        if not is_alone and (is_in_word(text.body, first) or text.body[stop : stop + 1].isalnum()):
            continue
        prefixed = PREFIXED.fullmatch(key[0]) if is_alone else None
        if (
            holds_token(key[0])
            or DIGEST.match(key[0])
            or (prefixed and not _is_random(text.body, prefixed[1], first, stop))
        ):
            return behind
        found.secret("apikey", first, stop)
        return stop
    return at + 1


def _bot(found: Findings, dot: int, least: int, end: int) -> int:
    """A number in base64 stands before the first dot."""
    body, (shortest, longest) = found.text.body, BOT_NUMBER
    for begin in range(max(least, dot - longest), dot - shortest + 1):
        bot = None if is_in_word(body, begin) else BOT_TOKEN.match(body, begin, end)
        if bot is not None:
            found.secret("apikey", begin, bot.end())
            return bot.end()
    return dot + 1


def _old_key(found: Findings, at: int, behind: int, end: int) -> int:
    """32 bytes in base32, as Azure DevOps wrote its tokens; those of I2P are names of hosts."""
    body = found.text.body
    digits = sum(48 <= byte <= 57 for byte in body[at:behind])
    if 3 <= digits <= 20 and not body.startswith((b".b32", b"."), behind, end):
        found.secret("apikey", at, behind)
    return behind


def _one_length(found: Findings, at: int, behind: int) -> int:
    body = found.text.body
    # keyStorePassword1=…, "keyStorePassword1":…
    is_name = body.startswith(b"key", at) and body[behind : behind + 4].lstrip(b"\\\"'")[:1] in SIGNS
    if is_name or not is_mixed(body[at:behind].partition(b".")[2] or body[at + 3 : behind]):
        return at + 1  # keyVaultAuthToken=…: a name may end it
    found.secret("apikey", at, behind)
    return behind


def _of_a_service(found: Findings, name: bytes, begin: int, stop: int) -> int:
    start, end = found.text.line(begin)
    if name in found.text.body[max(start, begin - NEAR) : min(end, stop + NEAR)].lower():
        found.secret("apikey", begin, stop)
    return stop


def _begin(body: bytes, least: int, at: int) -> int:
    """Where the word that goes on at ``at`` begins; behind the letters of an escape."""
    begin = at - len(body[least:at]) + len(body[least:at].rstrip(WORD))
    escape = ESCAPE.match(body, begin - 1, at) if begin > least else None
    return escape.end() if escape else begin


def _key(form: Expression, piece: bytes, behind: int) -> Found | None:
    """The first key that holds the byte before ``behind``."""
    key = form.search(piece)
    while key is not None and key.end() < behind:
        key = form.search(piece, key.end())
    return key if key is None or key.start() < behind else None


def _is_random(body: bytes, said: bytes, start: int, stop: int) -> bool:
    """Behind a prefix, and no part of a longer word in base64url."""
    around = body[max(start - 1, 0) : start] + body[stop : stop + 1]
    return is_mixed(said) and not around.strip(AROUND)


def is_mixed(word: bytes) -> bool:
    """Whether small letters, capitals and digits change as often as in a random word; CamelCase has longer runs."""
    has_all = word.upper() != word != word.lower() and DIGIT.search(word) is not None
    return has_all and len(CHANGES.findall(word)) > len(word) * 0.45
