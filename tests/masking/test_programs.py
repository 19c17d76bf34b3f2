"""Programs that are called like a secret, and what common ones say of passwords, keys and sessions: all of it stays."""

import pytest

from ingestion.normalise.masking.keys import derive
from ingestion.normalise.masking.masker import Masker

MASKER = Masker(derive("a key for tests, long enough to pass"))
HEADERS = ["", "<38>", "Nov 21 10:00:00 gate ", "<38>Nov 21 10:00:00 gate ", "2026-11-21T10:00:00.123456+00:00 gate ", "<38>Nov 21 10:00:00 "]  # fmt: skip
# OpenSSH 9.8 calls the process of a connection so, and PAM's lines come from it.
NUMBERED = ["sshd-session", "sshd-auth", "gdm-session-worker", "gnome-session", "systemd-ask-password", "passwd", "chpasswd", "smbpasswd", "git-credential", "vault-token", "pass"]  # fmt: skip
MESSAGES = [
    "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=ada",
    "pam_unix(passwd:chauthtok): password changed for ada",
    "pam_pwquality(passwd:chauthtok): pam_get_authtok_verify returned error",
    "Accepted publickey for ada from 192.0.2.7 port 4 ssh2: ED25519 SHA256:uNiVztksCsDhcc0u9e8BrGxLrjhSVhYlXhNR3s1hB1k",
    "started 3 workers",
    "gkr-pam: unlocked login keyring",
]
SAID = [
    "passwd: pam_unix(passwd:chauthtok): password changed for ada",
    "passwd: can't view or modify password information for ada",
    "vncpasswd: command not found",
    "session-3.scope: Deactivated successfully.",
    "polkitd: Operator of unix-session:2 successfully authenticated as unix-user:ada",
    "error: Could not load host key: /etc/ssh/ssh_host_ed25519_key",
    "radiusd[1]: (7) Login OK: [ada/<via Auth-Type = EAP>] (from client nas port 0)",
    "radiusd[1]: (7) Login incorrect: [ada/<no User-Password attribute>] (from client nas port 0)",
    "250-AUTH LOGIN PLAIN",
    "AUTH PLAIN not supported",
    "error: invalid token: expected ';' before '}'",
    "findstr /si password *.txt *.xml",
    "Password Last Set:\\t\\t11/21/2026 8:00:00 AM",
    '{"operationName":"Reset user password","resultType":"Success","resultReason":""}',
    '{"password","isRequired" : true}',
    "radiusd[1]: (7) Login incorrect (mschap: denied): [host/PC-12] (from client nas port 0)",
    "pin=GPIO4 mode=in",
    "DB_PASSWORD= DB_NAME=shop",
    "db.existingSecret=shop-db",
    "NPM_TOKEN: ${{ secrets.NPM_TOKEN }}",
    "Set-ADAccountPassword -Identity svc -NewPassword (Read-Host -AsSecureString)",
    "client body contains pass= in cleartext",
    "reason = Invalid password : server = 192.0.2.7 : user = ada",
    "--- PASS: TestRotation (0.41s)",
]
# What looks like those, and is a setting, a list or an option.
SECRETS = [
    "Nov 21 10:00:00 gate till[812]: password: {}",
    "Nov 21 10:00:00 gate db_password: {}",
    "Nov 21 10:00:00 gate auth-token: {}",
    "2026-11-21T10:00:00Z api-key: {}",
    "passwd: {}",
    "  passwd: {} # of the first user",
    "10:00:00 INFO passwords[0]: {}",
    "secret[7]: {}",
    "session: {}",
    "pam_unix(sshd:auth): password: {}",
    "Login OK: [ada/{}] (from client nas port 0)",
    "AUTH PLAIN {}",
    '["x-password","{}"]',
    "rpcclient -U 'CORP\\ada%{}' 192.0.2.7",
    "sqlcmd -P {} -S sql1",
    "rasdial VPN ada {}",
    "shared secret for client 192.0.2.7 is {}",
    "set system root-authentication plain-text-password-value {} ",
    "vncpasswd -f <<< {}",
    "Login incorrect: [hostess/{}] (from client nas port 0)",
    "pin={}",
    "DB_PASSWORD= {}",
    "DB_PASSWORD={} DB_NAME=shop",
    "existing.secret={}",
    "contains pass={} in cleartext",
    "invalid password : {}",
    "PASS: {}",
]  # fmt: skip


def masked(line: str) -> str:
    body = MASKER.mask(line.encode()).body
    assert MASKER.mask(body).body == body
    return body.decode()


@pytest.mark.parametrize("header", [one for one in HEADERS if one.endswith(" ") or one == "<38>"])
@pytest.mark.parametrize("program", NUMBERED)
def test_what_a_program_says_stays_whatever_it_is_called(header: str, program: str) -> None:
    for message in MESSAGES:
        line = f"{header}{program}[812]: {message}"
        assert masked(line) == line


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("line", SAID)
def test_what_programs_say_of_passwords_and_sessions_stays(header: str, line: str) -> None:
    assert masked(header + line) == header + line


@pytest.mark.parametrize("line", SECRETS)
def test_a_setting_that_looks_like_a_program_does_not(line: str) -> None:
    assert "aBcD3fGh1" not in masked(line.format("aBcD3fGh1"))


def test_a_recovery_key_of_a_disk_tells_itself() -> None:
    key = "-".join(f"{11 * number:06}" for number in range(10_101, 10_109))
    assert key not in masked(f"manage-bde -unlock E: -rp {key}")
    assert masked(f"batch {key[:27]} is done") == f"batch {key[:27]} is done"
