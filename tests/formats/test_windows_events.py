"""What Windows events mean, as the EVTX parser gives them."""

from typing import Any

import pytest

from ingestion.formats.windows_events import SECURITY, document

WHO = {
    "SubjectUserName": "ada",
    "SubjectDomainName": "ACME",
    "TargetUserName": "bo",
    "TargetDomainName": "SHOP",
}


def event(
    number: object, provider: str = SECURITY, keywords: str = "0x8020000000000000", **data: object
) -> dict[str, Any]:
    return {
        "System": {
            "Provider": {"#attributes": {"Name": provider}},
            "EventID": number,
            "Level": 0,
            "Keywords": keywords,
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-21T20:00:01.5Z"}},
            "Execution": {"#attributes": {"ProcessID": 708}},
            "Computer": "pc1.example",
            "EventRecordID": 9,
        },
        "EventData": {**WHO, **data},
    }


MEANINGS = [
    pytest.param(4624, ("authn_login_success", "authentication", "success", "bo"), id="login"),
    pytest.param(4625, ("authn_login_fail", "authentication", "failure", "bo"), id="failed login"),
    pytest.param("4672", ("authz_admin", "iam", "success", "ada"), id="special privileges"),
    pytest.param(
        {"#text": 4688, "#attributes": {}}, ("process_created", "process", "success", "ada"), id="process"
    ),
    pytest.param(4720, ("user_created", "iam", "success", "ada"), id="user created"),
    pytest.param(4732, ("privilege_permissions_changed", "iam", "success", "ada"), id="added to a group"),
]


@pytest.mark.parametrize(("number", "expected"), MEANINGS)
def test_security_events(number: object, expected: tuple[str, ...]) -> None:
    found = document(event(number))
    names = ("event.action", "event.category", "event.outcome", "user.name")
    assert tuple(found[name] for name in names) == expected
    assert found["@timestamp"] == "2026-11-21T20:00:01.5Z"


def test_a_changed_group_is_not_a_user() -> None:
    found = document(event(4732, TargetUserName="Administrators", MemberName="-", MemberSid="S-1-5-21-7"))
    assert (found["group.name"], found["user.target.name"], found["user.target.id"]) == (
        "Administrators",
        None,
        "S-1-5-21-7",
    )


def test_a_cleared_log_names_who_cleared_it() -> None:
    cleared = event(1102, provider="Microsoft-Windows-Eventlog")
    cleared["UserData"] = {"LogFileCleared": {"SubjectUserName": "ada"}}
    del cleared["EventData"]
    found = document(cleared)
    assert (found["event.action"], found["user.name"]) == ("audit_log_cleared", "ada")


def test_the_same_number_of_another_provider_means_nothing() -> None:
    assert document(event(4625, provider="Acme"))["event.action"] == "event_4625"


def test_outcome_from_the_audit_keyword() -> None:
    assert document(event(4768, keywords="0x8010000000000000"))["event.outcome"] == "failure"
    assert document(event(4768))["event.outcome"] == "success"


@pytest.mark.parametrize(
    "odd", [{}, {"System": None}, {"System": [], "EventData": 5}, {"EventData": {"Data": ["a", 1]}}]
)
def test_an_event_of_any_shape_is_read(odd: dict[str, Any]) -> None:
    assert document(odd)["event.action"].startswith("event_")  # type: ignore[attr-defined]
