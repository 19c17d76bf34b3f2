"""Administrators' pages: separation of duties, step-up inside every deed, and the trace of each."""

import threading

import pytest
from django.db import connection

from ingestion.sources.models import Source
from portal.accounts.actions import people as actions
from portal.accounts.actions.tokens import create_token
from portal.accounts.actor import Actor, rights_of
from portal.accounts.authenticator import Authenticator
from portal.accounts.errors import Refused, StepUpRequired
from portal.accounts.models import ApiToken, Person
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.retention.models import RetentionClass
from tests.people import LOOKING, PASSWORD, Browser, found, make_person, signed_in_client

pytestmark = pytest.mark.django_db

NEW = {"name": "zoe", "display_name": "Zoe Marsh", "email": "", "roles": ["analyst"], "sources": ["*"]}


def deeds(name: str) -> list[tuple[str, object]]:
    return [
        (f"/people/{name}/roles/", {"roles": ["investigator"]}),
        (f"/people/{name}/grants/", {"sources": ["*"]}),
        (f"/people/{name}/reset/", {"what": "both"}),
        (f"/people/{name}/deactivate/", {}),
        ("/people/new/", NEW),
    ]


def actor(person: Person) -> Actor:
    from django.utils import timezone

    roles, sources = rights_of(person)
    return Actor(person.pk, person.name, roles=roles, sources=sources, verified_at=timezone.now())


def make_source(slug: str) -> Source:
    return Source.objects.create(
        slug=slug, name=slug.title(), retention_class=RetentionClass.objects.all()[0]
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_see_or_change_people(role: Role) -> None:
    target = make_person("analyst")
    client = signed_in_client(make_person(role))
    for path in ("/people/", f"/people/{target.name}/", "/people/new/"):
        assert client.get(path).status_code == 403
    for path, data in deeds(target.name):
        assert client.post(path, data).status_code == 403
    assert AuditEvent.objects.filter(name="authz_fail").count() == 8
    assert rights_of(target)[0] == {Role.ANALYST}


def test_every_deed_needs_step_up_and_leads_back_to_the_page() -> None:
    target = make_person("analyst")
    client = signed_in_client(make_person("administrator"), stepped_up=False)
    for path, data in deeds(target.name):
        answer = client.post(path, data)
        assert answer.headers["Location"].startswith("/account/step-up/"), path
        if path != "/people/new/":
            assert f"next=%2Fpeople%2F{target.name}%2F" in answer.headers["Location"]
    assert rights_of(target) == (frozenset({Role.ANALYST}), frozenset())
    assert Person.objects.count() == 2
    with pytest.raises(StepUpRequired):
        actions.change_roles(
            actor=Actor(1, "x", roles=frozenset({Role.ADMINISTRATOR})), person=target, roles=[Role.AUDITOR]
        )


def test_a_new_person_gets_a_link_shown_once() -> None:
    make_source("web")
    client = signed_in_client(make_person("administrator"))
    page = client.post("/people/new/", {**NEW, "sources": ["web"]})
    link = found(r"http://[^<\s]+/welcome/[^<\s]+", page.content.decode())
    zoe = Person.objects.get(name="zoe")
    assert rights_of(zoe) == (frozenset({Role.ANALYST}), frozenset({"web"}))
    assert not zoe.has_usable_password()
    assert link.split("/welcome/")[1] not in client.get("/people/zoe/").content.decode()
    assert Browser().get(link[link.index("/welcome/") :]).status_code == 302
    [event] = AuditEvent.objects.filter(name="user_created")
    assert (event.object_label, event.detail) == ("zoe", {"roles": ["analyst"], "sources": ["web"]})


@pytest.mark.parametrize(
    ("roles", "sources", "says"),
    [
        pytest.param(["analyst", "administrator"], [], "reads no records", id="reader and administrator"),
        pytest.param(["investigator", "auditor"], [], "reads no records", id="reader and auditor"),
        pytest.param(["records_manager", "auditor"], [], "holds no other role", id="auditor and another"),
        pytest.param(["auditor"], ["*"], "only they are granted sources", id="grant for an auditor"),
        pytest.param(["analyst"], ["nowhere"], "is not offered", id="unknown source"),
    ],
)
def test_separation_of_duties(roles: list[str], sources: list[str], says: str) -> None:
    client = signed_in_client(make_person("administrator"))
    answer = client.post("/people/new/", {**NEW, "roles": roles, "sources": sources})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Person.objects.filter(name="zoe").exists()


def test_two_roles_that_do_not_conflict_may_be_held_together() -> None:
    target = make_person("analyst")
    client = signed_in_client(make_person("administrator"))
    client.post(f"/people/{target.name}/roles/", {"roles": ["analyst", "records_manager"]})
    assert rights_of(target)[0] == {Role.ANALYST, Role.RECORDS_MANAGER}
    [event] = AuditEvent.objects.filter(name="privilege_permissions_changed")
    assert event.detail == {"before": ["analyst"], "after": ["analyst", "records_manager"]}


def test_grants_go_with_the_last_role_that_could_use_them() -> None:
    target = make_person("analyst", sources=["web", "*"])
    client = signed_in_client(make_person("administrator"))
    client.post(f"/people/{target.name}/roles/", {"roles": ["auditor"]})
    assert rights_of(target) == (frozenset({Role.AUDITOR}), frozenset())


def test_grants_are_changed_and_recorded() -> None:
    make_source("web")
    target = make_person("analyst", sources=["*"])
    client = signed_in_client(make_person("administrator"))
    client.post(f"/people/{target.name}/grants/", {"sources": ["web"]})
    assert rights_of(target)[1] == frozenset({"web"})
    [event] = AuditEvent.objects.filter(name="authz_change")
    assert event.detail == {"before": ["*"], "after": ["web"]}


def test_nobody_changes_their_own_rights() -> None:
    me = make_person("administrator")
    make_person("administrator")
    client = signed_in_client(me)
    assert client.post(f"/people/{me.name}/roles/", {"roles": ["analyst"]}).status_code == 422
    for path, data in deeds(me.name)[1:4]:
        assert client.post(path, data).status_code == 422, path
    me.refresh_from_db()
    assert rights_of(me)[0] == {Role.ADMINISTRATOR} and me.is_active
    assert "Save roles" not in client.get(f"/people/{me.name}/").content.decode()


def test_deactivating_ends_sessions_tokens_and_links_at_once() -> None:
    target = make_person("analyst", password=PASSWORD)
    create_token(actor=actor(target), person=target, name="script", days=1, purpose=LOOKING)
    theirs = signed_in_client(target)
    client = signed_in_client(make_person("administrator"))
    client.post(f"/people/{target.name}/deactivate/")
    assert theirs.get("/account/").status_code == 302
    assert ApiToken.objects.get().revoked_at is not None
    assert Browser().post("/login/", {"username": target.name, "password": PASSWORD}).status_code == 422
    names = set(AuditEvent.objects.values_list("name", flat=True))
    assert {"user_archived", "authn_token_revoked", "session_expired"} <= names

    page = client.post(f"/people/{target.name}/reactivate/")
    assert "/welcome/ltw_" in page.content.decode()
    assert not Authenticator.objects.filter(user=target).exists()


@pytest.mark.parametrize(("what", "keeps_device"), [("password", True), ("both", False)])
def test_a_reset_takes_the_password_and_on_request_the_second_factor(what: str, keeps_device: bool) -> None:
    target = make_person("analyst", password=PASSWORD)
    theirs = signed_in_client(target)
    client = signed_in_client(make_person("administrator"))
    page = client.post(f"/people/{target.name}/reset/", {"what": what})
    assert "/welcome/ltw_" in page.content.decode()
    target.refresh_from_db()
    assert not target.has_usable_password()
    assert Authenticator.objects.filter(user=target).exists() is keeps_device
    assert theirs.get("/account/").status_code == 302


def test_the_last_administrator_stays() -> None:
    last = make_person("administrator")
    gone = make_person("administrator", enrolled=False)
    with pytest.raises(Refused, match="last administrator"):
        actions.change_roles(actor=actor(gone), person=last, roles=[Role.AUDITOR])
    with pytest.raises(Refused, match="last administrator"):
        actions.deactivate(actor=actor(gone), person=last)
    assert rights_of(last)[0] == {Role.ADMINISTRATOR}


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other() -> None:
    pair = make_person("administrator"), make_person("administrator")
    acting = [actor(one) for one in pair]
    barrier = threading.Barrier(2)
    refused: list[str] = []

    def remove(who: Actor, whom: Person) -> None:
        barrier.wait()
        try:
            actions.change_roles(actor=who, person=whom, roles=[Role.AUDITOR])
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=pair_of)
        for pair_of in ((acting[0], pair[1]), (acting[1], pair[0]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [Role.ADMINISTRATOR in rights_of(one)[0] for one in pair]
    assert held.count(True) == 1 and len(refused) == 1


def test_hostile_names_are_shown_as_text() -> None:
    make_person("analyst", name="mallory", display_name="<script>alert(1)</script>")
    page = signed_in_client(make_person("administrator")).get("/people/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
