"""The style guide as a page: every part of the kit with its markup. Only tests serve it (tests/ui/urls.py)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from portal.audit.purpose import Purpose
from portal.core.inert import inert

PARTS = {
    "buttons": (
        "Buttons",
        "One primary action for each page or form; a destructive button says exactly what it will do.",
    ),
    "badges": ("Badges and severity", "Always a word; what matters has a shape or an icon too."),
    "tables": (
        "Tables",
        "On a narrow page rows become small blocks: add class cards, and data-label on each cell.",
    ),
    "filters": ("Filter bar", "Above lists; applies with Enter."),
    "forms": (
        "Forms",
        "components/field.html writes this for a Django form field, components/form_errors.html the summary.",
    ),
    "notices": ("Notices", ""),
    "values": ("Numbers, balance, keys and values", ""),
    "raw": (
        "Records as text",
        "The filter inert shows what hides; portal.core.inert.inert also marks matches.",
    ),
    "tabs": ("Tabs", "Links with aria-current."),
    "timeline": ("Timeline", ""),
    "empty": ("Empty state", "Says what to do next."),
    "loading": ("Progress and loading", "Indicators keep their place, so nothing moves."),
    "dialogs": (
        "Dialogs and toasts",
        "data-open and data-close; a failed request dims its region and says why.",
    ),
}
MOMENT = datetime(2026, 11, 21, 20, 36, 1, 123456, tzinfo=UTC)
HOSTILE = (
    b"Nov 21 20:36:01 edge-7 sshd[4121]: Failed password for \x1b[31mroot\x1b[0m<script>alert(1)</script> "
    b"from 203.0.113.7\r\nforged: \xe2\x80\xaeelbisivni\xe2\x80\xac \x00 caf\xe9 \xef\xbb\xbfend"
)
MESSAGES = (
    (2, "edge-web", "kernel: EXT4-fs error (device vda1): remounting filesystem read-only", 84),
    (3, "edge-ssh", "Failed password for invalid user admin from 203.0.113.7 port 52114 ssh2", 96),
    (4, "shop-app", "authn_login_fail:mara,5 attempts left before \x1b[31mlock\x1b[0m" + "-" * 260, 312),
    (6, "edge-web", '203.0.113.7 - - "GET /account/orders?id=%27%20OR%201=1 HTTP/1.1" 200 5316', 1204118),
    (7, "shop-app", '{"trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","took_ms":12}', 61),
)
FIELDS = (
    ("timestamp", "2026-11-21T20:36:01.123456Z"),
    ("event.action", "authn_login_fail"),
    ("user.name", "root"),
    ("source.ip", "203.0.113.7"),
    (
        "user_agent.original",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
    ),
    ("labels.note", "\u202eright to left"),
)
NAV = (
    ("Look", "Search", "search", True),
    ("Look", "Cases", "briefcase", False),
    ("Records", "Sources", "radio", False),
    ("Records", "Batches", "layers", False),
    ("Records", "Retention", "hourglass", False),
    ("Oversight", "Receipts", "receipt-text", False),
    ("Oversight", "Activity", "activity", False),
    ("Oversight", "People", "users", False),
)


def sample() -> dict[str, Any]:
    """What the parts need to show themselves."""
    rows = [
        {"time": MOMENT, "severity": level, "source": source, "message": message, "bytes": size}
        for level, source, message, size in MESSAGES
    ]
    return {
        "rows": rows,
        "fields": FIELDS,
        "hostile": HOSTILE,
        "marked": mark_safe(inert("Failed password for root", terms=["password"])),  # noqa: S308 - inert escapes
        "now": MOMENT,
        "severities": [*range(8), ""],
    }


def shell() -> dict[str, Any]:
    """A person, a purpose and a navigation, as portal.accounts.context would give them."""
    return {
        "nav": [
            {"group": group, "label": label, "url": "#", "icon": icon, "current": now}
            for group, label, icon, now in NAV
        ],
        "actor": {"name": "mara", "display_name": "Mara Lind"},
        "role_labels": ["Investigator"],
        "purpose": Purpose(kind="category", category="incident-response", reason="Password guessing"),
        "zone": "utc",
    }


def parts(context: dict[str, Any]) -> list[dict[str, object]]:
    """Each part rendered, and its source as it stands in templates/guide/."""
    return [
        {"id": name, "title": title, "note": note, "html": _rendered(name, context), "source": _source(name)}
        for name, (title, note) in PARTS.items()
    ]


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"guide/{name}.html", context))  # noqa: S308 - our own template


def _source(name: str) -> str:
    folder = Path(__file__).resolve().parents[2] / "templates" / "guide"
    return (folder / f"{name}.html").read_text().strip()


def guide(request: HttpRequest) -> HttpResponse:
    context = sample()
    return render(request, "guide.html", {**shell(), **context, "parts": parts(context)})
