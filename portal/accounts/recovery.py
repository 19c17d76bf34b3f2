"""Recovery codes: ten single-use second factors for the day the phone is gone.

60 random bits each, shown once. Only an HMAC-SHA256 under a key derived from the site's secret is stored, so a copy
of the database alone does not help to guess them.
"""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Person, RecoveryCode

COUNT = 10
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 12
MISREAD = str.maketrans({"i": "1", "l": "1", "o": "0"})


def replace(person: Person) -> list[str]:
    """Drop the person's codes and make ten new ones, returned in clear this once."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(COUNT)]
    with transaction.atomic():
        RecoveryCode.objects.filter(person=person).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(person=person, digest=_digest(person, code)) for code in codes
        )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def use(person: Person, typed: str) -> bool:
    """Whether ``typed`` was an unused code; it is used from then on. Case, spaces and hyphens do not matter."""
    code = normal(typed)
    if len(code) != LENGTH:
        return False
    unused = RecoveryCode.objects.filter(person=person, used_at=None, digest=_digest(person, code))
    return unused.update(used_at=timezone.now()) == 1


def left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def normal(typed: str) -> str:
    return typed.replace(" ", "").replace("-", "").lower().translate(MISREAD)


def _digest(person: Person, code: str) -> bytes:
    key = sha256(b"lantern recovery codes" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, f"{person.pk}:{code}".encode(), "sha256")
