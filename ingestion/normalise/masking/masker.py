"""Looking for what may not be kept, and replacing it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ingestion.normalise.masking import (
    below,
    commands,
    encoded,
    escaped,
    expression,
    forms,
    headers,
    inside,
    members,
    named,
    next_line,
    parameters,
    paths,
    personal,
    places,
    private_keys,
    programs,
    settled,
    simple,
    statements,
    urls,
)
from ingestion.normalise.masking.edits import Edit, applied
from ingestion.normalise.masking.expression import Hit, Search
from ingestion.normalise.masking.found import Findings, Planned
from ingestion.normalise.masking.gaps import WITH_GAP, Waiting
from ingestion.normalise.masking.keys import Keys
from ingestion.normalise.masking.names import TERM
from ingestion.normalise.masking.profile import NOTHING, Profile
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.repeated import Lines
from ingestion.normalise.masking.text import Text
from ingestion.normalise.masking.tokens import Tokens

Handler = Callable[[Findings, Hit], int]
SIGN_BEHIND = re.compile(rb"(?:\\*+=|\\++u003[dD])\Z")
SECRET_KEY = compiled(rb"(?i:" + TERM + rb")$")


def _named(found: Findings, hit: Hit) -> int:
    shape = hit.shape
    if shape.name is None:
        shape.name = simple.Name(hit["key"], hit["key_close"], hit["key_sign"])
    name = shape.name
    if name.after_colon and programs.is_program(found.text.body, name.term, hit.start, hit.end):
        return hit.end
    if name.is_simple and (behind := simple.simple(found, name, hit.start, hit.end)) >= 0:
        return behind
    return named.named(found, name.term, hit.start, name.close, name.sign, hit.end)


def _pair(found: Findings, hit: Hit) -> int:
    return named.named(found, hit["pair"], hit.start, hit["pair_close"], b":", hit.end)


def _listed(found: Findings, hit: Hit) -> int:
    return named.listed(found, hit["listed"].lstrip(b"-"), hit.span("listed_close")[0], hit.end)


def _attribute(found: Findings, hit: Hit) -> int:
    # Without a quote of its own the name is an element's, and its value has one all the same.
    close = hit["attribute_close"] or b'"'
    return named.named(found, hit["attribute"], hit.span("attribute")[0], close, b"=", hit.end)


def _value_first(found: Findings, hit: Hit) -> int:
    return members.value_first(found, hit["value_first_term"], hit.span("value_first")[1])


def _attribute_first(found: Findings, hit: Hit) -> int:
    return members.value_first(found, hit["attribute_first_term"], hit.span("attribute_first")[1])


def _waited(found: Findings, first: Hit | Planned) -> int:
    return _planned(found, first) if isinstance(first, Planned) else HANDLERS[first.owner](found, first)


def _planned(found: Findings, planned: Planned) -> int:
    start, stop, kind, term, quote = planned
    if start < found.done:
        return found.done
    if term:
        named.value(found, kind, term, start, stop, quote)
    else:
        found.secret(kind, start, stop)
    return stop


def _driver(found: Findings, hit: Hit) -> int:
    urls.driver(found, hit.start)
    return hit.end


def _url(found: Findings, hit: Hit) -> int:
    begin, start = hit.start, urls.user_end(found.text.body, hit.start)
    if start < 0:
        begin, start = hit.span("url")
    return urls.password(found, begin, start, hit.end)


def _signed(found: Findings, hit: Hit) -> int:
    """A key that its name alone tells to be secret (``?api_key=…``) is one here too, whatever it looks like."""
    name = SIGN_BEHIND.sub(b"", hit["signed"])
    term = SECRET_KEY.search(name) if name.lower().endswith(b"key") else None
    if term is None:
        return urls.signed(found, name, hit.end)
    return named.named(found, name[term.start() :], hit.start + term.start(), b"", b"=", hit.end)


def _digits(found: Findings, hit: Hit) -> int:
    # Nothing that may stand before the number begins with a digit.
    is_alone = 48 <= found.text.body[hit.start] <= 57
    return forms.card(found, hit.start if is_alone else hit.span("digits")[1])


def _tagged(found: Findings, hit: Hit) -> int:
    found.is_over_lines |= b"\n" in found.text.body[hit.start : hit.end]
    return named.named(found, hit["tagged"], hit.start, b'"', hit["tagged_sign"], hit.end)


def _tag(found: Findings, hit: Hit) -> int:
    found.is_over_lines |= b"\n" in found.text.body[hit.start : hit.end]
    return named.element(found, hit["tag"], hit.end)


HANDLERS: Mapping[str, Handler] = {
    "below": lambda found, hit: below.below(
        found, hit["below"], hit["below_close"], hit.span("below_sign"), hit.start, hit.end
    ),
    "named_below": lambda found, hit: below.named_below(
        found, hit["named_below"], hit["value_close"], hit.start, hit.end
    ),
    "key": _named,
    "pair": _pair,
    "listed": _listed,
    "attribute": _attribute,
    "argument": lambda found, hit: named.argument(found, hit["argument"], hit.end),
    "bare_pair": lambda found, hit: named.named(found, hit["bare_pair"], hit.start, b"", b"=", hit.end),
    "tagged": _tagged,
    "part": lambda found, hit: named.part(found, hit["part"], hit.end),
    "pgpass": lambda found, hit: places.pgpass(found, hit.start),
    "piped": lambda found, hit: places.piped(found, hit.end),
    "slashed": lambda found, hit: places.slashed(found, hit.start, hit.end),
    "track": lambda found, hit: places.track(found, hit.start),
    "sms": lambda found, hit: places.sms(found, *hit.span("sms")),
    "tag": _tag,
    "option": lambda found, hit: named.option(found, hit["option"], hit.start, hit.end),
    "phrase": lambda found, hit: named.phrase(found, *hit.span("phrase_quote")),
    "command": lambda found, hit: commands.command(found, hit.end),
    "directive": lambda found, hit: commands.directive(found, hit.span("directive")[1]),
    "cited": lambda found, hit: commands.cited(found, hit.span("cited")[1]),
    "said": lambda found, hit: commands.said(found, hit.end),
    "worded": lambda found, hit: commands.said(found, hit.span("worded")[1]),
    "spoken": lambda found, hit: commands.spoken(found, hit["spoken"], hit.span("spoken")[1]),
    "beside": lambda found, hit: commands.beside(found, hit.span("beside")[1]),
    "colon": lambda found, hit: commands.colon(found, hit.span("colon")[1]),
    "scheme": lambda found, hit: headers.scheme(found, hit["scheme"], hit.span("scheme")[1] + 1),
    "packed": lambda found, hit: headers.packed(found, hit.span("packed")[1]),
    "url": _url,
    "url_token": lambda found, hit: urls.token(found, hit.span("url_token")[1], hit.end - 1),
    "url_encoded": lambda found, hit: urls.encoded(found, *hit.span("url_encoded"), hit.end),
    "dsn": _driver,
    "signed": _signed,
    "prefixed": lambda found, hit: commands.command(found, hit.end),
    "login": lambda found, hit: urls.login(found, hit.span("login")[1]),
    "code_used": lambda found, hit: places.code_used(found, hit.start, hit.span("code_used")[1]),
    "code_said": lambda found, hit: places.code(found, hit.span("code_said")[1]),
    "codes": lambda found, hit: named.named(found, b"recovery codes", hit.start, b"", b":", hit.end),
    "abroad": lambda found, hit: commands.said(found, hit.span("abroad")[1]),
    "words": lambda found, hit: places.words(found, hit.span("words")[1]),
    "web_token": lambda found, hit: forms.web_token(found, hit.start),
    "vendor": lambda found, hit: forms.vendor(found, hit.start),
    "inside": lambda found, hit: inside.inside(found, hit.start, hit.end),
    "private": lambda found, hit: private_keys.private_key(found, hit.start, hit.end),
    "digits": _digits,
    "iban": lambda found, hit: forms.account(found, hit.span("iban")[1]),
    "value_first": _value_first,
    "attribute_first": _attribute_first,
    "key_type": lambda found, hit: members.key_type(found, hit.end),
    "manifest": lambda found, hit: members.manifest(found, hit.end),
    "insert": lambda found, hit: statements.insert(found, hit.end),
    "parameters": lambda found, hit: parameters.parameters(found, hit.start, hit.span("parameters")[1]),
    "behind": lambda found, hit: parameters.behind(found, hit.start, hit.span("behind")[1]),
    "next_line": lambda found, hit: next_line.next_line(found, hit.start, hit.span("next_line")[1]),
    "host": lambda found, hit: urls.host(found, hit.span("host")[1], hit.end),
    "path": lambda found, hit: paths.path(found, hit["path"], hit.span("path")[1]),
    "hex": lambda found, hit: encoded.hexadecimal(found, hit.span("hex")[1]),
    "powershell": lambda found, hit: encoded.powershell(found, hit.span("powershell")[1]),
    "escaped": lambda found, hit: escaped.escaped(found, hit.start),
}


@dataclass(frozen=True)
class Masked:
    """A body with its edits made, and what they were."""

    body: bytes
    edits: tuple[Edit, ...]


class Masker:
    """Masks batches under one set of keys. One can be shared: it keeps nothing of what it reads."""

    def __init__(self, keys: Keys, profile: Profile = NOTHING) -> None:
        self._tokens = Tokens(keys.secrets, keys.pseudonyms)
        self._search, self._secrets = _search(profile), _search(NOTHING)
        self._profile = profile

    def mask(self, body: bytes) -> Masked:
        """The body without secrets, with as many lines as before. Masking it again changes nothing."""
        found = Findings(Text(body), self._tokens, self._profile, self._inner)
        _find(found, self._search)
        if not found.edits:
            return Masked(body, ())
        edits = tuple(self._settled(found))
        return Masked(applied(body, edits), edits)

    def whole(self, value: bytes) -> bytes:
        """The token of bytes in which values stand too densely to look at each."""
        return self._tokens.secret("crowd", value)

    def _settled(self, found: Findings) -> list[Edit]:
        """Secrets alone are looked for once more: what is personal goes by its form, and a pseudonym has none."""
        settle = settled.over_lines if found.is_over_lines else settled.settled
        return settle(self._secrets_of, self.whole, found.text.body, found.edits)

    def _secrets_of(self, body: bytes) -> list[Edit]:
        return self._found(Findings(Text(body), self._tokens, inner=self._inner))

    def _inner(self, body: bytes) -> list[Edit]:
        """What a text inside a batch holds; texts inside it are left alone."""
        return self._found(Findings(Text(body), self._tokens))

    def _found(self, found: Findings) -> list[Edit]:
        _find(found, self._secrets)
        return found.edits


def _find(found: Findings, search: Search) -> None:
    """Look at every candidate of the text."""
    text = found.text
    body, lines, candidates = text.body, Lines(found), search.of(text.body)
    waiting, at, ahead = Waiting(body), 0, -1
    while True:
        if ahead < at:
            hit = candidates.next(at)
            ahead = len(body) if hit is None else hit.start
        if waiting.hits and (first := waiting.before(hit, at)):
            at = max(_waited(found, first), at, found.done)
        elif hit is None:
            break
        elif lines.is_looking() and (behind := lines.again(at, hit.start)) >= 0:
            at = behind
            continue
        elif hit.owner in WITH_GAP:
            waiting.add(hit)
            at = hit.start + 1
        else:
            lines.note(hit)
            at = max(HANDLERS.get(hit.owner, personal.handle)(found, hit), hit.start + 1, found.done)
        while found.planned:
            waiting.add(found.planned.pop())
        text.work += 1
        if text.work >= text.enough and text.is_crowded(at):
            at = _behind_crowd(found, at)


def _behind_crowd(found: Findings, at: int) -> int:
    """Mask the line that a crowd stands in to its end, because a value may stand anywhere in it."""
    end = found.rest(at)
    if private_keys.OPENING in found.text.body[at:end]:  # its lines follow
        return max(private_keys.lines(found, end), end)
    return end


@lru_cache(maxsize=16)
def _search(profile: Profile) -> Search:
    """Compiled once for each combination of kinds."""
    own: dict[str, bytes] = {}
    for kind in sorted(profile):
        own |= personal.alternatives(kind)
    # Of two that begin at the same byte the first is taken: a national number before one that could be a card's.
    first = {name: own.pop(name) for name in ("national",) if name in own}
    return Search(
        {**first, **expression.SECRETS, **own}, (expression.COUNTING, expression.NAMED, {*first, *own})
    )
