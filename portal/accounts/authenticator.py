"""The TOTP device (RFC 6238): django-otp's, with its key encrypted at rest.

django-otp keeps keys in clear; whoever reads a backup could then make codes. Here the ``key`` column holds
base64(nonce || AES-256-GCM ciphertext || tag), bound to the person by the additional data. The encryption key comes
from ``LANTERN_SECRET_KEY`` by HKDF-SHA256 (RFC 5869): after that secret changes, everybody enrols anew.
"""

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django_otp.models import DeviceManager
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts.models import Person
from portal.core.problems import Problem

KEY_BYTES = 20  # RFC 4226, 4: 160 bits
NONCE_BYTES = 12


class KeyUnreadable(Problem):
    """The stored key does not open with this site's secret."""

    status = 503
    code = "second_factor_unreadable"


class AuthenticatorManager(DeviceManager):  # type: ignore[misc]  # django-otp has no types
    def start(self, person: Person) -> "Authenticator":
        """A device with a new key that counts only after a first right code; earlier unfinished ones are dropped."""
        self.filter(user=person, confirmed=False).delete()
        key = seal(os.urandom(KEY_BYTES), person.pk)
        device: Authenticator = self.create(user=person, name="Authenticator app", confirmed=False, key=key)
        return device


class Authenticator(TOTPDevice):  # type: ignore[misc]
    objects = AuthenticatorManager()

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The key in clear; raises ``KeyUnreadable``."""
        return unseal(self.key, self.user_id)


def seal(secret: bytes, person_id: int) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return b64encode(nonce + _cipher().encrypt(nonce, secret, _bound_to(person_id))).decode()


def unseal(sealed: str, person_id: int) -> bytes:
    try:
        data = b64decode(sealed, validate=True)
        return _cipher().decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], _bound_to(person_id))
    except (InvalidTag, ValueError) as error:
        raise KeyUnreadable(
            "Your second factor cannot be read with this site's secret key. Ask an administrator to reset it."
        ) from error


def _cipher() -> AESGCM:
    secret = settings.SECRET_KEY.encode()
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=b"lantern totp key").derive(secret))


def _bound_to(person_id: int) -> bytes:
    return f"totp:{person_id}".encode()
