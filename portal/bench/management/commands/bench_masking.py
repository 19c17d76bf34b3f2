"""``manage.py bench_masking``: what masking costs a line, by how many lines hold a secret. Needs no store."""

import random
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from ingestion.normalise.masking.masker import Masker
from ingestion.normalise.masking.profile import NOTHING, Profile, profile
from ingestion.normalise.masking.tokens import PERSONAL_KINDS
from ingestion.privacy.masks import masker
from portal.bench.events import bodies, made

BODY = 16 * 2**20
SHARES = (0.0, 0.01, 0.1, 1.0)
ROUNDS = 3


class Command(BaseCommand):
    help = (
        "Measure masking: microseconds of processor time a line, with and without secrets, the best of three."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lines", type=int, default=40_000, help="made-up lines of about 430 bytes")

    def handle(self, *args: Any, **options: Any) -> None:
        _, body = next(bodies(made(options["lines"], datetime.now(UTC), secrets=0.0), BODY))
        lines = body.splitlines()
        for kinds, said in ((NOTHING, "secrets"), (profile(PERSONAL_KINDS), "secrets and all personal data")):
            for share in SHARES:
                self.stdout.write(measured(lines, share, kinds, said))


def measured(lines: list[bytes], share: float, kinds: Profile, said: str) -> str:
    body = b"\n".join(planted(lines, share))
    one = masker(kinds)
    best = min(seconds(one, body) for _ in range(ROUNDS))
    return f"{said}: {share:4.0%} of lines hold a secret: {best / len(lines) * 1e6:6.2f} µs a line, {len(body) / best / 1e6:6.0f} MB/s"


def planted(lines: list[bytes], share: float) -> list[bytes]:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    return [
        line[:-1] + b',"password":"%d"}' % chance.getrandbits(60) if chance.random() < share else line
        for line in lines
    ]


def seconds(one: Masker, body: bytes) -> float:
    began = time.process_time()
    one.mask(body)
    return time.process_time() - began
