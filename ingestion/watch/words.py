"""What is known of a clock, in sentences."""

from ingestion.normalise.skew import Finding
from ingestion.watch.models import ClockEstimate

SECOND = 1_000_000
SECONDS_A_DAY = 86_400


def span(us: int) -> str:
    """Microseconds as people say them: ``420 ms``, ``97.02 s``, ``12 min 20 s``, ``2 h 00 min 04 s``, ``14 h 00 min``; without a sign."""
    us = abs(us)
    if us < SECOND:
        return f"{us / 1000:.0f} ms"
    if us < 600 * SECOND:
        return f"{us / SECOND:.2f}".rstrip("0").rstrip(".") + " s"
    minutes, seconds = divmod(round(us / SECOND), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    longer = f"{f'{days:,} d ' if days else ''}{hours} h " if days or hours else ""
    whole = f"{longer}{minutes:02d} min"
    return f"{whole} {seconds:02d} s" if seconds else whole


def side(us: int) -> str:
    """``ahead by 97 s``, ``behind by 3 s`` or ``right``."""
    if us == 0:
        return "right"
    return f"{'ahead' if us > 0 else 'behind'} by {span(us)}"


def zone(seconds: int) -> str:
    """``+2:00 h``."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'+' if seconds > 0 else '−'}{hours}:{minutes:02d} h"


def headline(estimate: ClockEstimate | None) -> str:
    if estimate is None or not estimate.is_told:
        return "No estimate"
    if estimate.why is Finding.UNSTEADY:
        return f"Anywhere from {side(estimate.lower_us)} to {side(estimate.upper_us)}"
    if estimate.why is Finding.WRONG_ZONE and estimate.lower_us < 0:
        return f"Behind by {span(estimate.ahead_us)}, or records come that late"
    if estimate.why is Finding.BACK_OR_SLOWER:
        return f"Between {side(estimate.lower_us)} and {side(estimate.upper_us)}"
    if estimate.ahead_us == 0:
        return f"Right, within {span(estimate.uncertainty_us)}"
    if estimate.why is Finding.LATE_OR_BEHIND:
        return f"Right, or up to {span(estimate.lower_us)} behind"
    return f"{side(estimate.ahead_us).capitalize()} ± {span(estimate.uncertainty_us)}"


def explanation(estimate: ClockEstimate | None) -> str:
    if estimate is None or estimate.why is Finding.TOO_LITTLE:
        return (
            "It takes records in at least three minutes of the last day. Uploads and files read by a command do not "
            "count: when they arrive says nothing about a clock."
        )
    return {
        Finding.HISTORY: "What arrives was written long before it came, so arrival says nothing about the clock.",
        Finding.SCATTERED: "The delays of its records have too little in common, as if it had several clocks or sent old "
        "and new records together.",
        Finding.WRONG_ZONE: f"It looks like a wrong time zone: {zone(estimate.zone_s)}. Where its timestamps carry no zone, "
        "set the source's time zone; where they carry a wrong one, configure the offset. An estimate like this is not followed.",
        Finding.LATE_OR_BEHIND: "Its records always come late by about the same time. Slow delivery and a clock that is "
        "behind look the same from here, so this is not followed; compare its clock by hand.",
        Finding.STEPPED: "The clock was set lately. Only what arrived since counts.",
        Finding.BACK_OR_SLOWER: "Its records began to take longer all at once. Either the clock was set back, or it is as "
        "far ahead as before and delivery is slower. This is not followed; compare its clock by hand.",
        Finding.UNSTEADY: "Its delays jump to and fro between several values, as if its clock were set again and again, or "
        "as if it sent by a quick and a slow way. This is not followed.",
        Finding.NOTHING: "From the smallest delays between the times that records state and their arrival.",
    }[estimate.why]


def drift(estimate: ClockEstimate) -> str:
    """``gains 0.4 s a day``; empty when it cannot be told."""
    if estimate.drift_ppb is None:
        return ""
    a_day = abs(estimate.drift_ppb) * SECONDS_A_DAY // 1000
    if a_day == 0:
        return "no drift to be seen"
    return f"{'gains' if estimate.drift_ppb > 0 else 'loses'} {span(a_day)} a day"
