"""What cloud services' records say of how a deed ended and who did it, where they are not what they should be."""

from collections.abc import Mapping
from typing import Any

import pytest

from ingestion.formats import azure_activity, cloudtrail, gcp_audit, okta

CALL = {"eventTime": "2026-11-21T20:00:01Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject"}
LOOKED_UP = {"EventName": "CreateUser", "EventTime": "2026-11-21T20:00:01Z", "Username": "ada"}


@pytest.mark.parametrize("error", [["AccessDenied"], {"code": "AccessDenied"}, True, 7])
def test_a_call_with_an_error_of_any_kind_did_not_succeed(error: object) -> None:
    assert cloudtrail.shape({**CALL, "errorCode": error})["event.outcome"] == "failure"
    assert cloudtrail.shape({**CALL, "errorCode": None})["event.outcome"] == "success"


def test_a_console_s_login_is_what_its_outcome_says() -> None:
    said = {**CALL, "responseElements": {"ConsoleLogin": "Success"}}
    assert cloudtrail.shape(said)["event.action"] == "authn_login_success"
    found = cloudtrail.shape({**said, "errorCode": "x"})
    assert (found["event.action"], found["event.outcome"]) == ("authn_login_fail", "failure")


def test_what_is_looked_up_keeps_what_is_said_beside_it() -> None:
    found = cloudtrail.shape({**LOOKED_UP, "CloudTrailEvent": '{"eventName":"CreateUser","errorCode":"x"}'})
    assert (found["user.name"], found["event.outcome"]) == ("ada", "failure")
    assert found["@timestamp"] == LOOKED_UP["EventTime"]


def test_what_is_looked_up_and_cannot_be_read_did_not_succeed_either() -> None:
    found = cloudtrail.shape({**LOOKED_UP, "CloudTrailEvent": "cut of"})
    assert (found["event.action"], found["event.outcome"]) == ("CreateUser", "")


def _google(payload: Mapping[str, Any]) -> tuple[object, object]:
    found = gcp_audit.shape({"logName": "l", "protoPayload": payload})
    return found["event.action"], found["event.outcome"]


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        ({}, "success"), (None, "success"), ({"code": 0}, "success"), ({"code": 5}, "failure"), ({"code": "NOT_FOUND"}, "failure"),
        ({"code": [7]}, ""), ({"code": True}, ""), ({"message": "denied"}, ""), ("PERMISSION_DENIED", ""), (500, ""),
    ],
)  # fmt: skip
def test_google_s_calls_succeed_only_where_their_status_says_so(status: object, ended: str) -> None:
    action = "privilege_permissions_changed" if ended == "success" else "SetIamPolicy"
    assert _google({"methodName": "SetIamPolicy", "status": status}) == (action, ended)


def test_google_s_payloads_that_call_no_method_do_not_say_how_they_ended() -> None:
    assert _google({"method": "GET", "resource": "/pay", "status": 500}) == ("", "")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ([{"type": "AppInstance", "alternateId": "Shop"}], ""),
        ([{"type": "AppInstance", "alternateId": "Shop"}, {"type": "AppUser", "alternateId": "bo"}], "bo"),
        ([{"type": "AppUser", "alternateId": "bo"}, {"type": "User", "alternateId": "bo@example.net"}], "bo@example.net"),
        (["bo"], ""), ({"type": "User", "alternateId": "bo"}, ""), (None, ""),
    ],
)  # fmt: skip
def test_okta_s_target_user_is_a_person(told: object, name: str) -> None:
    assert okta.shape({"eventType": "user.authentication.sso", "target": told})["user.target.name"] == name


def test_who_asked_azure_comes_before_whom_it_is_about() -> None:
    about = {"userPrincipalName": "bo@example.net"}
    by_a_person = {**about, "initiatedBy": {"user": {"userPrincipalName": "ada@example.net"}}}
    by_a_program = {**about, "initiatedBy": {"app": {"displayName": "sync"}}}
    found = [
        azure_activity.shape({"properties": one})["user.name"] for one in (by_a_person, by_a_program, about)
    ]
    assert found == ["ada@example.net", "sync", "bo@example.net"]


@pytest.mark.parametrize(
    ("hour", "read"), [("12:00:01 AM", "00"), ("12:00:01 PM", "12"), ("1:00:01 PM", "13")]
)
def test_an_american_hour_is_one_of_twelve(hour: str, read: str) -> None:
    said = {"EventTimeString": f"11/21/2026 {hour} +00:00"}
    assert azure_activity.written(said) == f"2026-11-21T{read}:00:01+00:00"
    none = {"EventTimeString": "11/21/2026 15:00:01 PM +00:00"}
    assert azure_activity.written(none) == none["EventTimeString"]
