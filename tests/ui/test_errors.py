"""Error pages: rendered without a request, calm, and with something to do."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

CODES = (400, 403, 404, 429, 500, 503)
INSIDE = re.compile(r"traceback|exception|django|postgres|clickhouse|valkey", re.IGNORECASE)


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_needs_nothing_and_tells_nothing(code: int) -> None:
    page = render_to_string(f"errors/{code}.html")
    assert f">{code}<" in page
    assert '<a class="btn primary" href="/">' in page
    assert not INSIDE.search(page)


def test_a_reason_is_shown_as_text() -> None:
    assert "&lt;b&gt;" in render_to_string("errors/503.html", {"reason": "<b>"})
    old = render_to_string("errors/403.html", {"csrf": True})
    assert "nothing was changed" in old
    assert "not open to you" not in old
    assert "2 min 00 s" in render_to_string("errors/429.html", {"wait": 120})


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    root = Path(__file__).resolve().parents[2]
    there = set(re.findall(r'<symbol id="([^"]+)"', (root / "static" / "icons.svg").read_text()))
    used = {
        (name, path.name)
        for path in (root / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert len(used) > 10
    assert not sorted((name, where) for name, where in used if name not in there)
