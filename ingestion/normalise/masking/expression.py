"""The one expression that a batch is searched with: where something that may not be kept could begin.

Three passes of RE2's automatons over the bytes (0.5 µs each for a clean line of 430 bytes on the machine it was measured
on); what they find is looked at by the module that the group names. Each alternative is short, however long the text: RE2
goes on reading as long as an earlier candidate might still match, and many candidates in one endless word would cost the
square of its length.

An automaton's states are made as a text asks for them, and each costs as much as reading ten thousand bytes. What counts
characters from a place that any text may have (``@`` and up to 16 letters) multiplies the states of everything beside it:
random letters then met new ones at every byte, and took ten seconds a megabyte. So the alternatives that count
(``COUNTING``) have an automaton of their own, so have the names before values (``NAMED``), and those among the others
begin with words.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ingestion.normalise.masking import (
    below,
    encoded,
    members,
    next_line,
    parameters,
    paths,
    statements,
    urls,
)
from ingestion.normalise.masking.argument_forms import DIRECTIVES, HERE, PERHAPS, QUOTE
from ingestion.normalise.masking.commands import COMMANDS
from ingestion.normalise.masking.inside import MARKS
from ingestion.normalise.masking.names import SUFFIX, TERM
from ingestion.normalise.masking.regular import Expression, Which, compiled
from ingestion.normalise.masking.vendors import BEGINNINGS

CLOSE = rb"""(?:\\+"\\+"|\\*["']|""|`|%(?:25)?2[27]|\\+u002[27]|\\+x2[27]|&(?:quot|#34|#39|#x2[27]);)"""
MOST_SHAPES = 1024
GROUP = re.compile(rb"\(\?P<\w+>")
SIGN = rb"(?:={1,8}>|(?:=|\\+u003[dD])(?:&gt;|\\+u003[eE])|\\{1,4}={1,2}|:\d{1,2} [:+]?= |::?\\{0,4}=|-> |<- |={1,2}|:: |:|\xef\xbc\x9a[ ]?|\\+uff1a[ ]?|[.]{2,40}[ ]?:|%(?:25)?3[dDaA](?:[+]|%(?:25)?20)?|&#61;|&gt;|>>,[ ]?<<|,<<|>|\\+u003[dDeE]|\\+x3[dDeE]|[;|]s:\d{1,4}:)"
# password[0]=, user[password][new]=, user%5Bpassword%5D=, config["password"]["db"] =
INDEX = rb"(?:\[\\*[\"']?[\w.-]{0,32}\\*[\"']?\]|%(?:25)?5[bB][\w.-]{0,32}%(?:25)?5[dD])?"
COLOUR = rb"(?:(?:\x1b|\\+u001[bB]|\\+x1[bB]|#033|\\+033)\[[\d;]{0,12}m){0,2}"  # between name, sign and value on a terminal


def named(group: bytes, terms: bytes, suffix: bytes = b"") -> bytes:
    """``name=``, ``"name":``, ``name%3D``, ``<name>`` and the like, up to where the value begins."""
    return (
        rb"(?P<"
        + group
        + rb">(?i:"
        + terms
        + rb"))"
        + suffix
        + INDEX
        + rb"(?:[)]| \([\w ]{1,16}\))?"
        + COLOUR
        + rb"(?P<"
        + group
        + rb"_close>"
        + CLOSE
        + rb")?(?::(?:protected|private))?(?:\]|%(?:25)?5[dD])?"
        + INDEX
        + rb"[ \t]*(?P<"
        + group
        + rb"_sign>"
        + SIGN
        + rb")[ \t]*"
        + COLOUR
    )


SECRETS = {
    # Before the names that they begin with: what their lines end with is no value.
    "next_line": next_line.NEXT_LINE,
    "below": below.BELOW,
    "named_below": below.NAMED_BELOW,
    # Words of a wallet's phrase, groups of a recovery key: a name would take the first alone.
    "words": rb"(?P<words>\b(?i:mnemonic|(?:seed|recovery|backup|secret) phrase|recovery key)(?: (?:is|created|generated|imported|restored))?(?:(?:\\*[\"'])?[:=] ?(?:\\*[\"'])?| \\*[\"']))(?:[a-z]{3,8} [a-z]{3,8} [a-z]{3,8} |[A-Za-z0-9]{4} [A-Za-z0-9]{4} [A-Za-z0-9]{4} )",
    "key": named(b"key", TERM, rb"(?i:" + SUFFIX + rb")"),
    # {"name": "password", "value": "…"} as in lists of headers and variables
    "pair": rb"(?P<pair>(?i:"
    + TERM
    + rb"))(?P<pair_close>\\*[\"']|\"\")\]?,[ \t]*(?:(?:\\*[\"']|\"\")[\w@#$-]{1,24}(?:\\*[\"']|\"\")[ \t]*:[ \t]*(?:(?:\\*[\"']|\"\")[^\"'\\\n]{0,64}(?:\\*[\"']|\"\")|true|false|null|\d{1,9}),[ \t]*){0,3}?(?:\\*[\"']|\"\")(?i:"
    + members.VALUE_NAMES
    + rb")(?:\\*[\"']|\"\")[ \t]*:[ \t]*",
    # {name: DB_PASSWORD, value: …}
    "bare_pair": rb"(?P<bare_pair>(?i:" + TERM + rb"))(?:,|\\+n)? {1,12}(?i:value): ",
    # <name>password</name><value>…</value>, <key>password</key><string>…</string>
    "tagged": rb"(?P<tagged>(?i:"
    + TERM
    + rb"))(?:<|\\+u003[cC]|&lt;)/(?i:name|key|field)(?:>|\\+u003[eE]|&gt;)(?:\r?\n|(?:\\+r)?\\+n)?[ \t]*(?:<|\\+u003[cC]|&lt;)(?i:value|string|data)(?P<tagged_sign>>|\\+u003[eE]|&gt;)(?:\\+u003[cC]string\\+u003[eE]|&lt;string&gt;)?",
    # name="password"\r\n\r\n…: a part of a form, written on one line
    "part": rb"(?P<part>(?i:" + TERM + rb"))\\*\"(?:\\+r)?\\+n(?:\\+r)?\\+n",
    "directive": rb"(?P<directive>(?i:" + DIRECTIVES + rb"))" + QUOTE + rb"?[^\s\"'\\]",
    # ["X-Api-Key", "…"] and (b"authorization", b"…"): headers as lists of pairs
    "listed": rb"(?P<listed>(?i:authorization|cookie|set-cookie|api-?key|[_-](?:key|token|secret)|session[_-]?id|password|passwd|pwd|requirepass|masterauth|(?-i:\"AUTH)))(?P<listed_close>\\*[\"'])(?:,[ \t]*|[ \t]+)b?(?:\\*[\"'])",
    # <add key="Password" value="…"/>, <password value="…"/>
    "attribute": rb"(?P<attribute>(?i:"
    + TERM
    + rb"))(?P<attribute_close>\"\"|\\+\"\\+\"|\\*[\"']|&quot;)?[ \t]+(?i:value)=",
    # <wsse:Password Type="…">…</wsse:Password>, and not <password …/>
    "tag": rb"<(?:\w{1,16}:)?(?P<tag>(?i:password|passwd|pwd|secret|credential|binarysecuritytoken|apikey))[ \t][^<>]{0,159}[^<>/]>",
    "option": rb"(?P<option>-(?i:session-?id|password|passwd|passphrase|pass|secret|token|(?:api|secret|private|preshared|account|access|admin|query|master|storage)-?key|pin|otp)|\B-(?i:(?:[a-z0-9]{1,16}-){0,3}(?:pwd|pw|oauth2-bearer)|[a-z]{1,12}password|[a-z]{0,6}(?:store|key)pass))[ \t]+",
    # ["--password", "…"]: the arguments of a command as a list
    "argument": rb"(?P<argument>\B-(?i:[a-z0-9-]{0,24}(?:password|passwd|passphrase|token|secret|api-?key)))(?P<argument_close>\\*[\"']),[ \t]*",
    "phrase": rb"(?P<phrase>(?i:password \\*\"(?:Auth|Private Key)\\*\" |parameterbinding\(convertto-securestring\): name=\\*\"string\\*\"; value=|(?:identified (?:with \w{1,40} )?by|password|passphrase)(?: | ?\( ?)|\bpasswd ?= ?(?:md5|sha\d?|password)\( ?|\bcrypt\(|\b(?:setitem|setproperty|setenvironmentvariable|setenv|putenv|putstring|addheader|setrequestheader|setattribute|setparameter|put|set|append)\("
    + QUOTE
    + rb"[\w.-]{0,32}(?:password|passwd|secret|token|api[_-]?key)"
    + QUOTE
    + rb", ?|@\w{0,16}(?:pwd|password|pass) n?(?:var)?char\(\w{1,4}\) ?= ?N?)|(?i:\{(?:password|passwd|passphrase|secret|token), ?|\(:?(?:password|passwd|secret) \. |:(?:password|passphrase|secret|token) )|(?i:\b(?:algorithm [\w-]{4,24}; secret|ascii-text|plain-text-password-value) )|[\w\]] ?: (?:PSK|EAP|XAUTH|NTLM) )(?P<phrase_quote>"
    + QUOTE
    + rb")",
    "command": rb"(?P<command>(?i:" + COMMANDS + rb"))",
    # password 'tiger', the password for ada has been set to "…"
    "cited": rb"(?P<cited>\b(?i:password|passwd|passphrase|passcode|kennwort)\b"
    + QUOTE
    + rb"?(?: (?i:for|of)(?: \w{1,16})? [\"']?[\w.@-]{1,64}[\"']?)? (?i:is|was|from|to|(?:has been )?(?:re)?set to|(?:has been |was )?changed (?:to|from)):? (?:"
    + QUOTE
    + rb"secretpassword[0-9a-f]{24}"
    + QUOTE
    + rb" (?:to|TO) )?)(?:"
    + QUOTE
    + rb"|\[)[^\s\"'\\]",
    "said": rb"(?P<said>(?i:(?:(?:password|passwd|passphrase|passcode|pin|otp|your (?:[\w-]{1,16} ){0,2}code)(?: for (?:\w{1,16} ){0,2}[\"']?[\w.@-]{1,64}[\"']?)?(?: (?:is|was|(?:has been |was )?(?:set|changed|reset) to|set:):?|:)"
    rb"|passwort lautet|key [05-9]|(?:pre-shared|preshared)-key(?: local)?|(?:login|user) [\w.@-]{1,64} (?:password|pass)"
    rb"|login[ \t]{1,4}[\w.@-]{1,64}[ \t]{1,4}password)[ \t]+|"
    + PERHAPS
    + rb"|\b(?:password|passwd|pwd)[\[(|])[\"']?)",
    # the wrong password "…", temporary password …: only with a digit or a sign, because it is a word of sentences
    "worded": rb"(?P<worded>\b(?i:password|passwd|passphrase|passcode|kennwort|access code|one-time code|security answer|pw)[ \t]{1,3}(?:\\*[\"'(\[])?)[^\s\"'\\=:/()\[\]]{0,24}[0-9!#$%^*]",
    # mit dem Passwort …, le mot de passe est : …, con la contraseña '…'
    "abroad": rb"(?P<abroad>\b(?i:passwor[dt]|kennwort|senha|wachtwoord|contrase(?:\xc3\xb1|n|\\+u00f1)a|mot de passe)(?: (?i:f(?:\xc3\xbc|ue|\\+u00fc)r|pour|para|voor|per) [^\n:\"]{1,40}? (?:lautet|est|es|is|ist|\xc3\xa8|\xc3\xa9|\\+u00e[89])|(?: (?:lautet|est|es|is|ist|\xc3\xa8|\xc3\xa9|\\+u00e[89]))?)(?: ?:)? (?:\\*[\"']|\xc2\xab ?|\xc2\xab\xc2\xa0|\\+u00ab ?)?)[^\s\"'\\=:/()\[\]]{0,24}[0-9!#$%^*+-]",
    # recovery codes for ada: …, …
    "codes": rb"(?P<codes>\b(?i:(?:recovery|backup|scratch) codes) (?:for|of) (?:(?:user|account) )?[\w.@-]{1,64}: )",
    "spoken": rb"(?P<spoken>\b(?i:api[ _-]?key|token|session(?:[ _-]?id)?|(?:using|client|shared|app) secret(?: for (?:\w{1,16} )?[\w.-]{1,64})?|(?:master|encryption|signing) key)(?: provided| is(?: now)?)?(?:[: ]{1,2}(?:"
    + QUOTE
    + rb"|[(\[])?|[({](?:value=|\\*[\"'])?)|[A-Z]_KEY=|\bskey=|\bsecretapikey[0-9a-f]{24} secret |Token[({]value=|\B--key[= ]|\b(?i:private key):? 0x)[\w-]{16}",
    # azure storage key …, heroku key …: an id or digits, which beside a vendor's name are its key
    "beside": rb"(?P<beside>\b(?:routing_key\\*[\"']?[:=] ?(?:\\*[\"'])?|(?i:heroku|azure|storage|cosmos(?:db)?|mailgun|datadog|twilio|cloudflare|fastly|algolia)(?: (?i:api|app|application|account|storage|access|auth|global|license|service|master|primary|secondary)){0,2} (?i:key|token|secret)(?: is)?[: =]{1,3}(?:\\*[\"'])?))(?:[0-9a-f]{8}-[0-9a-f]{4}-|[A-Za-z0-9+/]{32})",
    # creds: name:…, BASIC_AUTH=name:…, failed login name:…
    "colon": rb"(?P<colon>(?i:\bcreds?|\bcredentials?|(?:basic|http|smtp|proxy|db)_?auth|userpass|\blogin(?: with)?|user[:/]pass(?:word)?)(?:\\*[\"'])?[ ]?[:=]?[ ]?(?:\\*[\"'(])?[\w.@+-]{1,64}(?::| / )|\blogin with [\w.@+-]{1,64} / |\badmin(?: / |:)|\b(?i:user/pass(?:word)?):? [\w.@+-]{1,64}/|\busr/pwd: [\w.@+-]{1,64}/|\bcommunity(?:=|[ =]\\*[\"']|\\*[\"'] ?: ?\\*[\"']))[^\s:/\"'\\]{4}",
    "scheme": rb"(?P<scheme>(?i:bearer,?|basic|apikey|negotiate)) [A-Za-z0-9+/=_.~-]",
    # {"auths": {"registry.example": {"auth": "…"}}}, _auth=…: Basic credentials without their scheme
    "packed": rb"(?P<packed>(?i:\b_?auth|\bbasic_?auth_?header)"
    + QUOTE
    + rb"?[ \t]*(?:[:=]|\\+u003[dD]|\\+=)[ \t]*"
    + QUOTE
    + rb"?)[A-Za-z0-9+/]{8}",
    "url": rb"(?P<url>(?::\\*/\\*/[^\s/?#@:\"'<>\\]{0,48}:|oracle:(?:thin|oci8?):[\w$#]{1,64}/))[^\s/\"'<>@?\\]{0,128}@",
    "url_token": rb"(?P<url_token>:\\*/\\*/)[\w~.+-]{16,128}@",
    "url_encoded": rb"(?P<url_encoded>%(?:25)?3[aA]%(?:25)?2[fF]%(?:25)?2[fF][\w.+-]{0,48}%(?:25)?3[aA])[^\s/\"'<>@?#\\&]{1,128}?%(?:25)?40",
    "dsn": rb"(?P<dsn>@(?:(?:tcp|unix)\(|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d))",
    "host": urls.HOST,
    "signed": rb"(?P<signed>(?:[?&]|\\+u0026|&amp;)(?i:sig|state|signature|x-(?:amz|goog)-(?:signature|credential)|code|ticket|samlresponse|samlart|wresult|assertion|(?:\w{1,16}_)?key|auth|hmac|magic|reset|md5)(?:\\*=|\\+u003[dD])|[~&?](?:hmac|q-signature)=|\bCloudFront-Signature=)",
    # IMAP's LOGIN (RFC 3501) where the tag has no digit, and gpasswd, htpasswd and the like behind <<<
    "prefixed": rb"(?P<prefixed>\b(?:[A-Za-z]{1,8} LOGIN \\*\"?[\w.-]{1,64}@[\w.-]{1,64}\\*\"? |(?i:[a-z]{1,4}passwd)\b[^\n\"|<&]{0,80}"
    + HERE
    + rb"))",
    "login": rb"(?P<login> (?:(?:-[uUE]|--user|--proxy-user|--cert)(?:[ =]|[ =]?\\*[\"'])|-u)[^\s:\"'\\]{1,64}:)[^\s\"'\\]",
    "pgpass": rb"(?P<pgpass>:(?:543\d|6432|\*):)[\w*.-]{1,64}:[\w@.*-]{1,64}:[^\s:/]",
    "piped": rb"(?P<piped>\b(?:echo|printf) (?:-[neE]{1,3} )?)",
    "slashed": rb"(?P<slashed>\b(?i:(?:sqlplus|expdp|impdp|sqlldr|rman target|exp|imp)(?: -[a-zA-Z]{1,8}){0,3}[ \"']{1,3}(?:userid=)?[a-z]|(?:login (?:attempt|ok|incorrect)|invalid user)(?: \([^)\n]{0,80}\))?:? ?\[(?:b?\\*['\"])?)[\w$#.@-]{1,64}(?:\\*['\"])?/|\b(?i:secretsdump|(?:ps|wmi|smb|at|dcom)exec|smb(?:client|passwd)|get(?:userspns|npusers|adusers|tgt|st|pac)|mssqlclient|(?:rpc|samr)dump|lookupsid|addcomputer|changepasswd|dacledit|owneredit|rbcd|finddelegation|dpapi|rdp_check)(?:\.py)?(?: -[\w-]{1,24}){0,4} (?:[\w.-]{1,64}/)?[\w.$-]{1,24}:)",
    "track": rb"(?P<track>(?:\b|%(?:25)?)[bB]\d{13,16}(?:\^|%5[eE]))",
    "sms": rb"(?P<sms> is your (?:[\w-]{1,16} ){0,4}(?i:code|otp|password|pin)\b)",
    # Use 482915 to log in, OTP 482915 expires: codes in messages of other languages and forms
    "code_used": rb"(?P<code_used>\b(?i:(?:use|enter)(?: code| otp| pin)?|code|otp|pin|passcode|tan) )\d{4,8} (?i:to (?:(?:log|sign) ?in\b|(?:verify|confirm|reset|complete) (?:your|the|this|it)\b)|as your |expires|is valid (?:for \d|until))",
    "code_said": rb"(?P<code_said>(?i:code lautet|\b(?:otp|(?-i:PIN)(?: entered)?|(?:2fa|mfa|tan|sms|login|sign-in|verification|security|authentication|confirmation|one[- ]time|sign-up|pairing) code(?: is)?|(?:ihr|dein|votre|ton) (?:[\w-]{1,20} ){0,2}code (?:lautet|ist|est)|code de v(?:\xc3\xa9|e)rification est(?: ?:)?|c\xc3\xb3digo(?: de [\w\x80-\xff]{1,20})? es|tan:|tan (?:lautet|ist))):? )\d{4,8}\b",
    "web_token": rb"(?P<web_token>eyJ[\w-]{6})",
    "vendor": rb"(?P<vendor>" + BEGINNINGS + rb")",
    "inside": rb"(?P<inside>" + MARKS + rb")",
    "private": rb"(?P<private>-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|-----BEGIN OpenVPN Static key V1-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|Private-Lines: \d)",
    "digits": rb"(?P<digits>(?:\b|\\[bfnrt]|\\+u[0-9a-fA-F]{4}|\\+x[0-9a-fA-F]{2}|%(?:25)?[0-9A-F]{2}|\b(?i:card|pan)[_-]?))(?:[3-6]\d{12}|2[2-7]\d{11}|[2-6]\d{3}(?:(?:[ .+-]|%20)\d{4}){2}(?:[ .+-]|%20)\d|3\d{3}[ -]\d{6}[ -]\d{5})",
    "iban": rb"(?P<iban>\b|\\[bfnrt]|\\+u[0-9a-fA-F]{4}|\\+x[0-9a-fA-F]{2}|%(?:25)?[0-9A-F]{2})(?:[A-Z]{2}\d\d ?[A-Z0-9]{4} ?[A-Z0-9]{4} ?[A-Z0-9]{3})",
    "value_first": members.VALUE_FIRST,
    "attribute_first": members.ATTRIBUTE_FIRST,
    "key_type": members.KEY_TYPE,
    "manifest": members.MANIFEST,
    "insert": statements.INSERT,
    "parameters": parameters.PARAMETERS,
    "behind": parameters.BEHIND,
    "path": paths.PATH,
    "hex": encoded.HEX,
    "powershell": encoded.POWERSHELL,
    "escaped": rb"(?P<escaped>\\u00(?:[46][1-9a-fA-F]|[57][0-9aA]|5[fF]))",
}
# Those that count characters from where any text may have them, and those that begin with every name of a secret.
COUNTING = frozenset((
    "tag", "option", "argument", "phrase", "url", "url_token", "url_encoded", "dsn", "host", "signed", "prefixed", "login", "pgpass",
    "slashed", "track", "sms", "web_token", "inside", "digits", "iban", "path", "hex", "escaped",
))  # fmt: skip
NAMED = frozenset(
    ("next_line", "below", "named_below", "key", "pair", "bare_pair", "tagged", "part", "attribute")
)


class Shape:
    """What a candidate's bytes say: the alternative that takes them, and its groups, which only some are asked for."""

    __slots__ = ("_expression", "_key", "_read", "_texts", "name", "owner")

    def __init__(self, owner: str, expression: Expression, key: bytes) -> None:
        self.owner = owner
        self._expression, self._key = expression, key
        self._read: Sequence[tuple[int, int]] | None = None
        self._texts: dict[str, bytes] = {}
        self.name: Any = None  # what ``simple`` makes of it

    def span(self, name: str) -> tuple[int, int]:
        """Where a group begins and ends in the candidate's bytes; -1 where it took no part."""
        if self._read is None:
            self._read = self._expression.groups(self._key, 1, len(self._key) - 1)
        start, end = self._read[self._expression.numbers[name]]
        return start - 1, end - 1

    def group(self, name: str) -> bytes:
        said = self._texts.get(name)
        if said is None:
            start, end = self.span(name)
            said = self._texts[name] = self._key[start + 1 : end + 1] if start >= 0 else b""
        return said


Shapes = dict[bytes, Shape]  # by a candidate's bytes with one before and one behind, which \b looks at


class Search:
    """The alternatives compiled into a few expressions without groups, and as sets that say which of them it was.

    Those of each collection in ``apart`` have an automaton of their own, the others share one.

    Groups would treble what the search takes. They are looked at once for equal candidates, and only where it matters.
    """

    def __init__(self, alternatives: Mapping[str, bytes], apart: Sequence[Collection[str]]) -> None:
        order = {owner: place for place, owner in enumerate(alternatives)}
        rest = set(alternatives).difference(*apart)
        self._automatons = [
            _Automaton({owner: said for owner, said in alternatives.items() if owner in owners}, order)
            for owners in (*apart, rest)
            if any(owner in owners for owner in alternatives)
        ]

    def of(self, body: bytes) -> "Candidates":
        return Candidates(self._automatons, body)


class Candidates:
    """What a search finds in one body."""

    def __init__(self, automatons: Sequence["_Automaton"], body: bytes) -> None:
        self._body = body
        self._parts = [_Part(one, body) for one in automatons]

    def next(self, at: int) -> "Hit | None":
        """The first candidate from ``at`` on, which never goes back; of two, the one whose alternative comes first."""
        first, start = None, len(self._body)
        for part in self._parts:
            if part.start < at:
                part.look(at)
            if part.start < start or (
                first is not None and part.start == start and part.place() < first.place()
            ):
                first, start = part, part.start
        return None if first is None else first.hit()


class _Automaton:
    def __init__(self, alternatives: Mapping[str, bytes], order: Mapping[str, int]) -> None:
        plain = [GROUP.sub(b"(?:", said) for said in alternatives.values()]
        self.anywhere = compiled(b"|".join(plain))
        self.which = Which([b"(?s:.)(?:" + said + b")(?s:.)" for said in plain])
        self.grouped = [(owner, compiled(said)) for owner, said in alternatives.items()]
        self.order = order


class _Part:
    """Where one automaton is in a body: its next candidate begins at ``start``, or at the body's end when there is none."""

    def __init__(self, automaton: _Automaton, body: bytes) -> None:
        self._automaton, self._body = automaton, body
        self._shapes: Shapes = {}  # what was learned of this body; nothing of it outlives it
        self.start, self._end = -1, -1

    def look(self, at: int) -> None:
        start, self._end = self._automaton.anywhere.span(self._body, at, len(self._body))
        self.start = start if start >= 0 else len(self._body)

    def place(self) -> int:
        return self._automaton.order[self.hit().owner]

    def hit(self) -> "Hit":
        body, start, end = self._body, self.start, self._end
        key = body[start - 1 : end + 1] if start else b"\n" + body[: end + 1]
        if end == len(body):
            key += b"\n"
        shape = self._shapes.get(key)
        if shape is None:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()
            # The first of those that fit between its ends is the one that was found.
            which = self._automaton.grouped[self._automaton.which.first(key)]
            shape = self._shapes[key] = Shape(*which, key)
        return Hit(shape, start, end)


class Hit:
    """A candidate: ``owner`` is the alternative that found it; what its groups hold by their names."""

    __slots__ = ("end", "owner", "shape", "start")

    def __init__(self, shape: Shape, start: int, end: int) -> None:
        self.owner, self.shape = shape.owner, shape
        self.start, self.end = start, end

    def span(self, name: str) -> tuple[int, int]:
        start, end = self.shape.span(name)
        return self.start + start, self.start + end

    def __getitem__(self, name: str) -> bytes:
        return self.shape.group(name)
