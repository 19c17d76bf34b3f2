"""Who sends syslog for a source: set by administrators, checked, recorded; and the drops that they see."""

import pytest
from django.test import Client

from ingestion.sources import drops
from ingestion.sources.models import Source, SyslogDrop
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.sources.conftest import ClientOf

pytestmark = pytest.mark.django_db
KEPT = {"name": "Web server", "description": "", "format": "", "time_zone": "UTC", "clock_offset_ms": "0"}


def test_only_administrators_say_who_sends(client_of: ClientOf, web: Source) -> None:
    rules = {**KEPT, "senders": "192.0.2.0/24\nhost:Web-1"}
    assert client_of(Role.INVESTIGATOR, "web").post("/sources/web/edit", rules).status_code == 403
    admin = client_of(Role.ADMINISTRATOR)
    assert admin.post("/sources/web/edit", rules).status_code == 302
    web.refresh_from_db()
    assert web.senders == ["192.0.2.0/24", "host:web-1"]
    event = AuditEvent.objects.filter(name="sensitive_update").get()
    assert event.detail["to"] == {"senders": ["192.0.2.0/24", "host:web-1"]}
    page = admin.get("/sources/web/edit").content.decode()
    assert "192.0.2.0/24\nhost:web-1</textarea>" in page
    assert "host:web-1" in admin.get("/sources/web/").content.decode()


def test_a_rule_that_means_nothing_is_refused(admin: Client, web: Source) -> None:
    answer = admin.post("/sources/web/edit", {**KEPT, "senders": "192.0.2.0/24\nnonsense here"})
    assert answer.status_code == 422
    assert "nonsense here" in answer.content.decode()
    web.refresh_from_db()
    assert web.senders == []


def test_drops_are_added_up_and_shown(client_of: ClientOf, admin: Client, web: Source) -> None:
    for _ in range(2):
        drops.add_all({("web", "syslog-udp", "buffer full"): 700, ("", "syslog-tcp", "unknown sender"): 41})
    assert sorted(SyslogDrop.objects.values_list("count", flat=True)) == [82, 1400]
    page = admin.get("/sources/web/").content.decode()
    assert "Buffer full" in page
    assert "1,400" in page
    assert "Unknown sender" not in page
    page = admin.get("/sources/").content.decode()
    assert "Unknown sender" in page
    assert "Buffer full" not in page
    assert "Unknown sender" not in client_of(Role.ANALYST, "web").get("/sources/").content.decode()
