"""Messages made to make a rule's expression look again and again take linear time."""

import time
from itertools import product

import pytest

from ingestion.normalise.programs import MOST, RULES, meaning

PARTS = (
    *(":", ".", "(", "[", "<", "'", ",", "=", "0"),
    " ",
    " from a",
    "' from ",
    " user ",
    "user=<",
    ", rip=",
    " port 1",
    "rhost=a ",
    "rhost=a user=a ",
    "...1[",
    "relay=",
    "to=<a>,",
    " uploaded (1 bytes, ",
)
SLOWEST = 0.02  # seconds for 4 kB: five times what is allowed, as other work may stand beside


def _took(program: str, message: str) -> float:
    begun = time.process_time()
    meaning(program, message)
    return time.process_time() - begun


@pytest.mark.parametrize("part", PARTS)
def test_no_rule_looks_again_and_again(part: str) -> None:
    words = dict.fromkeys((rule.program or "x", rule.words) for rule in RULES)
    for (program, said), lead, end in product(words, ("", "q: "), (" !", "\n")):
        message = (said + lead + part * MOST)[: MOST - len(end)] + end
        if _took(program, message) > SLOWEST:
            assert min(_took(program, message) for _ in range(3)) < SLOWEST, (program, said, end)
