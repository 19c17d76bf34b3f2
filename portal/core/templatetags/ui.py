"""Template tags and filters of the kit; settings makes them available in every template.

templates/guide.html shows each of them.
"""

import re
from datetime import UTC, date, datetime, timedelta

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.core import inert as records

register = template.Library()

SEVERITIES = (
    "emergency",
    "alert",
    "critical",
    "error",
    "warning",
    "notice",
    "info",
    "debug",
)  # RFC 5424, 6.2.1
EMPTY = "–"


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A symbol of static/icons.svg; ``size`` is ``small`` or ``large``. Silent unless it has a ``label``."""
    kind = f"icon {size}".strip()
    target = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', kind, label, target
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', kind, target)


@register.simple_tag
def severity(value: object) -> SafeString:
    """Syslog severity 0–7 or its name, as a shape and a word; anything else is shown as unknown."""
    word = _severity_word(value)
    level = "critical" if word in SEVERITIES[:3] else word if word in SEVERITIES else "unknown"
    return format_html('<span class="sev" data-sev="{}">{}{}</span>', level, icon(f"sev-{level}"), word)


def _severity_word(value: object) -> str:
    text = str(value).strip().lower()
    if text in SEVERITIES:
        return text
    return SEVERITIES[int(text)] if text in {"0", "1", "2", "3", "4", "5", "6", "7"} else "unknown"


@register.filter
def when(value: object, precision: str = "") -> SafeString:
    """A time in UTC with its zone; the page's switch turns it into local time.

    ``precision`` is ``s``, ``ms``, ``us`` or ``min``; without it, microseconds show when there are any.
    A naive datetime is taken as UTC. A date has no zone and stays as it is.
    """
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        chosen = precision or ("us" if moment.microsecond else "s")
        iso = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return format_html(
            '<time datetime="{}" data-when="{}">{} <span class="zone">UTC</span></time>',
            iso,
            chosen,
            clock(moment, chosen),
        )
    if isinstance(value, date):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), value.isoformat())
    return _empty()


def clock(moment: datetime, precision: str) -> str:
    """``2026-11-21 20:36:01.123456``, cut (not rounded) to the precision."""
    cut = {"min": 16, "s": 19, "ms": 23}.get(precision, 26)
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:cut]


@register.filter
def inert(value: object, how: str = "") -> SafeString:
    """Text or bytes of a record as inert HTML, all invisible characters shown; ``lines`` lets line feeds break."""
    return mark_safe(records.inert(value, lines=how == "lines"))  # noqa: S308 - escaped there, property-tested


@register.filter
def breaks_at_joints(shown: SafeString) -> SafeString:
    """A field's name as ``inert`` shows it, which a narrow page breaks behind its dots and underscores, not in a word."""
    return mark_safe(re.sub(r"(?<=\w[._])(?=\w)", "<wbr>", shown))  # noqa: S308 - markers hold no joint in their tags


@register.filter
def inert_cut(value: object, length: int) -> SafeString:
    """Like ``inert``, but at most ``length`` characters, and says how many more there are."""
    text = records.as_text(value)
    more = len(text) - length
    if more <= 0:
        return inert(text)
    return format_html('{}<span class="ctl">… {} more</span>', inert(text[:length]), grouped(more))


@register.filter
def grouped(value: object) -> str:
    """``1234567`` as ``1,234,567``; a dash for nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return EMPTY if value is None or value == "" else str(value)
    return f"{value:,}"


@register.filter
def correction(offset_ms: int) -> str:
    """What becomes of timestamps of a clock that runs ahead by this much, or behind when it is negative."""
    if not offset_ms:
        return "none"
    return f"{abs(offset_ms):,} ms are {'subtracted' if offset_ms > 0 else 'added'}"


@register.filter
def bytes_size(value: object) -> str:
    """Bytes in binary units: ``1.4 MiB``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return EMPTY
    size = float(value)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if abs(size) < 1024 or unit == "TiB":
            return f"{size:,.0f} {unit}" if unit == "B" or abs(size) >= 100 else f"{size:.1f} {unit}"
        size /= 1024
    return EMPTY


@register.filter
def duration(value: object) -> str:
    """Seconds or a timedelta in the two largest units that matter: ``340 ms``, ``12.4 s``, ``3 h 05 min``, ``2 d 4 h``."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return EMPTY
    sign, seconds = ("−" if value < 0 else ""), abs(float(value))
    return sign + _span(seconds)


def _span(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min {int(seconds % 60):02d} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02d} min"
    days, hours = divmod(hours, 24)
    return f"{days:,} d {hours} h"


@register.filter
def shown(value: object) -> object:
    """The value, or a faint dash where there is none (0 and False are values)."""
    return _empty() if value is None or value == "" else value


def _empty() -> SafeString:
    return format_html('<span class="empty-value" aria-label="none">{}</span>', EMPTY)


@register.filter
def initials(name: object) -> str:
    """Up to two letters for the round mark of a person."""
    words = [word for word in str(name or "").replace(".", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]) or "?"
