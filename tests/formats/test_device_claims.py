"""What devices' lines must not be read to claim: a login that was none, or an end other than the line's."""

import pytest

from ingestion.formats import device_syslog
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
