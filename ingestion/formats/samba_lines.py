"""What Samba says of logins (``auth_audit``) and, through vfs_full_audit, of files. https://www.samba.org/samba/docs/current/man-html/vfs_full_audit.8.html"""

import re

from ingestion.formats.documents import Document

SAMBA_AUTH = re.compile(
    r"Auth: \[([^\]]{0,128})\] user \[([^\]]{0,255})\]\\\[([^\]]{0,255})\] at \[[^\]]{1,80}\] with \[[^\]]{0,64}\] status \[(\w{1,64})\] "
    r"workstation \[([^\]]{0,255})\] remote host \[ipv[46]:([0-9A-Fa-f.:]{2,45}):(\d{1,5})\]"
)


def samba(said: str) -> Document:
    if found := SAMBA_AUTH.match(said):
        service, domain, user, status, station, address, port = found.groups()
        done = status == "NT_STATUS_OK"
        return {
            "event.action": "authn_login_success" if done else "authn_login_fail", "event.category": "authentication",
            "event.outcome": "success" if done else "failure", "event.reason": "" if done else status, "user.name": user, "user.domain": domain,
            "source.ip": address, "source.port": int(port), "source.domain": station, "network.protocol": "smb" if service.startswith("SMB") else "",
        }  # fmt: skip
    return {}


def samba_audit(said: str) -> Document:
    """In the order that vfs_full_audit's manual has for its prefix: user, address, machine, share; then what, how it ended, on what."""
    parts = said.split("|")
    at = next((place for place, part in enumerate(parts) if part == "ok" or part.startswith("fail (")), 0)
    if at < 2:
        return {}
    addresses = [
        part
        for part in parts[1:at]
        if re.fullmatch(r"(?:::ffff:)?[0-9.]{7,15}|[0-9A-Fa-f:]{3,39}", part) and ("." in part or ":" in part)
    ]
    return {
        "event.action": parts[at - 1], "event.category": "file", "event.outcome": "success" if parts[at] == "ok" else "failure",
        "user.name": parts[0].rpartition("\\")[2], "source.ip": addresses[0].removeprefix("::ffff:") if addresses else "",
        "file.path": parts[-1] if "/" in parts[-1] or len(parts) > at + 1 else "", "network.protocol": "smb",
    }  # fmt: skip
