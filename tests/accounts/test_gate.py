"""Every address of the site is closed until both factors are proven, but for the few that say otherwise."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from portal.accounts.gate import gate_of
from tests.people import PASSWORD, Browser, make_person

OPEN = {
    "login/",
    "welcome/",
    "welcome/<str:token>/",
    "healthz",
    "readyz",
    # Splunk's senders and load balancers ask without a token; it says whether more would be taken.
    "services/collector/health",
    "services/collector/health/1.0",
}
# Senders of other products call fixed paths that can't be put below api/: Splunk's, Loki's, OpenTelemetry's, Graylog's.
# Browsers report by the public key in the address, which opens one source for reports alone.
BY_TOKEN = ("api/", "services/collector", "loki/api/v1/push", "v1/logs", "gelf", "report/<str:key>/")
FILLED = {
    "str": "x",
    "slug": "x",
    "int": "1",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "path": "x",
}


def every_pattern(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry.url_patterns, route)
        else:
            yield route, entry


def address(route: str) -> str:
    """The route with something in each hole."""
    import re

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda hole: FILLED.get(hole[1] or "str", "1"), route)


ROUTES = list(every_pattern())


def test_the_walk_finds_the_site() -> None:
    assert len(ROUTES) > 20
    assert all(isinstance(pattern.pattern, RoutePattern) for _, pattern in ROUTES), (
        "the walk only fills routes"
    )


@pytest.mark.parametrize("route", [route for route, _ in ROUTES])
def test_every_view_says_who_may_pass(route: str) -> None:
    gate = gate_of(dict(ROUTES)[route].callback)
    assert gate is not None, "the view has no mark"
    if gate.open_to == "everyone":
        assert route in OPEN
    if gate.open_to == "own_check":
        assert route.startswith(BY_TOKEN)


CLOSED = [
    route
    for route, pattern in ROUTES
    if (gate := gate_of(pattern.callback)) is not None and gate.open_to not in {"everyone", "own_check"}
]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_passes_without_signing_in(method: str) -> None:
    for route in CLOSED:
        answer = getattr(Browser(), method)(address(route))
        assert (answer.status_code, answer.headers["Location"][:7]) == (302, "/login/"), route


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_passes_nowhere(method: str) -> None:
    person = make_person("administrator", password=PASSWORD)
    client = Browser()
    client.post("/login/", {"username": person.name, "password": PASSWORD})
    for route in CLOSED:
        if route in {"login/second-factor/", "enrol/", "logout/"}:
            continue
        answer = getattr(client, method)(address(route))
        assert answer.headers["Location"].startswith("/login/second-factor/"), route
        assert answer.content == b"", route


@pytest.mark.django_db
def test_htmx_is_sent_to_sign_in_as_a_whole_page() -> None:
    answer = Browser().get(
        "/account/", headers={"HX-Request": "true", "HX-Current-URL": "http://x/account/?a=1"}
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login/?next=%2Faccount%2F")
