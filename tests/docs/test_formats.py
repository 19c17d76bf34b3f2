"""The page of formats names each of them, and no other."""

import re
from pathlib import Path

from ingestion.formats import FORMATS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def test_every_format_is_on_the_page() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == list(FORMATS)
