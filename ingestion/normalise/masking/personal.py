"""Personal data: by the names of fields here, and (``personal_forms``) by their own form."""

from ingestion.normalise.masking.bare import bare_end, token_end
from ingestion.normalise.masking.expression import Hit, named
from ingestion.normalise.masking.found import Findings
from ingestion.normalise.masking.named import ENDS_TEXT, LITERAL, NUMBER
from ingestion.normalise.masking.nested import strings_inside
from ingestion.normalise.masking.personal_forms import FORMS, HANDLERS, personal
from ingestion.normalise.masking.text import Quote, Text

TERMS = {
    "mail": rb"e-?mail(?:[ _.-]?addr(?:ess)?)?|mail(?:[ _.-]?addr(?:ess)?)?|mail[_-]?(?:from|to)",
    "name": rb"(?:first|last|full|display|given|family|middle|maiden|real|customer|patient|employee|contact|holder|person)"
    rb"[ _.-]?names?|surname|vorname|nachname",
    "phone": rb"(?:tele)?phone(?:[ _.-]?(?:number|no|nr))?|mobile(?:[ _.-]?(?:phone|number|no|nr))?|msisdn|fax|tel",
    "nationalid": rb"ssn|social[ _.-]?security(?:[ _.-]?(?:number|no))?|national[ _.-]?id(?:entifier)?|tax[ _.-]?id"
    rb"|steuer[ _.-]?(?:id|nummer)|nino|dni|nie|nif|nir|codice[ _.-]?fiscale|personnummer|pesel|bsn|cpf"
    rb"|passport(?:[ _.-]?(?:number|no))?|id[ _.-]?card(?:[ _.-]?(?:number|no))?|driv(?:er|ing)s?[ _.-]?licen[cs]e(?:[ _.-]?(?:number|no))?",
    "address": rb"street(?:[ _.-]?address)?|address[ _.-]?line[ _.-]?[123]?"
    rb"|(?:postal|home|shipping|billing|delivery|mailing)[ _.-]?address|post(?:al)?[ _.-]?code|zip(?:[ _.-]?code)?|plz|city|town",
    "user": rb"user(?:[ _.-]?(?:name|id))?|login(?:[ _.-]?name)?|account(?:[ _.-]?name)?|acct|r?uname|principal|identity|logname",
}
TELLING = frozenset(b"name username login full_name email id value first last given family".split())


def alternatives(kind: str) -> dict[str, bytes]:
    """What to search for, by the name of the group; ``handle`` takes what is found."""
    terms = TERMS.get(kind)
    by_name = {f"p_{kind}": named(f"p_{kind}".encode(), terms)} if terms else {}
    return {**FORMS.get(kind, {}), **by_name}


def handle(found: Findings, hit: Hit) -> int:
    owner = hit.owner
    if owner.startswith("p_"):
        start, _ = hit.span(owner)
        return _named(found, owner[2:], start, hit[f"{owner}_close"], hit[f"{owner}_sign"], hit.end)
    return HANDLERS[owner](found, hit)


def _named(found: Findings, kind: str, start: int, close: bytes, sign: bytes, at: int) -> int:
    text = found.text
    before = text.name_before(start, found.done)[-1:]
    if before.isalpha() and not (text.body[start : start + 1].isupper() and before.islower()):
        return at
    _, end = text.line(at)
    if at >= end or (sign == b">" and not _is_element(text, at, end)):
        return at
    quote = Quote.at(text, at, end, close)
    if quote is not None:
        if not close and quote.mark.endswith(b'"') and ENDS_TEXT.match(text.body, at, end):
            return at
        begin = at + len(quote.mark)
        stop = quote.close(text, begin, end)
        personal(found, kind, begin, stop, quote=quote)
        return stop
    if close and text.body[at : at + 1] in b"[{":
        return _nested(found, kind, close, at, end)
    return _bare(found, kind, close, sign, at, end)


def _is_element(text: Text, at: int, end: int) -> bool:
    stop = text.body.find(b"<", at, min(end, at + 400))
    return stop > at and text.body[stop + 1 : stop + 2] == b"/"


def _nested(found: Findings, kind: str, close: bytes, at: int, end: int) -> int:
    is_list = found.text.body[at : at + 1] == b"["
    strings, stop, signs = strings_inside(found.text, close, at, min(end, at + 2048))
    if found.text.is_seen_again(at, stop, signs):
        return found.rest(at)
    for name, begin, finish in strings:
        if is_list or name.lower() in TELLING:
            personal(found, kind, begin, finish, quote=Quote(close))
    return max(found.done, at + 1) if not is_list else stop


def _bare(found: Findings, kind: str, close: bytes, sign: bytes, at: int, end: int) -> int:
    text = found.text
    masked = token_end(text, at, end)
    if masked >= 0:
        return masked
    if close and (literal := LITERAL.match(text.body, at, end)):
        return literal.end()
    if close and (number := NUMBER.match(text.body, at, end)):
        personal(found, kind, at, number.end(), wrap=close)
        return number.end()
    if sign == b">":
        stop = text.body.find(b"<", at, end)
    else:
        stop = bare_end(text, at, end, in_csv=True, encoded=sign.startswith(b"%"))
    personal(found, kind, at, stop, encoded=sign != b">")
    return max(stop, at)
