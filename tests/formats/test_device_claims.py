"""What devices' lines must not be read to claim: a login that was none, or an end other than the line's."""

import pytest

from ingestion.formats import cisco, device_syslog
from ingestion.formats.ngfw_events import firewall_event

HEADER = "<30>Nov 21 20:00:01 box1 "


@pytest.mark.parametrize(
    ("program", "said", "action", "outcome"),
    [
        ("charon", "05[IKE] authentication of 'ada' with EAP successful", "authn_login_success", "success"),
        ("charon", "05[IKE] authentication of 'gw' (myself) with RSA signature successful", "", ""),
        ("charon", "05[CFG] no successful configuration for this end", "", ""),
        ("sendmail", "q7: from=<a@example.com>, relay=h [203.0.113.7], reject=553 no", "mail_rejected", "failure"),
        ("sm-mta", "q7: from=<a@example.com>, relay=h [203.0.113.7], reject=553 no", "mail_rejected", "failure"),
        ("sm-mta", "q7: from=<a@example.com>, relay=h [203.0.113.7]", "mail_received", "success"),
        ("proftpd", "h (c[203.0.113.7]) - USER Login successful: no such user found", "authn_login_fail", "failure"),
        ("proftpd", "h (c[203.0.113.7]) - USER ada: Login successful.", "authn_login_success", "success"),
    ],
)  # fmt: skip
def test_programs_claim_what_their_lines_say(program: str, said: str, action: str, outcome: str) -> None:
    read = device_syslog.read(f"{HEADER}{program}[7]: {said}")
    assert isinstance(read, dict)
    assert (read.get("event.action") or "", read.get("event.outcome") or "") == (action, outcome)


def test_a_share_whose_name_begins_as_a_failure_is_none() -> None:
    read = device_syslog.read(f"{HEADER}smbd_audit[7]: ada|192.0.2.7|pc7|failover|unlinkat|ok|/srv/a.txt")
    assert isinstance(read, dict)
    assert (read["event.action"], read["event.outcome"]) == ("unlinkat", "success")


def test_an_administrators_login_without_its_end_is_not_called_a_success() -> None:
    said = firewall_event({"class": "class com.example.AdminLoginEvent", "login": "ada"})
    assert (said["event.action"], said["event.outcome"]) == ("admin_login", "")


@pytest.mark.parametrize(
    ("said", "action", "outcome"),
    [
        ("User [ada] from [192.0.2.7] logged in successfully via [SSH].", "authn_login_success", "success"),
        ("User [ada] from [192.0.2.7] was not logged in via [SSH].", "", ""),
        ("User [ada] from [192.0.2.7] via [SMB] accessed shared folder [logged in].", "shared_folder_accessed", "success"),
    ],
)  # fmt: skip
def test_a_name_in_brackets_is_no_deed(said: str, action: str, outcome: str) -> None:
    read = device_syslog.read(f"{HEADER}Connection: {said}")
    assert isinstance(read, dict)
    assert (read.get("event.action", ""), read.get("event.outcome", "")) == (action, outcome)


INSIDE = "ada, Source IP: 192.0.2.1, Computer name: ---, Connection type: SSH, Accessed resources: ---, Action: Login Success"
QNAP_END = "Source IP: 203.0.113.7, Computer name: ---, Connection type: HTTP, Accessed resources: ---, Action: Login Fail"
GIVEN = "ada] at [now] with [NTLMv2] status [NT_STATUS_OK] workstation [w] remote host [ipv4:192.0.2.1:5] x ["


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("smbd_audit", "bo|203.0.113.7|unlinkat|ok|openat|fail (Permission denied)|r|/srv/a"),
        ("smbd_audit", "bo|203.0.113.7|192.0.2.1|ok|openat|fail (Permission denied)|r|/srv/a"),
        ("smbd_audit", "bo|203.0.113.7|pc7|ok|openat|fail (Permission denied)|r|/srv/a|unlinkat|ok|b"),
        ("smbd", f"Auth: [SMB2,(null)] user [D]\\[{GIVEN}] at [now] with [NTLMv2] status [NT_STATUS_WRONG_PASSWORD] "
                 "workstation [pc7] remote host [ipv4:203.0.113.7:9]"),
        ("qulogd", f"conn log: Users: {INSIDE}, {QNAP_END}"),
        ("Connection", "User [ada] from [192.0.2.1] logged in successfully via [x] from [203.0.113.7] failed to log in via [DSM]."),
        ("WinFileService", "Event: read, Path: /a, File/Folder: File, Size: 1, User: ada, IP: 192.0.2.1, File/Folder: File, "
                           "Size: 2 KB, User: bo, IP: 203.0.113.7"),
        ("radiusd", "(1) Login incorrect (Login OK: [root/x]): [bo/<via Auth-Type = PAP>] (from client nas port 0 cli 203.0.113.7)"),
        ("radiusd", "(1) Login incorrect (pap: wrong): [bo Login OK: [root/x]] (from client nas port 0)"),
    ],
)  # fmt: skip
def test_text_of_an_actor_claims_nothing(program: str, said: str) -> None:
    read = device_syslog.read(f"{HEADER}{program}[7]: {said}")
    assert isinstance(read, dict)
    assert read.get("event.outcome") != "success"
    assert read.get("source.ip") in (None, "", "203.0.113.7")
    assert read.get("user.name") in (None, "", "bo")
    assert read.get("event.action") not in ("authn_login_success", "unlinkat", "mail_sent")


def test_a_share_named_as_an_end_is_none() -> None:
    read = device_syslog.read(
        f"{HEADER}smbd_audit[7]: bo|203.0.113.7|pc7|ok|openat|fail (Permission denied)|r|/srv/a"
    )
    assert isinstance(read, dict)
    assert (read["event.action"], read["event.outcome"], read["source.ip"]) == (
        "openat",
        "failure",
        "203.0.113.7",
    )


@pytest.mark.parametrize("name", ["bo", "bo : user IP = 9.9.9.9", "login success"])
def test_a_firewall_s_user_ends_where_the_address_begins(name: str) -> None:
    said = f"AAA user authentication Rejected : reason = Invalid password : local database : user = {name} : user IP = 192.0.2.4"
    read = cisco.read(f"<166>Nov 21 2026 20:00:01 fw1 : %ASA-6-113015: {said}")
    assert isinstance(read, dict)
    assert (read["user.name"], read["source.ip"], read["event.outcome"]) == (name, "192.0.2.4", "failure")
