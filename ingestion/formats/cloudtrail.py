"""AWS CloudTrail: log files (``Records``), arrays, lines, and what ``lookup-events`` prints (``CloudTrailEvent``).

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ingestion.formats import snake
from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, outcome, text

CATEGORIES = {
    "iam.amazonaws.com": "iam", "sts.amazonaws.com": "authentication", "signin.amazonaws.com": "authentication",
    "sso.amazonaws.com": "iam", "s3.amazonaws.com": "file", "cloudtrail.amazonaws.com": "configuration",
    "rds.amazonaws.com": "database", "dynamodb.amazonaws.com": "database", "config.amazonaws.com": "configuration",
    "organizations.amazonaws.com": "iam", "cognito-idp.amazonaws.com": "iam", "guardduty.amazonaws.com": "configuration",
}  # fmt: skip
# What EC2 does in several fields. Other services use the same words for other things: ECR's images run nowhere yet.
OF_SEVERAL = "ec2.amazonaws.com"
BY_NAME = (
    (re.compile("KeyPair"), "iam"),
    (
        re.compile("SecurityGroup|NetworkAcl|TrafficMirror|FlowLog|Vpc|Subnet|Route|Gateway|Address"),
        "network",
    ),
    (re.compile("Instance|Volume|Snapshot|Image"), "host"),
)
# What changes people and rights, when it succeeds.
ACTIONS = {
    **dict.fromkeys(("CreateUser", "CreateLoginProfile"), "user_created"),
    **dict.fromkeys(("DeleteUser", "DeleteLoginProfile"), "user_deleted"),
    **dict.fromkeys(("UpdateUser", "TagUser", "UntagUser"), "user_updated"),
    **dict.fromkeys(("CreateAccessKey", "CreateServiceSpecificCredential"), "authn_token_created"),
    **dict.fromkeys(("DeleteAccessKey", "UpdateAccessKey"), "authn_token_revoked"),
    **dict.fromkeys(("ChangePassword", "UpdateLoginProfile"), "authn_password_change"),
    **dict.fromkeys(
        ("AttachUserPolicy", "AttachRolePolicy", "AttachGroupPolicy", "PutUserPolicy", "PutRolePolicy", "PutGroupPolicy",
         "DetachUserPolicy", "DetachRolePolicy", "DetachGroupPolicy", "AddUserToGroup", "RemoveUserFromGroup",
         "UpdateAssumeRolePolicy", "CreatePolicyVersion", "SetDefaultPolicyVersion", "PutBucketPolicy", "PutBucketAcl"),
        "privilege_permissions_changed",
    ),
    **dict.fromkeys(("StopLogging", "DeleteTrail"), "sys_monitor_disabled"),
    **dict.fromkeys(("StartLogging", "CreateTrail"), "sys_monitor_enabled"),
}  # fmt: skip
# What is inside is named by whoever was asked.
APART = frozenset(("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"))
LOGINS = ("Success", "Failure")
DENIED = re.compile(r"AccessDenied|Unauthorized|Forbidden|NotAuthorized")


def user(identity: object) -> str:
    """The name of whoever acted: a user's, a role session's, or the service's."""
    if name := text(identity, "userName"):
        return name
    if text(identity, "type") == "Root":
        return "root"
    if arn := text(identity, "arn"):
        return arn.rpartition("/")[2]
    return text(identity, "invokedBy") or text(identity, "principalId")


def category(source: str, name: str) -> str:
    if source == OF_SEVERAL:
        return next((named for words, named in BY_NAME if words.search(name)), "web")
    return CATEGORIES.get(source, "web")


def shape(said: Mapping[str, Any]) -> Document:
    return {**event(said), "aws.cloudtrail": own(said)}


def own(said: Mapping[str, Any]) -> Document:
    """The whole record as Elastic's module names it; what a session's context calls its attributes stands in the context."""
    found = snake.members(said, APART)
    context = at(found, "user_identity", "session_context")
    attributes = at(context, "attributes")
    if isinstance(context, dict) and isinstance(attributes, dict) and not attributes.keys() & context.keys():
        context |= context.pop("attributes")
    return found


def event(said: Mapping[str, Any]) -> Document:
    if isinstance(inner := said.get("CloudTrailEvent"), str):
        try:
            looked_up = orjson.loads(inner)
        except orjson.JSONDecodeError:
            looked_up = None
        if not isinstance(looked_up, dict):
            # How it ended stands in what cannot be read.
            return {**deed(said), "event.action": text(said, "EventName"), "event.outcome": ""}
        said = {**said, **looked_up}
    if isinstance(said.get("insightDetails"), Mapping) or "digestEndTime" in said:
        return insight(said)
    return deed(said)


def deed(said: Mapping[str, Any]) -> Document:
    name, error = text(said, "eventName") or text(said, "EventName"), text(said, "errorCode")
    login = text(said, "responseElements", "ConsoleLogin")
    success = said.get("errorCode") in (None, "") and login != "Failure"
    action = name if login not in LOGINS else "authn_login_success" if success else "authn_login_fail"
    if not login:
        action = ACTIONS.get(name, name) if success else "authz_fail" if DENIED.search(error) else name
    return {
        "@timestamp": text(said, "eventTime") or text(said, "EventTime"),
        "event.id": text(said, "eventID") or text(said, "EventId"),
        "event.action": action,
        "event.category": category(text(said, "eventSource"), name),
        "event.outcome": outcome(success),
        "event.provider": text(said, "eventSource") or text(said, "EventSource"),
        "event.code": error,
        "event.reason": text(said, "errorMessage"),
        "log.level": "warning"
        if not success and (login or DENIED.search(error))
        else "notice"
        if error
        else "info",
        "user.name": user(at(said, "userIdentity")) or text(said, "Username"),
        "user.id": text(said, "userIdentity", "principalId"),
        "user.target.name": text(said, "requestParameters", "userName"),
        "group.name": text(said, "requestParameters", "groupName"),
        "source.ip": text(said, "sourceIPAddress"),
        "user_agent.original": text(said, "userAgent"),
        "cloud.account.id": text(said, "recipientAccountId") or text(said, "userIdentity", "accountId"),
        "cloud.region": text(said, "awsRegion"),
        "cloud.provider": "aws",
        "trace.id": text(said, "requestID"),
        "message": " ".join(part for part in (text(said, "eventSource"), name, error) if part),
    }


def insight(said: Mapping[str, Any]) -> Document:
    """What CloudTrail says of unusual activity, and its digests, by which its files can be checked."""
    details = at(said, "insightDetails")
    kind = text(details, "insightType") or ("CloudTrailDigest" if "digestEndTime" in said else "")
    about = " ".join(part for part in (text(details, "eventSource"), text(details, "eventName")) if part)
    return {
        "@timestamp": text(said, "eventTime") or text(said, "digestEndTime"),
        "event.id": text(said, "eventID"),
        "event.action": kind,
        "event.category": "intrusion_detection" if details else "configuration",
        "event.provider": text(details, "eventSource"),
        "event.code": text(details, "errorCode"),
        "log.level": "warning" if details else "info",
        "cloud.account.id": text(said, "recipientAccountId") or text(said, "awsAccountId"),
        "cloud.region": text(said, "awsRegion"),
        "cloud.provider": "aws",
        "message": " ".join(part for part in (kind, about, text(details, "state")) if part),
    }


FORMAT = format_of_shape(
    "cloudtrail",
    "AWS CloudTrail",
    shape,
    "",
    signature=re.compile(
        rb'\s*\{(?=.*"(?:eventSource|EventSource)"\s*:)(?=.*"(?:eventName|EventName)"\s*:)'
        rb'(?=.*"(?:awsRegion|CloudTrailEvent)"\s*:)'
        rb'|\s*\{(?=.*"insightDetails"\s*:\s*\{)(?=.*"eventTime"\s*:)|\s*\{(?=.*"digestEndTime"\s*:)(?=.*"logFiles"\s*:)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"Records":[{"eventVersion":"1.08","eventTime":"2026-11-21T20:00:01Z","eventSource":"s3.amazonaws.com",'
            b'"eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.5","eventID":"e-1",'
            b'"userIdentity":{"type":"IAMUser","userName":"ada","accountId":"1","sessionContext":{"attributes":{"mfaAuthenticated":"true"}}},'
            b'"requestParameters":{"bucketName":"till"},"errorCode":"AccessDenied"}]}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.id": "e-1",
                "event.action": "authz_fail",
                "event.outcome": "failure",
                "user.name": "ada",
                "source.ip": "192.0.2.5",
                "severity": 4,
                "message": "s3.amazonaws.com GetObject AccessDenied",
                "fields": {
                    "aws": {
                        "cloudtrail": {
                            "event_version": "1.08",
                            "event_time": "2026-11-21T20:00:01Z",
                            "event_source": "s3.amazonaws.com",
                            "event_name": "GetObject",
                            "aws_region": "eu-central-1",
                            "source_ip_address": "192.0.2.5",
                            "event_id": "e-1",
                            "user_identity": {
                                "type": "IAMUser",
                                "user_name": "ada",
                                "account_id": "1",
                                "session_context": {"mfa_authenticated": "true"},
                            },
                            "request_parameters": {"bucketName": "till"},
                            "error_code": "AccessDenied",
                        }
                    },
                    "cloud": {"account": {"id": "1"}, "provider": "aws", "region": "eu-central-1"},
                    "event": {"code": "AccessDenied", "provider": "s3.amazonaws.com"},
                },
            },
            raw=b'{"eventVersion":"1.08","eventTime":"2026-11-21T20:00:01Z","eventSource":"s3.amazonaws.com",'
            b'"eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.5","eventID":"e-1",'
            b'"userIdentity":{"type":"IAMUser","userName":"ada","accountId":"1","sessionContext":{"attributes":{"mfaAuthenticated":"true"}}},'
            b'"requestParameters":{"bucketName":"till"},"errorCode":"AccessDenied"}',
        ),
        Sample(
            b'{"eventTime":"2026-11-21T20:00:01Z","eventSource":"ses.amazonaws.com","eventName":"VerifyEmailAddress","awsRegion":"x"}',
            {"event.action": "VerifyEmailAddress", "event.category": "web"},
        ),
        Sample(
            b'{"eventTime":"2026-11-21T20:00:01Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",'
            b'"awsRegion":"us-east-1","sourceIPAddress":"AWS Internal","userIdentity":{"type":"Root"},'
            b'"responseElements":{"ConsoleLogin":"Failure"}}',
            {
                "event.action": "authn_login_fail",
                "event.category": "authentication",
                "event.outcome": "failure",
                "user.name": "root",
                "source.ip": "",
                "source.address": "AWS Internal",
            },
        ),
        Sample(
            b'{"eventTime":"2026-11-21T20:00:01Z","awsRegion":"us-east-1","eventID":"e3","eventType":"AwsCloudTrailInsight",'
            b'"insightDetails":{"state":"Start","eventSource":"ssm.amazonaws.com","eventName":"PutParameter","insightType":"ApiCallRateInsight"}}',
            {
                "timestamp": "2026-11-21T20:00:01.000000Z",
                "event.action": "ApiCallRateInsight",
                "event.category": "intrusion_detection",
                "event.outcome": "",
                "message": "ApiCallRateInsight ssm.amazonaws.com PutParameter Start",
            },
        ),
    ),
)
