"""The time of one event with everything that makes it less certain: clock, correction, precision, arrival."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from ingestion.normalise.odd_times import MEANS
from ingestion.normalise.precision import Precision, precision
from ingestion.normalise.skew import Confidence
from ingestion.pipeline.models import Batch
from ingestion.sources.models import Source
from ingestion.watch import corrections, estimates, words
from ingestion.watch.models import ClockCorrection, ClockEstimate
from investigations.review.found import Event
from investigations.review.order import Happened, Order, compare
from portal.core.eventid import batch_of
from portal.core.microseconds import MICROSECOND
from portal.core.timephrase import EARLIEST

ZONES = timedelta(hours=14)  # between the two zones that are farthest from UTC and UTC itself
YEAR = timedelta(days=366)
LIVE = timedelta(days=1)
NOTHING = timedelta()
AHEAD_OF_ARRIVAL = "It states a time after its arrival, which nothing known of its clock explains; only its arrival is believed."


@dataclass(frozen=True)
class EventTime:
    """``why`` are the sentences that explain ``happened``; ``origin`` says who chose the correction of ``offset``."""

    happened: Happened
    written: str
    quality: str
    offset: timedelta
    origin: str
    precision: Precision
    estimate: ClockEstimate | None
    why: tuple[str, ...]
    flag: str

    @property
    def flag_means(self) -> str:
        return MEANS.get(self.flag, "")

    @property
    def earlier(self) -> timedelta:
        return self.happened.at - self.happened.earliest

    @property
    def later(self) -> timedelta:
        return self.happened.latest - self.happened.at

    @property
    def is_before(self) -> bool:
        """Whether it happened before the time at which it is shown, as it had arrived by then."""
        return self.later < NOTHING

    @property
    def sooner(self) -> timedelta:
        """By how much at least, where ``is_before``."""
        return -self.later

    @property
    def is_bounded(self) -> bool:
        """Whether anything is known of how early it can have been."""
        return self.happened.earliest > EARLIEST

    @property
    def clock_words(self) -> str:
        return words.headline(self.estimate)

    @property
    def offset_words(self) -> str:
        return words.side(self.offset // MICROSECOND)


def time_of(event: Event) -> EventTime:
    """Reads PostgreSQL: the batch, the correction that was in force, and the estimate that was known on arrival."""
    written = str(event.fields.get("event.created") or "")
    quality = str(event.fields.get("time_quality") or "arrival")
    offset = int(str(event.fields.get("clock_offset") or 0)) * MICROSECOND
    source = Source.objects.filter(slug=event.source).first()
    # What is known of a clock today says nothing about the clock that wrote an old file.
    is_live = abs(event.received_at - event.timestamp) <= LIVE
    estimate = estimates.near(source.pk, event.received_at) if source and is_live else None
    clock = Clock(source, estimate, offset)
    precise = precision(written)
    happened, why = clock.happened(event, quality, precise)
    origin = clock.origin(event)
    return EventTime(happened, written, quality, offset, origin, precise, estimate, why, event.flag)


@dataclass(frozen=True)
class Compared:
    """Two events with their times and the order that these allow to tell."""

    first: Event
    second: Event
    first_time: EventTime
    second_time: EventTime
    order: Order

    @classmethod
    def of(cls, first: Event, second: Event) -> "Compared":
        one, other = time_of(first), time_of(second)
        return cls(first, second, one, other, compare(one.happened, other.happened))


@dataclass(frozen=True)
class Clock:
    """What is known of the clock that an event's time was read from."""

    source: Source | None
    estimate: ClockEstimate | None
    offset: timedelta

    def origin(self, event: Event) -> str:
        """``configured`` or ``estimated``; empty when nothing was corrected or nobody knows any more."""
        found = self._correction(event) if self.offset else None
        return found.origin if found else ""

    def _correction(self, event: Event) -> ClockCorrection | None:
        batch = Batch.objects.filter(number=batch_of(event.id)).only("sealed_at").first()
        if self.source is None or batch is None:
            return None
        return corrections.in_force(self.source.pk, self.offset // MICROSECOND, batch.sealed_at)

    def happened(self, event: Event, quality: str, precise: Precision) -> tuple[Happened, tuple[str, ...]]:
        received = event.received_at
        if quality == "arrival":
            at_all = Happened(event.timestamp, EARLIEST, received, received, None, MICROSECOND, "")
            return at_all, (
                "It states no time. It is shown at its arrival, and happened at some time before.",
            )
        step = precise.step * MICROSECOND
        ahead, behind, why = self._error(precise)
        stated = event.timestamp + self.offset
        earliest, latest = stated - ahead, stated + step + behind
        sentences = [_precise(step), why]
        doubts_year = not precise.has_year and received - event.timestamp > LIVE
        if doubts_year:
            earliest -= YEAR
            sentences.append(
                "It states no year and came more than a day later, so it may be of the year before."
            )
        twice = NOTHING if precise.has_zone else self._twice(stated)
        if twice:
            latest += twice
            sentences.append(
                f"It states no zone, and in {self.zone} this hour happened twice, so it may be {words.span(twice // MICROSECOND)} later."
            )
        if earliest > received:
            earliest, latest = EARLIEST, received
            sentences.append(AHEAD_OF_ARRIVAL)
        elif latest > received:
            latest = received
            sentences.append("It had arrived by then, so it cannot have happened later.")
        clock = "" if doubts_year or twice else _clock_of(event, precise)
        return Happened(event.timestamp, earliest, latest, received, stated, step, clock), tuple(sentences)

    @property
    def zone(self) -> str:
        return self.source.time_zone if self.source else "UTC"

    def _twice(self, stated: datetime) -> timedelta:
        """How much later it can be where clocks were set back: a time without a zone is read as the first of two."""
        local = stated.astimezone(ZoneInfo(self.zone))
        back = (local.replace(fold=0).utcoffset() or NOTHING) - (local.replace(fold=1).utcoffset() or NOTHING)
        return max(back, NOTHING)

    def _error(self, precise: Precision) -> tuple[timedelta, timedelta, str]:
        """By how much its clock may have been ahead, and behind, of true time, and why."""
        if self.estimate is None:
            return self._unmeasured(precise)
        ahead = max(self.estimate.upper_us * MICROSECOND, self.offset)
        behind = max(-self.estimate.lower_us * MICROSECOND, -self.offset)
        if self.estimate.confidence == Confidence.LOW:  # too few windows to narrow anything
            wide = timedelta(seconds=settings.CLOCK_UNMEASURED_S)
            ahead, behind = max(ahead, self.offset + wide), max(behind, wide - self.offset)
        why = f"The clock of {self.source} was estimated: {words.headline(self.estimate).lower()} ({self.estimate.confidence} confidence)."
        return ahead, behind, why

    def _unmeasured(self, precise: Precision) -> tuple[timedelta, timedelta, str]:
        if precise.has_zone:
            wide, why = (
                timedelta(seconds=settings.CLOCK_UNMEASURED_S),
                "Nothing is known of its clock, which is taken to be right within {}.",
            )
        else:
            wide, why = (
                ZONES,
                "It states no zone and nothing is known of its clock, so its zone may be another: {} either way.",
            )
        return self.offset + wide, wide - self.offset, why.format(words.span(wide // MICROSECOND))


def _clock_of(event: Event, precise: Precision) -> str:
    """The machine that told the time; empty when the record names none, as a source may be many machines.

    Programs of one machine may write other zones: what states its zone and what does not, or what was read from another
    format, is not of one clock.
    """
    host = event.fields.get("host.name")
    if not host or precise.has_zone:
        return f"{event.source}/{host}" if host else ""
    read_as = Batch.objects.filter(number=batch_of(event.id)).values_list("format", flat=True).first()
    return f"{event.source}/{host}/{read_as or ''}/"


def _precise(step: timedelta) -> str:
    return (
        f"It is written to the {_unit(step)}." if step > MICROSECOND else "It is written to the microsecond."
    )


def _unit(step: timedelta) -> str:
    us = step // MICROSECOND
    named = {86_400_000_000: "day", 60_000_000: "minute", 1_000_000: "second", 1000: "millisecond"}
    return named.get(us) or f"next {re.sub(r'^1 ', '', words.span(us))}"
