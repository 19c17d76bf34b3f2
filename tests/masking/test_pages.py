"""The administrators' pages: profiles with a step-up, the choice of a source, and the bench that forgets."""

import logging

import pytest
from django.db import connection

from ingestion.privacy.models import MaskingProfile, SourceMasking
from ingestion.sources.models import Source
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, LedgerLeaf
from tests.people import make_person, signed_in_client

pytestmark = [pytest.mark.django_db]
NEW = {"name": "Shop", "slug": "shop", "description": "", "kinds": ["mail", "user"]}


def test_profiles_are_made_and_changed_after_a_step_up_and_leave_traces(source: Source) -> None:
    administrator = make_person(Role.ADMINISTRATOR)
    stale = signed_in_client(administrator, stepped_up=False)
    for path in ("/sources/masking/new", f"/sources/{source.slug}/masking"):
        assert stale.get(path).status_code == 302
        assert stale.post(path, NEW).status_code == 302
    assert not MaskingProfile.objects.exists()
    client = signed_in_client(administrator)
    assert client.post("/sources/masking/new", {**NEW, "kinds": ["shoe-size"]}).status_code == 422
    assert client.post("/sources/masking/new", NEW).status_code == 302
    assert client.post("/sources/masking/new", NEW).status_code == 422
    assert "Mail addresses, User names" in client.get("/sources/masking/").content.decode()
    made = MaskingProfile.objects.get()
    assert client.post("/sources/masking/shop/", {**NEW, "kinds": ["ip"]}).status_code == 302
    made.refresh_from_db()
    assert (made.kinds, made.kinds_ever) == (["ip"], ["ip", "mail", "user"])
    assert client.post(f"/sources/{source.slug}/masking", {"profile": made.pk}).status_code == 302
    assert SourceMasking.objects.get().profile == made
    assert "Shop" in client.get(f"/sources/{source.slug}/").content.decode()
    assert client.post(f"/sources/{source.slug}/masking", {"profile": ""}).status_code == 302
    assert not SourceMasking.objects.exists()
    names = list(AuditEvent.objects.order_by("pk").values_list("name", "object_label"))
    assert ("sensitive_create", "masking profile shop") in names
    assert ("sensitive_update", "masking profile shop") in names
    assert names.count(("sensitive_update", f"source {source.slug}")) == 2
    assert LedgerLeaf.objects.filter(reference="masking-profile:shop").count() == 2


def test_a_choice_that_does_not_exist_changes_nothing_and_is_refused(source: Source) -> None:
    client = signed_in_client(make_person(Role.ADMINISTRATOR))
    made = MaskingProfile.objects.create(slug="shop", name="Shop", kinds=["mail"], kinds_ever=["mail"])
    SourceMasking.objects.create(source=source, profile=made)
    for page, field in (("masking", "profile"), ("retention", "retention_class")):
        refused = client.post(f"/sources/{source.slug}/{page}", {field: "4096"})
        assert refused.status_code == 422
        assert "What was chosen is not offered" in refused.content.decode()
    assert client.post(f"/sources/{source.slug}/masking", {}).status_code == 422
    assert SourceMasking.objects.get().profile == made


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("of the \u2067shop", "cannot be seen"),
        ("shop " * 1_000, "Shorten it to 1000 characters; now there are"),
    ],
)
def test_a_description_that_would_break_the_list_is_refused(description: str, said: str) -> None:
    client = signed_in_client(make_person(Role.ADMINISTRATOR))
    made = {"slug": "shop", "name": "Shop", "description": description}
    refused = client.post("/sources/masking/new", made)
    assert (refused.status_code, MaskingProfile.objects.count()) == (422, 0)
    assert said in refused.content.decode()
    lines = {**made, "description": "Names of buyers.\nAnd their telephones."}
    assert client.post("/sources/masking/new", lines).status_code == 302


@pytest.mark.parametrize("word", ["new", "try"])
def test_no_profile_takes_the_address_of_another_page(word: str) -> None:
    client = signed_in_client(make_person(Role.ADMINISTRATOR))
    refused = client.post("/sources/masking/new", {**NEW, "slug": word})
    assert refused.status_code == 422
    assert "This word is an address of the site" in refused.content.decode()
    assert not MaskingProfile.objects.exists()


def test_the_bench_shows_what_happens_and_keeps_nothing(caplog: pytest.LogCaptureFixture) -> None:
    client = signed_in_client(make_person(Role.ADMINISTRATOR))
    MaskingProfile.objects.create(slug="shop", name="Shop", kinds=["mail"], kinds_ever=["mail"])
    lines = "user=ada password=xylographHunter2\n<b>mail</b> ada@example.org"
    with caplog.at_level(logging.DEBUG):
        page = client.post("/sources/masking/try", {"profile": "shop", "lines": lines}).content.decode()
    assert "1 secret, 1 personal value" in page
    assert "secretpassword" in page and "pseudonymmail" in page
    assert "&lt;b&gt;mail&lt;/b&gt;" in page
    assert "xylograph" not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE row_to_json(t)::text LIKE %s', ["%xylograph%"]
            )
            assert cursor.fetchone() == (0,), table
    assert client.post("/sources/masking/try", {"lines": "x" * 70_000}).status_code == 422
