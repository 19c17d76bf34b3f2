"""Two sources, and the people who meet them."""

from collections.abc import Callable

import pytest
from django.test import Client

from ingestion.sources.models import Source
from portal.accounts.roles import Role
from portal.retention.models import RetentionClass
from tests.people import LOOKING, make_person, signed_in_client

ClientOf = Callable[..., Client]


@pytest.fixture
def web(db: None) -> Source:
    return Source.objects.create(
        slug="web", name="Web server", retention_class=RetentionClass.objects.get(slug="standard")
    )


@pytest.fixture
def payroll(db: None) -> Source:
    return Source.objects.create(
        slug="payroll", name="Payroll", retention_class=RetentionClass.objects.get(slug="security")
    )


@pytest.fixture
def admin(db: None) -> Client:
    return signed_in_client(make_person(Role.ADMINISTRATOR, name="adam"))


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A signed-in browser of somebody with a role, with a stated purpose."""

    def make(role: Role, *sources: str, stepped_up: bool = True) -> Client:
        person = make_person(role, sources=sources)
        return signed_in_client(person, purpose=LOOKING, stepped_up=stepped_up)

    return make
