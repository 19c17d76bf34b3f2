"""Secrets that their own form gives away: vendors' keys, JSON Web Tokens, card and account numbers."""

import re

from ingestion.normalise.masking.checks import is_card, is_iban
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.password_hashes import PASSWORD_HASH
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import WORD, Text, is_in_word
from ingestion.normalise.masking.vendors import HOOK, OKTA, VENDOR, WEB_TOKEN

RUN = compiled(rb"\d{4}(?:(?:[.+]|%20)\d{4}){3}|\d(?:[ -]?\d)*")
PLAIN_RUN = re.compile(rb"\d++")
# More groups of four than a card has. Behind spaces, hyphens and dots no card begins before the last four of them;
# a form's words, which these signs part, may be anything.
LONG_RUN = re.compile(rb"\d{4}(?:(?:[ -]\d{4}){4,}+|(?:\.\d{4}){4,}+)")
LONG_FORM = re.compile(rb"\d{4}(?:(?:\+\d{4}){4,64}+|(?:%20\d{4}){4,64}+)")
ACCOUNT = compiled(rb"[A-Z]{2}\d\d(?: ?[A-Z0-9]{1,4}){3,8}")
FIRST_PART = compiled(rb"[\w-]*")
# By their first bytes.
SPECIAL = (
    (frozenset(b"hdw"), HOOK, "apikey"),
    (frozenset(b"SG"), OKTA, "apikey"),
    (frozenset(b"${pbS*0"), PASSWORD_HASH, "password"),
)
SHORTEST_CARD, LONGEST_CARD = 13, 19 + 4
PLUS = ord("+")
SAYS_SO = compiled(rb"(?i)(?:card|pan)[_-]?$")
# The second track of a card's stripe (ISO/IEC 7813): number, expiry, service code and check value.
TRACK_2 = compiled(rb"(\d{13,16})[=dD]\d{7,40}\??")


def vendor(found: Findings, at: int) -> int:
    """A key of a vendor that begins at ``at``; otherwise go on behind its first byte."""
    text = found.text
    if text.body[at] in WORD and is_in_word(text.body, at):
        return at + 1
    _, end = text.line(at)
    for begins, form, kind in SPECIAL:
        if text.body[at] in begins and (special := form.match(text.body, at, end)):
            found.secret(kind, special.start(1), special.end(1))
            return special.end()
    match = VENDOR.match(text.body, at, end)
    if match is None or text.body[match.end() : match.end() + 1].isalnum():
        return at + 1
    found.secret("apikey", at, match.end())
    return match.end()


def web_token(found: Findings, at: int) -> int:
    text = found.text
    if at < text.no_web_token_before:
        return at + 3
    _, end = text.line(at)
    match = WEB_TOKEN.match(text.body, at, end)
    if match is None:
        text.no_web_token_before = FIRST_PART.reach(text.body, at, end)
        return max(vendor(found, at), at + 3)  # Grafana's begin alike
    found.secret("jwt", at, match.end())
    return match.end()


def card(found: Findings, at: int) -> int:
    """A payment card's number; never a part of a longer number, of an id or of a fraction."""
    text = found.text
    _, end = text.line(at)
    run = PLAIN_RUN.match(text.body, at, end)
    plain = run.end() if run else at
    if text.body[plain : plain + 1] in (b"=", b"D", b"d") and (track := TRACK_2.match(text.body, at, end)):
        before = text.body[at - 1 : at] if at else b""
        if is_card(track[1]) and not (is_in_word(text.body, at) or before in (b".", b"-")):
            found.known("card", at, track.end(), track[1])
            return track.end()
    if plain - at == 4 and (behind := _behind_groups(text.body, at, end)) > plain:
        return behind
    stop = plain if plain - at >= SHORTEST_CARD else RUN.reach(text.body, at, min(end, at + 2 * LONGEST_CARD))
    said = text.body[at:stop]
    digits = said.replace(b"%20", b"").translate(None, b" .+-")
    if not (_is_free(text, at, stop, end) and 12 < len(digits) < 17 and _one_sign(said) and is_card(digits)):
        return plain
    found.known("card", at, stop, digits, found.json_quote(at, stop))
    return stop


def _behind_groups(body: bytes, at: int, end: int) -> int:
    """From where in a run of many groups of four digits a card may begin; ``at`` where it is no such run."""
    if run := LONG_RUN.match(body, at, end):
        return run.end() - 4 * 4 - 3
    if run := LONG_FORM.match(body, at, end):
        step = 4 + (1 if body[at + 4] == PLUS else 3)
        last = run.end() - 3 * step - 4
        starts = (start for start in range(at, last, step) if _begins_card(body, start, step))
        return next(starts, last) - (step - 4)  # before the sign, which may be of letters
    return at


def _begins_card(body: bytes, at: int, step: int) -> bool:
    return is_card(b"".join(body[start : start + 4] for start in range(at, at + 4 * step, step)))


def _one_sign(said: bytes) -> bool:
    return not (b" " in said and b"-" in said)


def _is_free(text: Text, start: int, stop: int, end: int) -> bool:
    before, after = text.body[max(start - 5, 0) : start], text.body[stop : min(stop + 2, end)]
    if before and not SAYS_SO.search(before):
        if before[-1] in WORD and is_in_word(text.body, start):
            return False
        if before[-1:] in b".-" and not before[-2:-1].isalpha():
            return False
    if before[-1:] == b"+" and stop - start == SHORTEST_CARD:
        return False  # a telephone number
    return not (after[:1] and (after[0] in WORD or (after[:1] in b".-" and after[1:].isalnum())))


def account(found: Findings, at: int) -> int:
    """An IBAN, in one piece or in groups of four."""
    text = found.text
    _, end = text.line(at)
    match = ACCOUNT.match(text.body, at, end)
    said = match[0] if match else b""
    while said:
        compact = said.replace(b" ", b"")
        stop = at + len(said)
        if is_iban(compact) and _is_free(text, at, stop, end):
            found.known("iban", at, stop, compact)
            return stop
        said = said.rpartition(b" ")[0]  # what follows may be a word of the sentence
    return at + 2
