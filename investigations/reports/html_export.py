"""A case as one HTML file: no script, nothing loaded from anywhere, every byte of a record inert."""

import hashlib
from base64 import b64encode
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from investigations.cases.evidence import rfc3339
from investigations.cases.timeline import Line
from investigations.reports.content import BatchFact, Content

STYLE = settings.BASE_DIR / "static" / "css" / "pages" / "report.css"
FOLD = 4000  # characters of a line shown before it folds; a folded line is not printed in full


@cache
def style() -> tuple[SafeString, str]:
    """Our own stylesheet to stand in the file, and its CSP hash source (CSP3, 2.3.1)."""
    text = STYLE.read_text(encoding="utf-8").strip()
    if "</" in text:
        raise ValueError("The report's stylesheet would end its own element.")
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return mark_safe(text), f"'sha256-{digest}'"  # noqa: S308 - a file of ours, checked above


def case_html(content: Content) -> bytes:
    css, source = style()
    context = {
        "content": content,
        "case": content.case,
        "origin": content.origin,
        "made_at": rfc3339(content.origin.made_at),
        "numbered": _numbered(content),
        "batches": list(content.batches.values()),
        "style": css,
        "style_source": source,
        "fold": FOLD,
    }
    return render_to_string("reports/case.html", context).encode("utf-8", "xmlcharrefreplace")


def _numbered(content: Content) -> list[dict[str, object]]:
    """Entries with the number under which the report speaks of them."""
    return [
        {
            "number": number,
            "line": line,
            "record_base64": b64encode(line.record).decode("ascii"),
            "batch": _batch(content, line),
            "evidence": content.evidence.get(line.entry.pk),
        }
        for number, line in enumerate(content.lines, start=1)
    ]


def _batch(content: Content, line: Line) -> BatchFact | None:
    return content.batches.get(line.batch) if line.entry.event_id and not line.is_withheld else None
