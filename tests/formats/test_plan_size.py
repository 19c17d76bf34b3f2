"""Expressions that are small when compiled: the engine compiles each of them several times for every insert it plans."""

import re

import pytest
import re2

from ingestion.formats import FORMATS
from ingestion.store.insert import statement

PATTERN = re.compile(
    r"\b(?:extract|extractGroups|extractAll|extractAllGroups|match|replaceRegexp(?:One|All))\(([^']*?)'((?:[^'\\]|\\.)*)'"
)
LARGEST = (
    1400  # instructions, and two for each character: a class of letters that may stand 255 times has 512
)


def programs(sql: str) -> dict[str, int]:
    found = (re.sub(r"\\(.)", r"\1", match[2]) for match in PATTERN.finditer(sql))
    return {pattern: re2.compile(pattern).programsize for pattern in found}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_expression_is_large(name: str) -> None:
    sizes = programs(statement(FORMATS[name]))
    assert sizes
    assert not {pattern: size for pattern, size in sizes.items() if size > LARGEST + 2 * len(pattern)}
