"""Argon2 with the least work it takes: these tests sign in often."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django import Settings


class LightArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1


@pytest.fixture(autouse=True)
def light_hashing(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.{LightArgon2.__name__}"]
