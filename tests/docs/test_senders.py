"""Every address and way that senders may use is described."""

from pathlib import Path

from ingestion.pipeline.templatetags.batches import HOW
from ingestion.receive.syslog import listeners
from ingestion.receive.syslog.collect import Way
from ingestion.receive.urls import urlpatterns

TEXT = (Path(__file__).resolve().parents[2] / "docs/senders.md").read_text(encoding="utf-8")
FIXED = ("services/collector", "loki/", "v1/logs", "gelf")


def test_every_fixed_address_is_described() -> None:
    routes = [str(entry.pattern) for entry in urlpatterns]
    fixed = [route for route in routes if route.startswith(FIXED) and not route.endswith("/1.0")]
    assert len(fixed) >= 8
    assert [route for route in fixed if f"`/{route}`" not in TEXT] == []


def test_every_way_has_words() -> None:
    ways = [value.how for value in vars(listeners).values() if isinstance(value, Way)]
    assert len(ways) == 5
    assert set(ways) | {"api", "bulk", "hec", "loki", "otlp", "gelf", "browser"} <= set(HOW)
