"""Contrast of the tokens in both themes, computed as WCAG 2.2 defines it (1.4.3 for text, 1.4.11 for boundaries)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6})\b[^,]*,\s*(#[0-9a-f]{6})")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS.read_text())}

SURFACES = ("bg", "bg-sunken", "bg-raised", "bg-hover")
TONES = ("ok", "warn", "bad", "info")
LEVELS = ("critical", "error", "warning", "notice", "info", "debug", "unknown")
TEXT = [
    *[(text, surface) for text in ("text", "text-2", "text-3", "accent", "bad") for surface in SURFACES],
    *[(tone, f"{tone}-tint") for tone in TONES],
    *[
        (f"sev-{level}", surface)
        for level in LEVELS
        for surface in (*SURFACES, f"sev-{level}-tint", "accent-tint")
    ],
    *[(text, "accent-tint") for text in ("text", "text-2", "accent")],
    ("text-2", "bg-active"),
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-hover"),
    ("on-bad", "bad-fill"),
    ("on-bad", "bad-fill-hover"),
    ("on-mark", "mark"),
    ("ctl", "ctl-tint"),
]
BOUNDARIES = [("border-field", surface) for surface in ("bg", "bg-raised", "bg-field")] + [
    ("focus", surface) for surface in SURFACES
]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT, ids=[f"{front} on {back}" for front, back in TEXT])
def test_text_can_be_read(front: str, back: str, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[back][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"), BOUNDARIES, ids=[f"{front} on {back}" for front, back in BOUNDARIES]
)
def test_boundaries_and_focus_can_be_seen(front: str, back: str, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[back][theme]) >= 3
