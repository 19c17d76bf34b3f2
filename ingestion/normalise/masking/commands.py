"""Passwords in command lines without a name in front, as process creation events record them, and in sentences."""

import re

from ingestion.normalise.masking.argument_forms import ARGUMENTS
from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.named import ENDS_TEXT
from ingestion.normalise.masking.names import CALLS, FOLDER, PROSE, is_placeholder
from ingestion.normalise.masking.paths import UUID
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.text import Quote
from ingestion.normalise.masking.tokens import holds_token
from ingestion.normalise.masking.urls import is_key
from ingestion.normalise.masking.vendors import WEB_TOKEN

# Programs, and the option that their password stands behind. None may hold a line feed.
COMMANDS = (
    rb"\bnet1? {1,4}use [^\n\"|]{0,100}/user:[^\s/\"']{1,64} {1,4}|\bnet1? {1,4}use \\{2,4}[\w.$\\-]{1,100} {1,4}|\bredis-cli [^\n\"|]{0,60}-a {1,4}"
    rb"|\bldap[a-z]{3,8}(?: [^\n|]{0,120})? -w ?|\bldappasswd(?: [^\n|]{0,120})? -s |\b(?:(?:docker|podman|az|oc|skopeo|buildah) login|mongo[a-z]{0,7}|twine upload|cqlsh|hdbsql|rdesktop|hydra|crackmapexec|nxc|evil-winrm|ncftpput|certutil)(?: [^\n\"|]{0,100})? -p {1,4}|\bdocker login [^\n\"|]{0,100} (?-i:-p)"
    rb"|\b(?:mysql[a-z]{0,6}|mariadb[a-z-]{0,8})(?: [^\n\"|]{0,60})? (?-i:-p)|\bmysqladmin [^\n\"|]{0,80}\bpassword |\b(?:smb|rpc)[a-z]{3,6}(?: [^\n\"|]{0,60})? -U ?[\"']?[^\s%\"']{1,64}%|\bhtpasswd (?:-[a-zA-Z]{1,6} (?:\d{1,2} )?){0,4}?-[a-zA-Z]{0,6}b[a-zA-Z]{0,6} (?:-[a-zA-Z]{1,6} (?:\d{1,2} )?){0,4}[^\s\"'-][^\s\"']{0,63} [^\s\"']{1,64} "
    rb"|\bwinexe -U ?[^\s%\"']{1,64}%|\bmount\.cifs [^\n\"|]{0,60}user=[^\s%\"']{1,64}%"
    rb"|\bnet1?(?:\.exe)?[\"']? {1,4}user {1,4}(?:/add )?[^\s/\"'\\]{1,64} {1,4}|\bsshpass {1,4}-p ?"
    rb"|psexec(?:64)?(?:\.exe)?[\"']?(?: [^\n\"|]{0,100})? -p {1,4}| /rp {1,4}|convertto-securestring {1,4}(?:-(?:string|asplaintext|force) {1,4}){0,3}"
    rb"|\b(?:sqlcmd|bcp|osql|isql|ipmitool|tsql|mosquitto_[a-z]{3})(?: [^\n\"|]{0,100})? (?-i:-P) ?|\b(?:un)?zip (?-i:-P) |\b(?:7za?|7zz|(?:un|win)?rar)(?:\.exe)?(?:\\*[\"'])? {1,4}(?:-[a-gi-oq-z][\w=.+]{0,20} ){0,3}(?:[a-fik-mpr-vx][bcfhnrtvw]?(?:&(?:amp;)?)? (?:[^\n\"|]{0,60} )?)?-h?p(?:\\*\")?|\bopenssl [^\n\"|]{0,60}-k |\bopenssl passwd (?:-salt [^\s\"']{1,32} |-[a-z0-9]{1,8} ){0,4}|\bxfreerdp [^\n\"|]{0,60}/p:"
    rb"|\bsnmp[a-z]{3,8} [^\n\"|]{0,60}? (?-i:-[cAX]) |\b(?:useradd|usermod) [^\n\"|]{0,60}-p |\b(?:kadmin(?:\.local)?|dsconf) [^\n\"|]{0,60}-w "
    rb"|\brabbitmqctl (?:add_user|change_password) [\w.@-]{1,64} |\bsamba-tool user (?:create|add) [\w.@-]{1,64} |\blftp -u [\w.@-]{1,64},|\bvault login |\bnetsh wlan [^\n\"|]{0,60}key="
    rb"|\bnpm config set [^\s\"]{0,80}_(?:authtoken|password|auth) |\baws configure set aws_(?:secret_access_key|session_token) |\bnuget push [^\s\"]{1,80} -k "
    rb"|\bsetx (?:/m )?\w{0,32}(?:password|passwd|pwd|secret|token|api_?key) |\breg(?:\.exe)? add [^\n\"|]{1,100} /v \w{0,24}password\w{0,4} [^\n\"|]{0,24}/d "
    rb"|/(?:passwordd|machinepassword)[: ]|\bsudo -S[^\n|]{0,16}<<< ?|(?:pscredential|networkcredential)(?:\]::new)?\(\\*[\"'][^\"'\n\\]{1,64}\\*[\"'], ?\(?"
    rb"|\b(?:connect to [^\n\"|]{1,40} user \w{1,32} using|identified by(?: \\*\"?secretpassword[0-9a-f]{24}\\*\"? replace)?) |\bset password for [^\n\"|]{1,64} = ?"
    rb"|\b(?:enable|neighbor [\w.:]{3,40}|ppp (?:chap|pap sent-username \w{1,32})) password (?:\d )?|\b(?:username [\w.@-]{1,64}(?: privilege \d{1,2})?|enable) secret (?:\d )?|\b(?:tacacs|radius)-server [^\n\"|]{0,60}key (?:\d )?|\bisakmp key "
    rb"|\bmessage-digest-key \d{1,3} md5 |\bset [a-z-]{0,24}(?:password|passwd|passphrase|pwd|secret|psk|key) enc |\br[ow]community |\bsnmp-server host [\w.:]{3,40} version \w{1,3} "
    rb"|(?:\buser \\*\"?[\w.@-]{1,64}\\*\"?[ /]{1,3}|--> |\bcommand:? \"?)pass "
    rb"|"
    + ARGUMENTS
    + rb"|\bauth(?:enticate)? (?:plain|login|xoauth2|oauthbearer|cram-md5|external) |\bnickserv :?identify "
)
# Python's own; the end that is given is one.
QUOTES = re.compile(rb"(?:\\*+[\"']|&\w{3,4};|&#\w{2,3};|\\++u002[27])?")
CITED = re.compile(
    rb"(?:\\*+[\"']{1,2}|&\w{3,4};|&#\w{2,3};|\\++u002[27]|\[)([^\s\"'\\()\[\]&]{5,64}+)(?:\\*+[\"']|&\w{3,4};|&#\w{2,3};|\\++u002[27]|\])(?!:)"
)
MECHANISM = re.compile(
    rb"PLAIN|LOGIN|EXTERNAL|ANONYMOUS|NTLM|GSSAPI|X?OAUTH[A-Z0-9]*+|(?:CRAM|DIGEST|SCRAM)-[A-Z0-9-]++"
)
NO_VALUE = (b"/", b"-", b"*", b"", b"<", b"|", b">")
# Words of sentences, and methods behind ``curl -A agent -X``.
NO_SECRET = frozenset(
    b"user role values password for to with by is was the a not failed mechanism get head post put patch delete options".split()
)
# Digits, signs, capitals inside, or three words as people put them together.
LIKE_A_PASSWORD = re.compile(rb"[0-9!#$%&*+=?^~]|[a-z][A-Z]|\A[a-z]{4,}-[a-z]{4,}-[a-z]{4,}")
SHORTEST_SAID, LONGEST_SAID = 5, 256
LONGEST_SPOKEN = 4096
PORTS = re.compile(rb"[\d.:]+(?:/\w{3})?")
# /p:Configuration=Release, /p:C:\data1, *.txt: settings of a build, folders, and patterns of files.
SETTING = re.compile(rb"\*\.\w{1,8}|[A-Za-z_][\w.]*+(?:=[^=].*+|\\++u003[dD].*+)|[A-Za-z]:\\.*+")
PROMPTS = re.compile(
    rb"\b(?:mysql|mariadb)[a-z-]{0,8}[^|;\n]*+\Z"
)  # -p shop: a database, and a password to be typed
LONGEST_PROMPT = 100
RUN_BY_A_SHELL = re.compile(rb"\$\([a-z]+\Z")  # -p $(openssl passwd …): what it gives is not here
NUMBERS = re.compile(rb"[\d:.,/-]+")
DIGIT = re.compile(rb"\d")
BESIDE = re.compile(rb"[A-Za-z0-9+/-]++={0,2}+")
SESSION = re.compile(rb"(?=(?:[a-z]*\d){3})(?=[0-9a-f]*[g-z])[a-z0-9]{24,64}")  # and no digest
# With the parts of a signed token, of which the first alone says that it is one; a sentence may end before them.
SPOKEN = compiled(rb"[\w-]+(?:\.(?:[\w-]{6}\.)?[\w-]{16,})*")


def command(found: Findings, at: int) -> int:
    """``net user ada …``, ``sshpass -p …``, ``ConvertTo-SecureString "…"``."""
    text = found.text
    _, end = text.line(at)
    masked = token_end(text, at, end)
    if masked >= 0 or at >= end:
        return max(masked, at)
    quote = Quote.at(text, at, end)
    if quote is not None and not ENDS_TEXT.match(text.body, at, end):
        start = at + len(quote.mark)
        stop = quote.close(text, start, end)
    else:
        start, stop, quote = at, bare_end(text, at, end), None
    value = text.body[start:stop]
    is_option = text.body.endswith(b" -p ", 0, at)
    is_port = is_option and PORTS.fullmatch(value) is not None
    if is_port and not text.body.endswith(b"sshpass -p ", 0, at):
        return at  # ssh -l ada -p 22
    is_prompt = is_option and PROMPTS.search(text.body, max(text.line(at)[0], at - LONGEST_PROMPT), at)
    if is_prompt or value.lower() in CALLS or RUN_BY_A_SHELL.match(value):
        return at
    if MECHANISM.fullmatch(value) and b"AUTH" in text.body[max(at - 16, 0) : at]:
        return at  # 250-AUTH LOGIN PLAIN
    if value[:1] not in NO_VALUE and value.lower() not in NO_SECRET and not is_placeholder(value):
        found.secret("password", start, stop, quote=quote)
        return stop
    return at


def directive(found: Findings, at: int) -> int:
    """``requirepass …``: a command's password, where no sentence goes on."""
    text = found.text
    quote = QUOTES.match(text.body, at)
    start = quote.end() if quote else at
    return at if is_said(text.body[start : bare_end(text, start, text.line(at)[1])]) else command(found, at)


def cited(found: Findings, at: int) -> int:
    """``wrong password 'tiger'``: one word between quotes or brackets, and none of a sentence."""
    text = found.text
    _, end = text.line(at)
    word = CITED.match(text.body, at, min(end, at + LONGEST_SAID))
    if word is None or is_said(word[1]) or is_placeholder(word[1]) or holds_token(word[1]):
        return at
    found.secret("password", *word.span(1))
    return word.end(1)


def is_said(word: bytes) -> bool:
    """Whether a sentence goes on with the word."""
    return word.lower().rstrip(b".,:;!)]") in PROSE or FOLDER.match(word) is not None


def said(found: Findings, at: int) -> int:
    """``the password is …``: only what looks like one, because a sentence may go on in any way."""
    text = found.text
    _, end = text.line(at)
    stop = bare_end(text, at, min(end, at + LONGEST_SAID + 1))
    if stop - at > LONGEST_SAID:
        return at
    value = text.body[at:stop].rstrip(b".,!?")
    if value.lower() == b"from":
        return 0  # user set password from …, to be found as a change
    is_word = (
        value.lower() in PROSE
        or MECHANISM.fullmatch(value)
        or not LIKE_A_PASSWORD.search(value)
        or SETTING.fullmatch(value)
    )
    if len(value) < SHORTEST_SAID or is_word or is_placeholder(value) or holds_token(value):
        return at
    found.secret("password", at, at + len(value))
    return at + len(value)


def spoken(found: Findings, term: bytes, at: int) -> int:
    """``invalid token …``: only what is as random as a key; of sessions no digests, which are their numbers elsewhere."""
    text = found.text
    _, end = text.line(at)
    if WEB_TOKEN.match(text.body, at, end):
        return at  # to be found as what it is
    stop = SPOKEN.reach(text.body, at, min(end, at + LONGEST_SPOKEN))
    value = text.body[at:stop].partition(b".")[0]
    is_session = term[:7].lower() == b"session"
    is_digest = is_session and value.islower()
    if holds_token(value) or not (SESSION.fullmatch(value) if is_digest else is_key(value)):
        return at
    found.secret("session" if is_session else "token", at, stop)
    return stop


def beside(found: Findings, at: int) -> int:
    """``heroku key …``: an id, digits or base64."""
    text = found.text
    _, end = text.line(at)
    said = BESIDE.match(text.body, at, min(end, at + LONGEST_SAID))
    if said is None or not (UUID.fullmatch(said[0]) or is_key(said[0].rstrip(b"="))):
        return at
    found.secret("apikey", at, said.end())
    return said.end()


def colon(found: Findings, at: int) -> int:
    """``creds: ada:…``, ``login ada:…``; a time, an address and a number are none."""
    text = found.text
    _, end = text.line(at)
    value = text.body[at : bare_end(text, at, min(end, at + LONGEST_SAID + 1))]
    return at if NUMBERS.fullmatch(value) or not DIGIT.search(value) else said(found, at)
