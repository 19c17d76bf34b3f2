"""Reading through the API: the same refusals, scope and receipts as on the pages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.accounts.models import ApiToken, Person
from portal.audit import receipts
from portal.audit.models import Receipt
from portal.audit.receipts import ReceiptUnavailable
from portal.core.secrets import new_secret
from tests.review.making import OPEN, RANGE, SECRET, Kept, People

WHY = {"Lantern-Purpose": "incident-response: checking an alert"}


def with_token(person: Person, why: Mapping[str, str] = WHY) -> Client:
    secret = new_secret("lta")
    ApiToken.objects.create(
        person=person,
        name="test",
        prefix=secret.prefix,
        digest=secret.digest,
        expires_at=timezone.now() + timedelta(days=1),
    )
    return Client(headers={"Authorization": f"Bearer {secret.plain}", **why})


def ask(client: Client, path: str = "search", **question: Any) -> Any:
    return client.post(f"/api/v1/{path}", {"range": RANGE, **question}, content_type="application/json")


def latest() -> Receipt:
    return Receipt.objects.latest("at")


def test_refusals(people: People) -> None:
    assert ask(Client(), q=SECRET).status_code == 401
    unstated = ask(with_token(people.analyst, {}), q="failed")
    assert (unstated.status_code, unstated.json()["code"]) == (403, "purpose_required")
    assert (latest().action, latest().outcome) == ("api_search", "denied")
    for person in (people.auditor, people.administrator, people.ungranted):
        answer = ask(with_token(person), q=SECRET)
        assert (answer.status_code, SECRET in answer.content.decode()) == (403, False)
        assert (latest().action, latest().outcome, latest().person_name) == (
            "api_search",
            "denied",
            person.name,
        )


def test_a_search_is_scoped_paged_and_receipted(people: People, stored: Kept) -> None:
    client = with_token(people.analyst)
    first = ask(client, q=f"source:{OPEN}", limit=20).json()
    assert (first["total"], len(first["events"]), first["query"]) == (30, 20, f"source:{OPEN}")
    assert first["events"][0]["user.name"] == "mallory"
    assert latest().delivered == stored.ids[:20]
    assert (str(latest().pk), latest().via) == (first["receipt"], "api_token")
    rest = ask(
        client, q=f"source:{OPEN}", limit=20, range=first["range"]["absolute"], after=first["next"]
    ).json()
    assert ([int(each["id"]) for each in rest["events"]], rest["next"]) == (stored.ids[20:], None)
    assert rest["total"] is None


def test_get_asks_the_same(people: People) -> None:
    client = with_token(people.investigator)
    answer = client.get("/api/v1/search", {"q": SECRET, "range": RANGE})
    assert answer.json()["total"] == 1


@pytest.mark.parametrize(
    ("question", "status", "code", "facts"),
    [
        ({"q": "a (b"}, 422, "bad_query", {"column": 3}),
        ({"q": "severity:loud"}, 422, "bad_query", {"column": 1}),
        ({"range": "soonish"}, 422, "bad_range", {}),
        ({"after": "nonsense"}, 400, "bad_request", {}),
        ({"limit": 0}, 400, "invalid", {}),
        ({"limit": 100000}, 400, "invalid", {}),
    ],
)
def test_mistakes_are_problem_documents(
    people: People, question: dict[str, Any], status: int, code: str, facts: dict[str, int]
) -> None:
    answer = ask(with_token(people.analyst), **question)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert facts.items() <= answer.json().items()
    assert (answer.json()["status"], answer.json()["type"]) == (status, "about:blank")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_the_framework_refuses_is_a_problem_document_too(people: People) -> None:
    client = with_token(people.analyst)
    cases = {
        "no token": (Client().get("/api/v1/search"), 401, "not_authenticated"),
        "a method": (client.delete("/api/v1/search"), 405, "method_not_allowed"),
        "an address": (client.get("/api/v1/nothing"), 404, "not_found"),
        "an event": (client.get("/api/v1/events/7"), 404, "not_found"),
        "no JSON": (client.post("/api/v1/search", "{", content_type="application/json"), 400, "parse_error"),
    }
    for case, (answer, status, code) in cases.items():
        said = answer.json()
        assert (answer.status_code, said["status"], said["code"]) == (status, status, code), case
        assert answer.headers["Content-Type"] == "application/problem+json", case
        assert said["detail"], case


def test_histogram_values_and_one_event(people: People, stored: Kept) -> None:
    client = with_token(people.analyst)
    chart = ask(client, "histogram", q="failed").json()
    assert (chart["total"], sum(bar["count"] for bar in chart["bars"])) == (29, 29)
    assert (latest().action, latest().total) == ("api_histogram", 29)
    values = ask(client, "fields/user.name/values", q="failed").json()
    assert values["values"] == [{"value": "eve", "count": 15}, {"value": "root", "count": 14}]
    assert latest().action == "api_field_values"
    event = client.get(f"/api/v1/events/{stored.ids[0]}").json()
    assert (event["id"], event["own.word"]) == (str(stored.ids[0]), "w29")
    assert (latest().action, latest().delivered) == ("api_event", [stored.ids[0]])
    assert client.get(f"/api/v1/events/{stored.secret}").status_code == 404
    assert (latest().action, latest().outcome) == ("api_event", "denied")


def test_nothing_leaves_without_a_receipt(
    people: People, stored: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise ReceiptUnavailable("Nothing is shown.")

    client = with_token(people.investigator)
    monkeypatch.setattr(receipts, "write", broken)
    for answer in (
        ask(client, q=SECRET),
        ask(client, "histogram", q=SECRET),
        ask(client, "fields/user.name/values", q=SECRET),
        client.get(f"/api/v1/events/{stored.secret}"),
    ):
        assert (answer.status_code, set(answer.json()) & {"events", "bars", "values", "id"}) == (503, set())


def test_a_token_may_ask_so_often(people: People, settings: Any) -> None:
    settings.API_PER_MINUTE = 3
    cache.clear()
    client = with_token(people.analyst)
    statuses = [ask(client, "histogram").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert ask(with_token(people.analyst), "histogram").status_code == 200


def test_the_description_names_every_read_and_needs_signing_in(people: People) -> None:
    from tests.people import signed_in_client

    for url in ("/api/schema/", "/api/docs/"):
        assert Client().get(url).status_code == 302
    client = signed_in_client(people.analyst)
    document = client.get("/api/schema/?format=json").json()
    assert {
        "/api/v1/search",
        "/api/v1/histogram",
        "/api/v1/fields/{name}/values",
        "/api/v1/events/{event_id}",
        "/api/v1/events/{event_id}/originals",
        "/api/v1/ingest",
        "/api/v1/cases",
    } <= set(document["paths"])
    html = client.get("/api/docs/").content.decode()
    for path in document["paths"]:
        assert path in html
    assert " style=" not in html
