"""The purpose of a look through the API: from the request's header, or fixed when the token was made."""

from portal.accounts.models import ApiToken
from portal.audit.purpose import CATEGORIES, Purpose


class BadPurpose(ValueError):
    """The header does not say a purpose; the message says what would."""


HOW = f"Write 'case:NUMBER' or 'CATEGORY: reason', where CATEGORY is one of {', '.join(CATEGORIES)}."
REASON_MAX = 300
LONGEST_NUMBER = 18  # digits, which 64 bits hold


def from_header(value: str) -> Purpose | None:
    """``case:17`` or ``incident-response: reason``; ``None`` when there is none. Raises ``BadPurpose``."""
    if not value.strip():
        return None
    head, _, rest = value.partition(":")
    kind, reason = head.strip().lower(), rest.strip()
    if kind == "case" and reason.isascii() and reason.isdigit() and len(reason) <= LONGEST_NUMBER:
        return of_case(int(reason))
    if kind in CATEGORIES and reason:
        return Purpose(kind="category", category=kind, reason=reason[:REASON_MAX])
    raise BadPurpose(f"The purpose {value[:80]!r} is not understood. {HOW}")


def of_token(token: ApiToken) -> Purpose | None:
    if token.purpose_case is not None:
        return of_case(token.purpose_case)
    if token.purpose_category:
        return Purpose(kind="category", category=token.purpose_category, reason=token.purpose_reason)
    return None


def of_case(number: int) -> Purpose:
    return Purpose(kind="case", case_id=number, case_label=f"#{number}")
