"""The people of every case test: the lead, an analyst on the case, and everybody who is not."""

from dataclasses import dataclass

import pytest

from investigations.cases.models import Case
from portal.accounts.models import Person
from portal.accounts.roles import Role
from tests.cases.making import a_case, a_source
from tests.people import make_person


@dataclass(frozen=True)
class Cast:
    lead: Person
    analyst: Person
    outsiders: dict[str, Person]


@pytest.fixture
def cast(db: None) -> Cast:
    for slug in ("bastion", "payroll"):
        a_source(slug)
    return Cast(
        lead=make_person(Role.INVESTIGATOR, name="ines", sources=["*"]),
        analyst=make_person(Role.ANALYST, name="anna", sources=["bastion"]),
        outsiders={
            "analyst off the case": make_person(Role.ANALYST, sources=["*"]),
            "investigator off the case": make_person(Role.INVESTIGATOR, sources=["*"]),
            "records manager": make_person(Role.RECORDS_MANAGER),
            "auditor": make_person(Role.AUDITOR),
            "administrator": make_person(Role.ADMINISTRATOR),
        },
    )


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast.lead, cast.analyst)
