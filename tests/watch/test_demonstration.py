"""The demonstration goes on, and the clock that its story plants is found from what arrives."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ingestion.pipeline.models import SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.receive.spooling import spool
from ingestion.sources.models import Source
from ingestion.watch import collect, estimates
from portal.demo.story import Story
from portal.demo.tasks import go_on
from portal.retention.models import RetentionClass

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("event_tables")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shop(db: None) -> Source:
    security = RetentionClass.objects.get(slug="security")
    return Source.objects.create(
        slug="shop-app", name="Shop", retention_class=security, clock_offset_ms=97_000
    )


def test_the_shop_stays_open_in_the_demonstration_alone(shop: Source, settings: Any) -> None:
    settings.DEMO = False
    assert go_on() == 0
    settings.DEMO = True
    assert go_on() > 0
    assert set(SpoolItem.objects.values_list("source__slug", flat=True)) == {"shop-app"}


def test_its_clock_is_found(shop: Source, now: datetime) -> None:
    for minute in range(14):
        at = now - (14 - minute) * MINUTE
        lines = Story(at, seed=minute, start=at - MINUTE).everyday()["shop-app"]
        if lines:
            spool(shop, [b"\n".join(line.text for line in lines)], how="api", received_at=at)
    while seal_next() is not None:
        pass
    [estimate] = estimates.renew(collect.collect(now + MINUTE), now)
    assert estimate.is_told
    assert estimate.lower_us <= 97_000_000 <= estimate.upper_us
