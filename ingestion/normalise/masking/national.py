"""National identity and tax numbers, by their shape and their check digits or issuing rules."""

from collections.abc import Callable, Mapping
from datetime import date

from ingestion.normalise.masking.checks import luhn
from ingestion.normalise.masking.regular import compiled

SHAPES = (
    rb"\b(?:\d{3}-\d\d-\d{4}|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]|\d{11}"
    rb"|[12]\d\d(?:0[1-9]|[1-9]\d)(?:\d\d|2[AB])\d{6} ?\d\d|[XYZ\d]-?\d{7}-?[A-Z]|[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]"
    rb"|(?:\d\d)?\d{6}[-+]\d{4})\b"
)
NIR = compiled(rb"([12]\d\d(?:0[1-9]|[1-9]\d)(?:\d\d|2[AB])\d{6})(\d\d)")
NINO = compiled(rb"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
NEVER_ISSUED = (b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ")
DNI_LETTERS = b"TRWAGMYFPDXBNJZSQVHLCKE"
CENTURIES = {0: 1900, 20: 2000, 40: 2100, 60: 2200, 80: 1800}
# What a character at an odd place counts in a codice fiscale (Decreto 12 marzo 1974); at an even one its own number.
ODD = dict(zip(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
), strict=True))  # fmt: skip


def us_ssn(said: bytes) -> bool:
    """SSA's rules: no area 000, 666 or from 900, no group 00, no serial 0000."""
    area, group, serial = said[:3], said[3:5], said[5:]
    return (
        len(said) == 9
        and area not in (b"000", b"666")
        and area < b"900"
        and group != b"00"
        and serial != b"0000"
    )


def uk_nino(said: bytes) -> bool:
    return NINO.fullmatch(said) is not None and said[:2] not in NEVER_ISSUED


def de_steuer_id(said: bytes) -> bool:
    """ISO 7064 MOD 11,10; of the first ten digits one comes twice or three times, so that one or two are missing."""
    if len(said) != 11 or not said.isdigit() or said[:1] == b"0" or len(set(said[:10])) not in (8, 9):
        return False
    product = 10
    for byte in said[:10]:
        total = (byte - 48 + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == said[10] - 48


def fr_nir(said: bytes) -> bool:
    found = NIR.fullmatch(said)
    if found is None:
        return False
    number = int(found[1].replace(b"2A", b"19").replace(b"2B", b"18"))
    return 97 - number % 97 == int(found[2])


def es_dni(said: bytes) -> bool:
    """DNI and NIE: the letter is the number modulo 23."""
    if len(said) != 9 or not said[1:8].isdigit() or not (said[:1].isdigit() or said[:1] in b"XYZ"):
        return False
    number = int(said[:8].translate(bytes.maketrans(b"XYZ", b"012")))
    return said[8] == DNI_LETTERS[number % 23]


def it_codice_fiscale(said: bytes) -> bool:
    if len(said) != 16 or not said.isalnum() or said != said.upper():
        return False
    even = sum(int(chr(byte), 36) - (10 if byte > 57 else 0) for byte in said[1:15:2])
    return (sum(ODD[byte] for byte in said[0:15:2]) + even) % 26 == said[15] - 65


def pl_pesel(said: bytes) -> bool:
    if len(said) != 11 or not said.isdigit():
        return False
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    month = int(said[2:4])
    is_day = _is_day(CENTURIES[month // 20 * 20] + int(said[:2]), month % 20, int(said[4:6]))
    return is_day and sum(weight * (byte - 48) for weight, byte in zip(weights, said, strict=True)) % 10 == 0


def se_personnummer(said: bytes) -> bool:
    digits = said[-10:]
    if len(said) not in (10, 12) or not said.isdigit():
        return False
    day = int(digits[4:6])
    return _is_day(2000, int(digits[2:4]), day - 60 if day > 60 else day) and luhn(digits)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


CHECKS: Mapping[str, Callable[[bytes], bool]] = {
    "US SSN": us_ssn,
    "UK NINO": uk_nino,
    "DE Steuer-ID": de_steuer_id,
    "FR NIR": fr_nir,
    "ES DNI or NIE": es_dni,
    "IT codice fiscale": it_codice_fiscale,
    "PL PESEL": pl_pesel,
    "SE personnummer": se_personnummer,
}


def country_of(said: bytes) -> str:
    """The kind of number that ``said`` is by its check digits, or an empty string. Separators are allowed."""
    compact = said.translate(None, b" -+")
    for name, check in CHECKS.items():
        if name == "US SSN" and said.count(b"-") != 2:
            continue
        if name == "SE personnummer" and not (b"-" in said or b"+" in said):
            continue
        if check(compact):
            return name
    return ""
