"""What a source's profile takes out beyond secrets, and the words of the pages for both."""

from collections.abc import Mapping

from ingestion.normalise.masking.tokens import PERSONAL_KINDS

Profile = frozenset[str]  # of PERSONAL_KINDS
NOTHING: Profile = frozenset()
LABELS: Mapping[str, str] = {
    "mail": "Mail addresses",
    "name": "Names of persons",
    "phone": "Telephone numbers",
    "nationalid": "National identity and tax numbers",
    "address": "Postal addresses",
    "ip": "IP addresses",
    "user": "User names",
}
SECRET_LABELS: Mapping[str, str] = {
    "password": "Passwords",
    "token": "Access tokens",
    "session": "Session ids",
    "cookie": "Cookies",
    "jwt": "JSON Web Tokens",
    "apikey": "Keys of vendors",
    "secret": "Other secrets",
    "privatekey": "Private keys",
    "card": "Payment cards",
    "iban": "IBANs",
    "code": "One-time codes and PINs",
    "crowd": "Masked whole",
}
HELP: Mapping[str, str] = {
    "mail": "anywhere, by their form",
    "name": "in fields that say so: first_name, full_name, display_name, surname …",
    "phone": "international form anywhere; other forms in fields that say so",
    "nationalid": "US, UK, DE, FR, ES, IT, PL, SE by check digits anywhere; any in fields that say so",
    "address": "in fields that say so: street, postal_code, city, billing_address …",
    "ip": "IPv4, IPv6 and Community IDs of flows anywhere; source.ip stays empty then, source.address has the pseudonym",
    "user": "in fields that say so, in sign-in messages and access logs; root and other system accounts stay",
}


def profile(kinds: object) -> Profile:
    """Only kinds that there are; others, of another release, are dropped."""
    return frozenset(PERSONAL_KINDS).intersection(
        kinds if isinstance(kinds, list | tuple | set | frozenset) else ()
    )
