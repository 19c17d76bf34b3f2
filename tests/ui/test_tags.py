"""Tags and filters of the kit."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.template import Context, Template

from portal.core.templatetags import ui

MOMENT = datetime(2026, 11, 21, 20, 36, 1, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "text"),
    [("", "20:36:01.123456"), ("ms", "20:36:01.123"), ("s", "20:36:01"), ("min", "20:36")],
)
def test_a_time_says_its_zone_at_every_precision(precision: str, text: str) -> None:
    shown = ui.when(MOMENT, precision)
    assert f'>2026-11-21 {text} <span class="zone">UTC</span></time>' in shown
    assert 'datetime="2026-11-21T20:36:01.123456Z"' in shown


def test_a_time_from_another_zone_is_shown_in_utc() -> None:
    assert "2026-11-21 20:36:01.123456" in ui.when(MOMENT.astimezone(timezone(timedelta(hours=-7))))


def test_a_name_breaks_at_its_joints_and_stays_inert() -> None:
    shown = Template("{% load ui %}{{ name|inert_cut:200|breaks_at_joints }}").render(
        Context({"name": "customer.full_name<b>\u202e.x"})
    )
    assert shown == 'customer.<wbr>full_<wbr>name&lt;b&gt;<span class="ctl">\\u202e</span>.x'


def test_a_time_is_cut_and_never_rounded_up() -> None:
    assert "20:36:01.999 " in ui.when(MOMENT.replace(microsecond=999_999), "ms")


def test_a_date_has_no_zone_and_nothing_is_a_dash() -> None:
    assert ui.when(date(2026, 11, 21)) == '<time datetime="2026-11-21">2026-11-21</time>'
    assert "–" in ui.when(None)


@pytest.mark.parametrize(
    ("value", "level", "word"),
    [
        (0, "critical", "emergency"),
        (2, "critical", "critical"),
        (3, "error", "error"),
        ("warning", "warning", "warning"),
        (5, "notice", "notice"),
        (7, "debug", "debug"),
        (255, "unknown", "unknown"),
        (None, "unknown", "unknown"),
        ('"><script>', "unknown", "unknown"),
    ],
)
def test_severity_is_a_shape_and_a_word(value: object, level: str, word: str) -> None:
    shown = ui.severity(value)
    assert f"#sev-{level}" in shown
    assert f"</svg>{word}</span>" in shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (1023, "1,023 B"),
        (1024, "1.0 KiB"),
        (226123, "221 KiB"),
        (1.5 * 2**30, "1.5 GiB"),
        (None, "–"),
    ],
)
def test_sizes(value: object, text: str) -> None:
    assert ui.bytes_size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.34, "340 ms"),
        (12, "12 s"),
        (59.94, "59.9 s"),
        (124.5, "2 min 04 s"),
        (timedelta(hours=3, minutes=5), "3 h 05 min"),
        (timedelta(days=2, hours=4), "2 d 4 h"),
        (-90, "−1 min 30 s"),
        ("", "–"),
    ],
)
def test_durations(value: object, text: str) -> None:
    assert ui.duration(value) == text


def test_numbers_are_grouped_and_words_left_alone() -> None:
    assert ui.grouped(1234567) == "1,234,567"
    assert ui.grouped("many") == "many"
    assert ui.grouped(None) == "–"


def test_a_cut_record_says_how_much_more_there_is() -> None:
    assert ui.inert_cut("x" * 1500, 100) == "x" * 100 + '<span class="ctl">… 1,400 more</span>'
    assert ui.inert_cut("<b>", 3) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("name", "text"), [("Mara Lind", "ML"), ("mara.lind", "ml"), ("", "?"), (None, "?"), ("<b>", "?")]
)
def test_initials(name: object, text: str) -> None:
    assert ui.initials(name) == text
