"""The demonstration goes on, and the clock that its story plants is found from what arrives."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ingestion.pipeline.models import Batch, SpoolItem, VerifiedBy
from ingestion.pipeline.seal import seal_next
from ingestion.privacy.models import SourceMasking
from ingestion.receive.spooling import spool
from ingestion.sources.models import IngestToken, Source
from ingestion.watch import collect, estimates
from investigations.review.reveal import reveal
from portal.accounts.actor import Actor
from portal.accounts.roles import Role
from portal.audit.purpose import Purpose
from portal.core.eventid import event_id
from portal.demo.register import register_sources
from portal.demo.story import Story
from portal.demo.tasks import go_on
from portal.retention.models import RetentionClass
from tests.cases.making import actor_for
from tests.people import make_person, signed_in_client

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


def test_its_token_says_when_the_shop_sent_last(shop: Source, settings: Any) -> None:
    settings.DEMO = True
    adam = Actor(
        person_id=None, name="adam", roles=frozenset({Role.ADMINISTRATOR}), verified_at=timezone.now()
    )
    register_sources(adam)
    token = IngestToken.objects.get(source=shop)
    IngestToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now() - timedelta(hours=1))
    assert go_on() > 0
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert timezone.now() - token.last_used_at < MINUTE
    page = signed_in_client(make_person("administrator")).get("/sources/shop-app/").content.decode()
    assert "never" not in page.partition('data-label="Last used"')[2].partition("</td>")[0]
    assert set(SpoolItem.objects.filter(source=shop).values_list("sender", "verified_by")) == {
        (token.prefix, VerifiedBy.TOKEN)
    }
    IngestToken.objects.update(revoked_at=timezone.now(), last_used_at=None)
    assert go_on() > 0
    assert not IngestToken.objects.exclude(last_used_at=None).exists(), "a token that is over is not used"


def test_its_customers_are_pseudonyms_that_an_investigator_can_have_shown(db: None, now: datetime) -> None:
    adam = Actor(
        person_id=None, name="adam", roles=frozenset({Role.ADMINISTRATOR}), verified_at=timezone.now()
    )
    register_sources(adam)
    SourceMasking.objects.all().delete()
    register_sources(adam)  # as after a setup that broke off
    shop = Source.objects.get(slug="shop-app")
    lines = Story(now, start=now - MINUTE).everyday()["shop-app"]
    (item,) = spool(shop, [b"\n".join(line.text for line in lines)], how="api", format_hint="ndjson")
    seal_next()
    kinds = ("mail", "name", "phone")
    assert Batch.objects.get(number=item.number).masked == dict.fromkeys(kinds, len(lines))
    investigator = make_person("investigator", sources=["shop-app"])
    why = Purpose(kind="category", category="incident-response", reason="who ordered")
    shown = reveal(actor_for(investigator), why, event_id(item.number, 0), "who ordered this")
    assert {each.kind: [*each.fields] for each in shown} == {
        "mail": ["customer.email"], "name": ["customer.full_name"], "phone": ["customer.phone"],
    }  # fmt: skip
    [mail] = [each.value for each in shown if each.kind == "mail"]
    assert mail.endswith("@customer.example")


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
