"""Names whose values are secrets, and values that are none although they stand after such a name."""

import json
import re
from collections.abc import Callable
from functools import lru_cache

from ingestion.normalise.masking.regular import compiled

# The end of a name: what stands before it (user_, X-, spring.datasource.) may be anything, unless it is in SHORT.
TERM = (
    rb"pass(?:w(?:or)?ds?|phrases?|codes?|wd|wort)?|pwd|psw|pw|pat|kennwort|senha|wachtwoord|l\xc3\xb6senord|has\xc5\x82o|heslo|psk|(?:security|secret)[_-]?answer|mothers?[_-]?maiden[_-]?name|remember[_-]?(?:me|token)"
    rb"|\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c|\xe5\xaf\x86\xe7\xa0\x81|\xe5\xaf\x86\xe7\xa2\xbc|\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89"
    rb"|\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8|lozinka|salasana|parola|\xc5\x9fifre|adgangskode|passord|jelsz\xc3\xb3|parool|geslo|m\xe1\xba\xadt kh\xe1\xba\xa9u|kata[ _-]?sandi|palavra[ _-]passe|mdp|clave|haslo"
    rb"|creds?|credentials?|contrase\xc3\xb1a|contrasena|mot[ _-]?de[ _-]?passe|secrets?"
    rb"|(?:api|app|access|account|private|shared|signing|encryption|decryption|aes|hmac|master|secret|licen[sc]e|session|auth|storage|application|fernet|deploy|cipher|unseal|webhook|write|admin"
    rb"|consumer|subscription|functions|instrumentation|pre[_-]?shared|primary|secondary|validation|recovery|stream|rndc|tsig|server|certificate|security|integration)"
    rb"[ _.-]?(?:access[ _.-]?)?keys?"
    rb"|signaturevalue|dockerconfigjson|dockercfg|[cx]srf|wep[_-]?key|pass[_-]?key|genie[_-]?key|fastly[_-]key|steam(?:[_-]api)?[_-]key|krbprincipalkey|honeycomb-team|plaintext|keyvalue|rediscli_auth|priv[_-]?key|key[_-]?material|client[_-]key[_-]data|auth[_-]?tok|pepper|(?:auth|nonce|encryption|hashids|password)[_-]salt|[.]aspxauth"
    rb"|remember_web_[0-9a-f]{16,40}|wordpress_(?:sec|logged_in)_[0-9a-f]{32}|s?sess[0-9a-f]{32}"
    rb"|tokens?|authori[sz]ation|(?:set-)?cookies?|session|sess(?:ion)?[ _.-]?id|connect\.sid|mysapsso|sid|jwt|saml(?:response|request|art)|wresult|(?:seed|recovery)[_-]?phrase|(?:snmp|ro|rw)[_-]?community|pin[ _-]?block|(?:nt|lm|ntlm)[_-]?hash|client[_-]assertion"
    rb"|(?:credit[ _.-]?)?card[ _.-]?(?:number|num|no)|credit[ _.-]?card|ccn(?:um(?:ber)?)?"
    rb"|pin|t?otp|cvv2?|cvc2?|(?:mfa|verification|security|one[ _-]?time|auth(?:orization)?|recovery|unlock|otp|pin|door|access|invite|activation|pairing|2fa|login)[ _-]?code|(?:backup|recovery|scratch|one[ _-]?time)[ _-]?codes|device[_-]?code|(?:code|oauth)[_-]?verifier"
)
# Python and others write letters beyond ASCII as escapes of JSON.
FOREIGN = ("contrase\u00f1a", "l\u00f6senord", "has\u0142o", "\u043f\u0430\u0440\u043e\u043b\u044c", "\u5bc6\u7801", "\u5bc6\u78bc", "\u30d1\u30b9\u30ef\u30fc\u30c9",
           "\ube44\ubc00\ubc88\ud638", "\u015fifre", "jelsz\u00f3")  # fmt: skip
TERM += b"".join(b"|" + json.dumps(name)[1:-1].encode().replace(b"\\", rb"\\+") for name in FOREIGN)
SUFFIX = rb"(?:[_-]?(?:hash|value|string|base|id|binary|material|(?:in[_-]?)?clear(?:text)?|repeat|verify|confirm(?:ation)?|new|old|current|plain(?:text)?|text|encrypted|b64|again|default|attempt|[0-9]))?"
SHORT = frozenset(
    {
        b"pass",
        b"pwd",
        b"psw",
        b"pw",
        b"mdp",
        b"clave",
        b"cred",
        b"creds",
        b"pepper",
        b"sid",
        b"pin",
        b"psk",
        b"otp",
        b"totp",
        b"cvv",
        b"cvv2",
        b"cvc",
        b"cvc2",
        b"jwt",
        b"pat",
    }
)
KINDS = {
    b"authtok": "token", b"oauthverifier": "token", b"invitecode": "token", b"token": "token", b"tokens": "token", b"jwt": "token", b"samlresponse": "token", b"samlrequest": "token", b"samlart": "token", b"wresult": "token", b"pat": "token", b"codeverifier": "token", b"devicecode": "token",
    b"seedphrase": "secret", b"recoveryphrase": "secret", b"backupcodes": "code", b"recoverycodes": "code", b"scratchcodes": "code", b"onetimecodes": "code", b"clientassertion": "token", b"secret": "secret", b"secrets": "secret", b"credential": "secret",
    b"credentials": "secret", b"creds": "secret", b"cred": "secret", b"rememberme": "token", b"remembertoken": "token",
    b"authorization": "authorization", b"authorisation": "authorization",
    b"cookie": "cookie", b"cookies": "cookie", b"setcookie": "cookie", b"setcookies": "cookie",
    b"session": "session", b"sessionid": "session", b"sessid": "session", b"connectsid": "session", b"mysapsso": "session", b"sid": "session",
    b"cardnumber": "card", b"cardnum": "card", b"cardno": "card", b"creditcard": "card", b"creditcardnumber": "card",
    b"creditcardnum": "card", b"creditcardno": "card", b"ccn": "card", b"ccnum": "card", b"ccnumber": "card",
    b"pin": "code", b"otp": "code", b"totp": "code", b"cvv": "code", b"cvv2": "code", b"cvc": "code", b"cvc2": "code",
}  # fmt: skip
COOKIES_OF_SESSIONS = (b"aspxauth", b".aspxauth", b"rememberweb", b"wordpress", b"sess", b"ssess")
GLUED = (b"pass", b"pwd", b"pw", b"psw", b"psk")
EXISTING = b"existing"
OWNERS = (b"db", b"user", b"root", b"admin", b"ftp", b"smtp", b"mail", b"ldap", b"bind", b"sql", b"ssh", b"vpn", b"proxy", b"login",
          b"http", b"auth", b"store", b"tls", b"key", b"wifi", b"become", b"sudo", b"remote")  # fmt: skip
CALLS = frozenset(
    (b"convertto-securestring", b"read-host", b"new-object", b"get-credential", b"await", b"new")
)
# Words after "password: " or "token: " in sentences.
PROSE = frozenset(
    b"expired expires invalid required missing incorrect wrong denied failed failure error not is was has must cannot"
    b" too none changed change reset updated accepted rejected ok okay success valid unknown unset set empty disabled"
    b" enabled for from and or the a an in at no yes user login authentication permission access signature mismatch"
    b" granted allow allowed deny forbidden unauthorized authorized please enter type use using used prompt unable"
    b" could can will should does may already given checking check verifying verified verification lifetime length"
    b" weak strong policy default pending revoked malformed expected unexpected undefined authority"
    b" amd64 i386 arm64 armhf all any".split()
)
SIGN_ENDS_WORD = re.compile(rb"[^ ]= ")  # contains pass= in the clear
PLACEHOLDER = compiled(
    rb"(?i)(?:[*xX.\-_#]|\xe2\x80\xa2|\xe2\x97\x8f)*"
    rb"|[\[<({*]*(?:redacted\w*|removed|hidden\w*|masked|filtered|omitted|sanitized|none|null|nil|true|false|undefined|n/a|empty"
    rb"|unset|not set|secret|password|token|protected|provided|xxx+|yes|no)[\]>)}*]*"
    rb"|\(sensitive|\$\{[\w.:-]*\}|\$\{\{|\{\{[^{}]*\}\}|%\([\w.]+\)s|%[sdv@q]|%[a-z_]+%|%\d|\?"
    # Variables of shells and SQL. ``$ummer2024`` and ``@dmin`` are passwords: only capitals, or a name that says what it is.
    rb"|(?-i:(?:var|local|data|module|self|settings|params|config|secrets|process\.env|os\.environ)(?:\.[a-zA-Z_]\w*)+)"
    rb"|(?-i:\$[A-Z_]+)|\$env:\w+|[$@:]p?\d{1,3}"
    rb"|[$@:][a-z_]*(?:pass(?:w(?:or)?d|wd|phrase|code|wort)?|pwd?|secret|token|key|auth(?:orization)?|cookies?|session|sid|pin|otp"
    rb"|code|cvv|credentials?|hash|param|value)"
)
# What a placeholder may begin with, or nothing: most values are sorted out by it.
PLACEHOLDER_BEGINS = frozenset(
    {b"", *(bytes([byte]) for byte in b"*xX.-_#\xe2[<({${%?@:refhmostnupyREFHMOSTNUPYvldc")}
)
PAGE_MARKS = (b"next", b"page", b"continuation", b"pagination", b"clientrequest", b"idempotency")
# Python's own, for they are called for every value: each byte is read once, or at most twelve times.
FOLDER = re.compile(rb"[/~]|[A-Za-z]:\\")
OF_A_SHELL = re.compile(rb"(?:[/~](?![A-Za-z0-9+/]{20,}+=)|[A-Za-z]:\\)")  # and no base64
# PostgreSQL's session numbers, UUID-shaped Windows SIDs and plain counters let nobody in.
NO_SESSION = re.compile(
    rb"[\d_./:-]{1,24}|[0-9a-f]{8}\.[0-9a-f]{1,6}|S-1-[\d-]+|0x[0-9a-fA-F]{1,16}|[A-Za-z_-]{1,23}|.{0,5}|<.*"
)
_NO_TOKEN = rb"0x[0-9a-fA-F]{1,8}|[a-z]++(?:\.[a-z_]++)++(?:/[\d:]*+)?|\d{1,7}|[0-9.]{1,12}|[a-z]|[(\[{]?\d{1,3}[)\]}]?"
# Names of secrets in folders of others: prod/db
NO_SECRET = re.compile(_NO_TOKEN + rb"|[a-z]++(?:[_-][a-z]++)*+(?:/[a-z]++(?:[_-][a-z]++)*+)++")
NO_TOKEN = re.compile(rb"0x[0-9a-fA-F]{1,16}|" + _NO_TOKEN)  # a handle, and no key
NO_CREDENTIAL = re.compile(rb"[a-z_-]{1,24}|0x[0-9a-fA-F]{1,16}|(?s:(?:[/~]|[A-Za-z]:\\).*+)|" + _NO_TOKEN)
CODE = re.compile(
    rb"[0-9]{3,10}|[a-z0-9]{3,8}(?:-[a-z0-9]{3,8}){1,4}|[A-Z0-9-]{4,12}|[A-Za-z0-9]{8,}|[\w-]{16,}"
)
PIN_OF_A_BOARD = b"GPIO"
HASH = re.compile(rb"[0-9a-fA-F]{32}(?::[0-9a-fA-F]{32})?")
LONG = re.compile(rb"[\w.~+/=-]{16,}")
# The primary key of a table, a server's key of a map: only what is as random as a key is one of theirs.
OFTEN_OTHERS = (
    b"primary",
    b"secondary",
    b"validation",
    b"recovery",
    b"stream",
    b"server",
    b"certificate",
    b"steam",
    b"fastly",
    b"genie",
    b"krb",
    b"security",
    b"integration",
)
ONLY_RANDOM = (b"plaintext", b"keyvalue", b"honeycomb-team", b"csrf", b"xsrf", b"signaturevalue")
RANDOM = re.compile(
    rb"(?=.*\d)(?=.*[A-Z])[\w+/=~.-]{16,}|[0-9a-f]{32,}|(?=.*\d)[a-z0-9]{4}(?:-[a-z0-9]{4}){3,4}|\d{6}(?:-\d{6}){7}"
)
# tokens, secrets, api_keys: counts, words of a text and names of secrets stand behind them more often than keys.
OF_TABLES = (
    b"partition",
    b"foreign",
    b"primary",
    b"unique",
    b"sort",
    b"hash",
    b"row",
    b"shard",
    b"routing",
    b"cache",
    b"index",
)
OF_MANY = (b"tokens", b"secrets", b"keys")
# Words with numbers behind them and signs between: Shop/Prod/DbPassword1, order_items_2026. Each byte is read once.
_WORD = rb"(?:(?:[A-Z][a-z]++|[A-Z]{0,4}+[a-z]{2,}+|[A-Z]{2,}+)*+|[A-Za-z])\d{0,8}+"
_WORDS = rb"(?=[^-_./:=]*+[-_./:=])" + _WORD + rb"(?:[-_./:=]++" + _WORD + rb")*+\Z"
MANY_RANDOM = re.compile(
    rb"[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?!"
    + _WORDS
    + rb")(?:(?=.*\d)(?=.*[A-Z])[\w+/=~.-]{16,}|(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9]{12,}|(?=(?:\D*\d){3})[a-z0-9_]{20,})"
)
OFTEN_WORDS = (
    b"clave",
    b"mdp",
    b"pepper",
    b"passkey",
    b"pass_key",
    b"pass-key",
    b"privkey",
    b"priv_key",
    b"priv-key",
    b"key",
)
DIGIT_OR_SIGN = re.compile(rb"[0-9!#$%&*+=?^~]")
NUMBER = re.compile(rb"\d{1,5}")
COUNT = re.compile(rb"\d{1,3}|on|off")


@lru_cache(maxsize=1024)
def kind_of(term: bytes) -> str:
    """What a term means; ``authorization`` and ``cookie`` have values of several parts."""
    name = term.lower().translate(None, b"_-. ")
    if name in KINDS:
        return KINDS[name]
    if name.endswith((b"key", b"keys")):
        return "apikey"
    if name.startswith(COOKIES_OF_SESSIONS):
        return "session"
    return "code" if name.endswith(b"code") and name != b"passcode" else "password"


@lru_cache(maxsize=1024)
def is_of_many(term: bytes) -> bool:
    """Whether a list may stand behind the name."""
    lowered = term.lower()
    return lowered.endswith(OF_MANY) or lowered == b"passwords"


def is_page_mark(kind: str, before: bytes) -> bool:
    """``nextToken`` and its like say where a list goes on; they let nobody in."""
    return kind == "token" and before != b"" and before.lower().rstrip(b"_-.").endswith(PAGE_MARKS)


def is_of_a_table(before: bytes) -> bool:
    """``partition_key``, ``foreign-key``: keys by which rows are found."""
    return before.lower().rstrip(b"_-").endswith(OF_TABLES)


def stands_alone(term: bytes, before: bytes) -> bool:
    """Whether a term announces a secret: not what a secret is called (``existingSecret``), nor, where it is short, the
    end of another word, like ``pass`` in ``bypass``.
    """
    if before[-len(EXISTING) :].lower() == EXISTING:
        return False
    if not before or term.lower() not in SHORT or not before[-1:].isalpha():
        return True
    if term.lower() in GLUED and before.lower().endswith(OWNERS):
        return True  # dbpass, userpwd, rootpw
    return term[:1].isupper() and before[-1:].islower()


def is_placeholder(value: bytes) -> bool:
    return value[:1] in PLACEHOLDER_BEGINS and PLACEHOLDER.fullmatch(value) is not None


def is_harmless(kind: str, term: bytes, value: bytes, *, prose: bool) -> bool:
    """Whether a value after such a name holds no secret: a placeholder, a word of a sentence, a counter, a folder."""
    if is_placeholder(value) or (prose and value.lower().rstrip(b".,:;!") in PROSE):
        return True
    return bool(harmless_of(kind, term)(value))


@lru_cache(maxsize=1024)
def harmless_of(kind: str, term: bytes) -> Callable[[bytes], object]:
    """What tells a value that holds no secret after a name; placeholders and words of sentences are harmless everywhere."""
    tells = _tells(kind, term.lower())
    return lambda value: value.startswith(b"arn:") or tells(value)  # the name of a secret at AWS


def _tells(kind: str, lowered: bytes) -> Callable[[bytes], object]:
    if kind == "card":
        return lambda value: sum(48 <= byte <= 57 for byte in value) < 12
    if kind == "session":
        return NO_SESSION.fullmatch
    if lowered.endswith(OF_MANY):
        return lambda value: MANY_RANDOM.fullmatch(value) is None
    if lowered == b"passwords":
        return NUMBER.fullmatch
    if lowered == b"pat":
        return lambda value: LONG.fullmatch(value) is None
    if (lowered.startswith(OFTEN_OTHERS) and lowered.endswith(b"key")) or lowered in ONLY_RANDOM:
        return lambda value: RANDOM.fullmatch(value) is None
    if lowered.startswith(OFTEN_WORDS) and not lowered.endswith(b"pass"):
        return lambda value: (
            FOLDER.match(value) or DIGIT_OR_SIGN.search(value) is None or COUNT.fullmatch(value)
        )
    if kind in ("token", "secret", "apikey"):
        # credentials=shared, credentials: ~/.aws/credentials: where they come from
        if lowered.startswith(b"cred"):
            return NO_CREDENTIAL.fullmatch
        return (NO_TOKEN if kind == "token" else NO_SECRET).fullmatch
    if kind == "code":
        return lambda value: CODE.fullmatch(value) is None or value.startswith(PIN_OF_A_BOARD)
    if lowered.endswith(b"hash"):
        return lambda value: HASH.fullmatch(value) is None
    if lowered == b"pwd":
        return OF_A_SHELL.match
    return COUNT.fullmatch if lowered in (b"pass", b"psk") else lambda value: False
