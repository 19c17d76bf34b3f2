"""What Samba says of logins (``auth_audit``) and, through vfs_full_audit, of files. https://www.samba.org/samba/docs/current/man-html/vfs_full_audit.8.html"""

import re

from ingestion.formats.documents import Document

SAMBA_AUTH = re.compile(
    r"Auth: \[([^\]]{0,128})\] user \[([^\]]{0,255})\]\\\[([^\]]{0,255})\] at \[[^\]]{1,80}\] with \[[^\]]{0,64}\] status \[(\w{1,64})\] "
    r"workstation \[([^\]]{0,255})\] remote host \[ipv[46]:([0-9A-Fa-f.:]{2,45}):(\d{1,5})\]"
)
# What a file server does, by the names that Samba gives it: they tell an end from a machine or share that is named as one.
OPERATION = re.compile(
    r"connect|disconnect|open|openat|create_file|close|read|pread|pread_recv|write|pwrite|pwrite_recv|rename|"
    r"renameat|unlink|unlinkat|mkdir|mkdirat|rmdir|opendir|fdopendir|readdir|closedir|stat|fstat|lstat|fstatat|"
    r"chmod|fchmod|chown|fchown|lchown|chdir|ftruncate|lock|symlink|symlinkat|readlink|readlinkat|link|linkat|mknod|"
    r"mknodat|realpath|sendfile|recvfile|get_nt_acl|fget_nt_acl|set_nt_acl|fset_nt_acl|getxattr|fgetxattr|setxattr|"
    r"fsetxattr|removexattr|fremovexattr"
)


def samba(said: str) -> Document:
    if said.count("] status [") == 1 and (found := SAMBA_AUTH.match(said)):  # a user's name may hold a second
        service, domain, user, status, station, address, port = found.groups()
        done = status == "NT_STATUS_OK"
        return {
            "event.action": "authn_login_success" if done else "authn_login_fail", "event.category": "authentication",
            "event.outcome": "success" if done else "failure", "event.reason": "" if done else status, "user.name": user, "user.domain": domain,
            "source.ip": address, "source.port": int(port), "source.domain": station, "network.protocol": "smb" if service.startswith("SMB") else "",
        }  # fmt: skip
    return {}


def samba_audit(said: str) -> Document:
    """In the order that vfs_full_audit's manual has for its prefix: user, address, machine, share; then what, how it ended, on what.

    A client names its machine as it likes: where two parts could be the end, or two the address, neither is claimed.
    """
    parts = said.split("|")
    paths = next((place for place, part in enumerate(parts) if "/" in part), len(parts))
    ends = [place for place in range(2, paths) if parts[place] == "ok" or parts[place].startswith("fail (")]
    if not ends:
        return {}
    if len(ends) > 1:
        ends = [place for place in ends if OPERATION.fullmatch(parts[place - 1])] or ends
    at, sure = ends[0], len(ends) == 1
    addresses = {
        part.removeprefix("::ffff:")
        for part in parts[1:at]
        if re.fullmatch(r"(?:::ffff:)?[0-9.]{7,15}|[0-9A-Fa-f:]{3,39}", part) and ("." in part or ":" in part)
    }
    told: Document = {
        "event.category": "file", "user.name": parts[0].rpartition("\\")[2], "network.protocol": "smb",
        "source.ip": addresses.pop() if len(addresses) == 1 else "",
    }  # fmt: skip
    return told if not sure else told | {
        "event.action": parts[at - 1], "event.outcome": "success" if parts[at] == "ok" else "failure",
        "file.path": parts[-1] if "/" in parts[-1] or len(parts) > at + 1 else "",
    }  # fmt: skip
