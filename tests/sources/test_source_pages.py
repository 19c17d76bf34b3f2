"""Pages of sources through the door: who sees which, who changes them, and the trace of each change."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from ingestion.sources.models import Source
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, LedgerLeaf
from tests.sources.conftest import ClientOf

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Edge proxy",
    "slug": "edge",
    "description": "nginx in front of the shop",
    "retention_class": "1",
    "format": "",
    "time_zone": "Europe/Berlin",
    "clock_offset_ms": "1500",
}


def latest_event() -> AuditEvent:
    event = AuditEvent.objects.order_by("id").last()
    assert event is not None
    return event


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sources/", "/sources/web/", "/sources/new", "/sources/web/tokens"])
def test_nobody_without_signing_in(client: Client, web: Source, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.INVESTIGATOR])
def test_readers_see_the_sources_granted_to_them(
    client_of: ClientOf, web: Source, payroll: Source, role: Role
) -> None:
    reader = client_of(role, "web")
    page = reader.get("/sources/").content.decode()
    assert "Web server" in page
    assert "Payroll" not in page
    assert reader.get("/sources/web/").status_code == 200
    forbidden, missing = reader.get("/sources/payroll/"), reader.get("/sources/nothing/")
    assert forbidden.status_code == missing.status_code == 404
    assert forbidden.content == missing.content, "missing and forbidden look the same"


def test_a_grant_for_everything_shows_every_source(client_of: ClientOf, web: Source, payroll: Source) -> None:
    page = client_of(Role.ANALYST, "*").get("/sources/").content.decode()
    assert "Web server" in page
    assert "Payroll" in page


def test_many_sources_come_in_pages_and_are_found_by_name(
    client_of: ClientOf, web: Source, payroll: Source, settings: Settings
) -> None:
    settings.PAGE_SIZE = 1
    keeper, reader = client_of(Role.AUDITOR), client_of(Role.ANALYST, "web")
    first = keeper.get("/sources/").content.decode()
    assert ("Payroll" in first, "Web server" in first) == (True, False)
    assert "1 to 1 of 2 sources" in first
    second = keeper.get("/sources/?page=2").content.decode()
    assert ("Payroll" in second, "Web server" in second) == (False, True)
    assert (
        keeper.get("/sources/?page=none").status_code
        == keeper.get("/sources/?page=9999999999").status_code
        == 200
    )
    for asked in ("pAyRoLl", "roll", "%00roll"):
        assert "/sources/payroll/" in keeper.get(f"/sources/?q={asked}").content.decode()
    assert "No source has that in its name" in keeper.get("/sources/?q=%25").content.decode(), "no pattern"
    assert "/sources/payroll/" not in reader.get("/sources/?q=payroll").content.decode(), "not granted"
    assert "1 to 1 of" not in reader.get("/sources/").content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.RECORDS_MANAGER])
def test_keepers_see_that_every_source_exists(
    client_of: ClientOf, web: Source, payroll: Source, role: Role
) -> None:
    keeper = client_of(role)
    assert "Payroll" in keeper.get("/sources/").content.decode()
    assert keeper.get("/sources/payroll/").status_code == 200


CHANGES = ["new", "web/edit", "web/open", "web/retention", "web/tokens", "web/tokens/lti_x/revoke"]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.INVESTIGATOR, Role.AUDITOR, Role.RECORDS_MANAGER])
@pytest.mark.parametrize("path", CHANGES)
def test_only_administrators_change_sources(client_of: ClientOf, web: Source, role: Role, path: str) -> None:
    answer = client_of(role, *(["*"] if role in {Role.ANALYST, Role.INVESTIGATOR} else [])).post(
        f"/sources/{path}", NEW
    )
    assert answer.status_code == 403
    assert latest_event().name == "authz_fail"
    assert list(Source.objects.values_list("slug", "is_open")) == [("web", True)]


# --- registering and changing ---------------------------------------------------------------------


def test_registering_a_source_leaves_its_trace(admin: Client) -> None:
    answer = admin.post("/sources/new", NEW)
    assert answer["Location"] == "/sources/edge/"
    source = Source.objects.get()
    assert (source.slug, source.time_zone, source.clock_offset_ms) == ("edge", "Europe/Berlin", 1500)
    assert (source.is_open, source.created_by) == (True, "adam")
    event = latest_event()
    assert (event.name, event.actor_name, event.object_label) == ("sensitive_create", "adam", "source edge")
    assert LedgerLeaf.objects.get(kind="policy").reference == "source:edge"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        pytest.param("name", "Web \u202egol.exe", "cannot be seen", id="turns what follows it"),
        pytest.param("slug", "Edge Proxy", "Use lower-case letters", id="spaces and capitals"),
        pytest.param("slug", "-edge", "Use lower-case letters", id="hyphen first"),
        pytest.param("slug", "new", "an address of the site", id="taken by the site"),
        pytest.param("slug", "web", "already", id="taken"),
        pytest.param("slug", "", "Fill this in.", id="nothing"),
        pytest.param("retention_class", "", "Choose one.", id="no class"),
        pytest.param("description", "Edge \u202egol.exe", "cannot be seen", id="description that turns"),
        pytest.param(
            "description", "long " * 14_000, "Shorten it to 1000 characters", id="description without end"
        ),
        pytest.param("clock_offset_ms", "slow", "Write a whole number", id="clock off by a word"),
        pytest.param("time_zone", "Berlin", "no such zone", id="no zone"),
        pytest.param("clock_offset_ms", "99999999999", "Write 86400000 or less.", id="clock off by years"),
        pytest.param("format", "nonsense", "is not offered", id="unknown format"),
        pytest.param("retention_class", "999", "is not offered", id="unknown class"),
    ],
)
def test_mistakes_are_said_and_nothing_is_made(
    admin: Client, web: Source, field: str, value: str, said: str
) -> None:
    answer = admin.post("/sources/new", {**NEW, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Source.objects.count() == 1
    assert not AuditEvent.objects.filter(name="sensitive_create").exists()


def test_the_short_name_and_the_class_are_not_changed_by_editing(admin: Client, web: Source) -> None:
    admin.post("/sources/web/edit", {**NEW, "slug": "other", "retention_class": "3", "name": "Web, new"})
    web.refresh_from_db()
    assert (web.slug, web.name, web.retention_class.slug) == ("web", "Web, new", "standard")
    detail = latest_event().detail
    assert detail["from"]["name"] == "Web server"
    assert detail["to"]["name"] == "Web, new"


def test_a_form_that_stood_open_undoes_nothing_in_silence(admin: Client, web: Source) -> None:
    page = admin.get("/sources/web/edit").content.decode()
    opened = re.search(r'name="seen" value="(\w+)"', page)
    assert opened is not None
    mine = {
        **NEW,
        "name": "Web of mine",
        "description": "",
        "time_zone": "UTC",
        "clock_offset_ms": "0",
        "seen": opened[1],
    }
    Source.objects.update(description="Theirs")
    answer = admin.post("/sources/web/edit", mine)
    assert answer.status_code == 422
    assert "Yours says otherwise in: Name, Description." in answer.content.decode()
    web.refresh_from_db()
    assert (web.name, web.description) == ("Web server", "Theirs")
    again = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert again is not None
    assert admin.post("/sources/web/edit", {**mine, "seen": again[1]}).status_code == 302
    web.refresh_from_db()
    assert (web.name, web.description) == ("Web of mine", "")


def test_saving_without_a_change_leaves_no_trace(admin: Client, web: Source) -> None:
    same = {"name": "Web server", "description": "", "format": "", "time_zone": "UTC", "clock_offset_ms": "0"}
    assert admin.post("/sources/web/edit", same).status_code == 302
    assert not AuditEvent.objects.filter(name="sensitive_update").exists()


def test_closing_and_opening(admin: Client, web: Source) -> None:
    admin.post("/sources/web/open", {"open": "0"})
    web.refresh_from_db()
    assert not web.is_open
    assert latest_event().detail["to"] == {"is_open": False}
    admin.post("/sources/web/open", {"open": "1"})
    web.refresh_from_db()
    assert web.is_open


@pytest.mark.parametrize(
    ("offset_ms", "said"),
    [(90_000, "90,000 ms are subtracted"), (-3_600_000, "3,600,000 ms are added"), (0, "none")],
)
def test_a_correction_says_in_which_direction_it_goes(
    admin: Client, web: Source, offset_ms: int, said: str
) -> None:
    Source.objects.filter(pk=web.pk).update(clock_offset_ms=offset_ms)
    assert f"<dt>Correction</dt><dd>{said}" in admin.get("/sources/web/").content.decode()


def test_the_retention_class_takes_a_second_factor(client_of: ClientOf, web: Source) -> None:
    other = {"retention_class": str(web.retention_class_id + 1)}
    earlier = client_of(Role.ADMINISTRATOR, stepped_up=False)
    for answer in (earlier.get("/sources/web/retention"), earlier.post("/sources/web/retention", other)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/step-up")
    web.refresh_from_db()
    assert web.retention_class.slug == "standard"

    now = client_of(Role.ADMINISTRATOR)
    assert now.get("/sources/web/retention").status_code == 200
    assert now.post("/sources/web/retention", other)["Location"] == "/sources/web/"
    web.refresh_from_db()
    assert web.retention_class.slug != "standard"
    assert latest_event().detail == {"retention_class": {"from": "standard", "to": web.retention_class.slug}}
    assert LedgerLeaf.objects.filter(kind="policy", reference="source:web").count() == 1
