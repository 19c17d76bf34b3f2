"""Check digits of payment cards and bank accounts."""

import re

# First digits and lengths (to 16 digits: of longer numbers nearly all are counters) of the networks in use (ISO/IEC 7812): Visa, Mastercard, Amex, Diners, Discover, JCB,
# UnionPay, Maestro.
NETWORKS = re.compile(  # Python's own: each is of one length
    rb"4(?:\d{12}|\d{15})"
    rb"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    rb"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    rb"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14}"
    rb"|(?:50|5[6-9]|6[0-9])\d{14}"
)
# Lengths of the account numbers of countries in the SWIFT registry.
IBAN_LENGTHS = {
    b"AD": 24, b"AE": 23, b"AL": 28, b"AT": 20, b"AZ": 28, b"BA": 20, b"BE": 16, b"BG": 22, b"BH": 22, b"BR": 29,
    b"BY": 28, b"CH": 21, b"CR": 22, b"CY": 28, b"CZ": 24, b"DE": 22, b"DK": 18, b"DO": 28, b"EE": 20, b"EG": 29,
    b"ES": 24, b"FI": 18, b"FO": 18, b"FR": 27, b"GB": 22, b"GE": 22, b"GI": 23, b"GL": 18, b"GR": 27, b"GT": 28,
    b"HR": 21, b"HU": 28, b"IE": 22, b"IL": 23, b"IQ": 23, b"IS": 26, b"IT": 27, b"JO": 30, b"KW": 30, b"KZ": 20,
    b"LB": 28, b"LC": 32, b"LI": 21, b"LT": 20, b"LU": 20, b"LV": 21, b"MC": 27, b"MD": 24, b"ME": 22, b"MK": 19,
    b"MR": 27, b"MT": 31, b"MU": 30, b"NL": 18, b"NO": 15, b"PK": 24, b"PL": 28, b"PS": 29, b"PT": 25, b"QA": 29,
    b"RO": 24, b"RS": 22, b"SA": 24, b"SC": 31, b"SE": 24, b"SI": 19, b"SK": 24, b"SM": 27, b"ST": 25, b"SV": 28,
    b"TL": 23, b"TN": 24, b"TR": 26, b"UA": 29, b"VA": 22, b"VG": 24, b"XK": 20,
}  # fmt: skip
VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))
DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


def luhn(digits: bytes) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right doubled, its own digits added."""
    return (sum(digits[-1::-2].translate(VALUES)) + sum(digits[-2::-2].translate(DOUBLED))) % 10 == 0


def is_card(digits: bytes) -> bool:
    """Whether it is a number that a card network issues."""
    return NETWORKS.fullmatch(digits) is not None and luhn(digits)


def digits_of(card: bytes) -> bytes:
    """The number in its one spelling, without spaces, hyphens, dots and a form's ``+``; what holds more stays."""
    digits = card.translate(None, b" -.+")
    return digits if digits.isdigit() else card


def is_iban(text: bytes) -> bool:
    """ISO 13616: right length for its country, and 1 modulo 97; ``text`` without spaces."""
    if len(text) != IBAN_LENGTHS.get(text[:2]) or not text.isalnum() or not text[2:4].isdigit():
        return False
    moved = (text[4:] + text[:4]).decode().upper()
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
