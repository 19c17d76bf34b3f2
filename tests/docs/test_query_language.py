"""The page on the query language: every example is read, every field, preset and limit is on it; so is every API call."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from investigations.query.compile import check
from investigations.query.fields import SPECS
from investigations.query.parse import parse
from investigations.query.scan import SPECIAL
from investigations.query.unparse import unparse
from investigations.review import errors
from investigations.review.api.schema import document, operations
from portal.core.problems import Problem
from portal.core.timephrase import NAMED
from portal.core.timerange import parse_range

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "query-language.md").read_text(encoding="utf-8")
API = (DOCS / "api.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 21, 20, 36, tzinfo=UTC)


def rows(heading: str) -> list[str]:
    """First cells of the table under a heading of the page."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [cell for cell in re.findall(r"^\| (`.+?) \| ", part, re.MULTILINE) if cell != "query"]


EXAMPLES = [
    cell.strip("`").replace("\\|", "|")
    for heading in ("Words and phrases", "Joining", "Fields")
    for cell in rows(heading)
]
PHRASES = [phrase for cell in rows("Time ranges") for phrase in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_example_is_a_query(query: str) -> None:
    node = parse(query)
    check(node, query)
    assert parse(unparse(node)) == node


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_range_is_one(phrase: str) -> None:
    assert parse_range(phrase, now=NOW).start < NOW


def test_examples_use_the_whole_language() -> None:
    text = " ".join(EXAMPLES)
    for sign in ('"', "*", "?", "\\", "AND", "OR", "NOT", "(", "-", ":", ">=", "<=", "[", "{", " TO "):
        assert sign in text
    assert "".join(sorted(SPECIAL)) == '!"&()*+-:<=>?[\\]{|}'


def test_every_field_and_named_range_is_listed() -> None:
    assert [spec.name for spec in SPECS if f"| `{spec.name}` |" not in PAGE] == []
    assert [name for name in NAMED if f"`{name}`" not in PAGE] == []


def test_every_call_and_code_of_the_api_is_listed() -> None:
    assert [path for path, _, _ in operations(document()) if path not in API] == []
    problems = [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Problem)
    ]
    assert [each.code for each in problems if f"`{each.code}`" not in API] == []
