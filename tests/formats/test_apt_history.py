"""Lists of packages cost time in proportion to their length, whatever their names hold."""

import time

import pytest

from ingestion.formats.apt_history import PACKAGE

LENGTH = 100_000


@pytest.mark.parametrize("part", ("a:", "a:,", "a (", ":"))
def test_long_lists_are_read_in_linear_time(part: str) -> None:
    began = time.process_time()
    assert not PACKAGE.findall(part * (LENGTH // len(part)))
    assert time.process_time() - began < 1


def test_packages_are_named_without_their_architecture() -> None:
    assert PACKAGE.findall("libc6:amd64 (2.39, 2.40), tzdata (2026a)") == ["libc6", "tzdata"]
