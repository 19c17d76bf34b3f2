"""What storage boxes say in the body of their syslog lines: QNAP's logs of connections and events, Synology's DSM, and NetApp's ONTAP."""

import re
from datetime import datetime

from ingestion.formats.claims import only
from ingestion.formats.documents import Document
from ingestion.normalise import appliances

QNAP = re.compile(
    r"(conn|event) log: Users: (.{0,255}?), Source IP: ([0-9A-Fa-f.:]{2,45}|---), Computer name: (.{0,255}?), "
    r"(?:Connection type: (.{0,64}?), Accessed resources: (.{0,4000}), Action: (.{1,64})"
    r"|Application: (.{0,128}?), Category: (.{0,128}?), Content: (.{0,4000}))$"
)
QNAP_LABELS = (
    ", Source IP: ",
    ", Computer name: ",
    ", Connection type: ",
    ", Accessed resources: ",
    ", Application: ",
    ", Content: ",
)
QNAP_DEED = re.compile(
    r'\[[^\]]{1,64}\] (Created|Deleted|Changed|Edited) (?:the )?([\w ]{1,64}?)(?: of user)? "([^"]{1,255})"\.$'
)
QNAP_DEEDS = {"login-success": "authn_login_success", "login-fail": "authn_login_fail", "logout": "session_closed", "created-user": "user_created",
              "deleted-user": "user_deleted", "edited-account-profile": "user_updated", "changed-password": "authn_password_change"}  # fmt: skip
LOCAL = ("127.0.0.1", "---")
SYNOLOGY = re.compile(
    r"(?:(?:SYSTEM|System User): ?)?(User|Host) \[([^\]]{0,255})\](?: from \[(?:[^\]()]{1,255}\()?([0-9A-Fa-f.:]{2,45})\)?\])? (.{1,400})$"
)
SYNOLOGY_FILE = re.compile(
    r"(?:\w{1,32} )?Event: ([\w ]{1,32}), Path: (.{1,4000}), File/Folder: (\w{1,16}), Size: ([^,]{1,32}), User: ([^,]{0,255}), IP: ([0-9A-Fa-f.:]{2,45})$"
)
SYNOLOGY_DEEDS = (
    ("failed to log in", "authn_login_fail", "authentication", "failure"),
    ("failed to sign in", "authn_login_fail", "authentication", "failure"),
    ("logged in", "authn_login_success", "authentication", "success"),
    ("signed in", "authn_login_success", "authentication", "success"),
    ("logged out", "session_closed", "session", "success"),
    ("was blocked", "address_banned", "intrusion_detection", "success"),
    ("accessed shared folder", "shared_folder_accessed", "file", "success"),
)
ONTAP = re.compile(r"\[([\w.-]{1,128}):([\w.-]{1,64}):(\w{4,10})\]: ([\w.]{3,128}): (.*)$", re.DOTALL)
ONTAP_WHO = re.compile(r"\buser '([^\n]{1,255})' from |\buser(?:name)?:? '?\"?([\w.\\-]{1,255})")
ADDRESS = re.compile(r"\b(?:from|address|host|client)(?: IP)?:? '?\[?([0-9]{1,3}(?:\.[0-9]{1,3}){3})\b")


def qnap(said: str) -> Document:
    found = QNAP.match(said)
    if not found:
        return {}
    kind, user, address, computer, connection, resource, action, application, category, content = (
        found.groups()
    )
    device: Document = {
        "event.provider": f"{kind}-log", "observer.vendor": "QNAP", "observer.product": "NAS", "observer.type": "nas",
    }  # fmt: skip
    if any(
        said.count(label) > 1 for label in QNAP_LABELS
    ):  # a user's or file's name holds labels: whose is whose cannot be told
        return device
    told: Document = device | {
        "user.name": user,
        "source.ip": "" if address in LOCAL else address, "source.domain": "" if computer == "---" else computer,
        "qnap.nas.connection_type": connection, "qnap.nas.application": application, "qnap.nas.category": category,
    }  # fmt: skip
    return told | (qnap_event(content) if content else qnap_access(resource, action))


def qnap_access(resource: str, action: str) -> Document:
    deed = action.strip().lower().replace(" ", "-")
    entered = deed.startswith("log")
    inside = re.match(r"\[([^\]]{1,64})\] ?", resource)
    path, _, renamed = resource[inside.end() if inside else 0 :].partition(" -> ")
    is_path = "/" in path
    return {
        "event.action": QNAP_DEEDS.get(deed, deed),
        "event.category": "authentication" if entered else "file",
        "event.outcome": {"login-fail": "failure", "login-success": "success", "logout": "success"}.get(
            deed, ""
        ),
        "file.path": path if is_path else "",
        "file.extension": path.rpartition("/")[2].partition(".")[2].rpartition(".")[2] if is_path else "",
        "qnap.nas.file.new_path": renamed,
        **(
            {"qnap.nas.application": inside[1]}
            if inside
            else {}
            if is_path or path == "---"
            else {"qnap.nas.application": path}
        ),
    }


def qnap_event(content: str) -> Document:
    found = QNAP_DEED.match(content)
    if not found:
        return {"message": content, "event.category": "configuration"}
    deed = f"{found[1]} {found[2]}".strip().lower().replace(" ", "-")
    about = "file.path" if "folder" in deed else "group.name" if "group" in deed else "user.target.name"
    category = "file" if about == "file.path" else "iam"
    return {
        "message": content,
        "event.action": QNAP_DEEDS.get(deed, deed),
        "event.category": category,
        about: found[3],
    }


def synology(said: str) -> Document:
    told: Document = {"observer.vendor": "Synology", "observer.product": "DSM", "observer.type": "nas"}
    if found := SYNOLOGY_FILE.match(said):
        action, path, kind, size, user, address = found.groups()
        return told | {"event.action": action.replace(" ", "_"), "event.category": "file", "file.path": path, "user.name": user,
                       "source.ip": address, "file.type": "dir" if kind == "Folder" else "file", "synology.size": size}  # fmt: skip
    if not (found := SYNOLOGY.match(said)):
        return {}
    if said.count("] from [") > 1:  # a name that holds another's address
        return told
    who, name, address, rest = found.groups()
    done = IN_BRACKETS.sub("", rest)  # names of folders and programs, which may say anything
    deed = next((one[1:] for one in SYNOLOGY_DEEDS if one[0] in done and "not " not in done), ("", "", ""))
    via = re.search(r"via \[([^\]]{1,64})\]", rest)
    inner = ADDRESS_IN.search(rest)
    return {
        **told,
        **dict(zip(("event.action", "event.category", "event.outcome"), deed, strict=True)),
        "source.ip": address or (name if who == "Host" else inner[1] if inner else ""),
        "user.name": name if who == "User" else "",
        "network.application": via[1] if via else "",
    }


IN_BRACKETS = re.compile(r"\[[^\]]*+\]")
ADDRESS_IN = re.compile(r"from \[(?:[^\]()]{1,255}\()?([0-9A-Fa-f.:]{2,45})\)?\]")


def ontap(said: str) -> Document:
    found = ONTAP.match(said)
    if not found:
        return {}
    node, program, level, event, rest = found.groups()
    meant = appliances.meaning(event.replace(".", " ").replace("login", "login "), "", "", networked=False)
    whence = (only(ADDRESS, rest[:1000]) if "event.action" in meant else ADDRESS.search(rest[:1000])) or None
    who = ONTAP_WHO.search(rest[:1000]) if whence or not ADDRESS.search(rest[:1000]) else None
    return {
        "observer.vendor": "NetApp", "observer.product": "ONTAP", "host.name": node, "process.name": program, "log.level": level.lower(),
        "event.code": event, "event.action": event, "message": rest, "user.name": who[1] or who[2] if who else "", "source.ip": whence[1] if whence else "",
        **{name: value for name, value in meant.items() if value},
    }  # fmt: skip


# sequence, time, “[kern_audit:level:process] session :: cluster:application :: address:port :: cluster:user :: command :: how it ended”.
ONTAP_AUDIT = re.compile(
    r"(?:[\w.-]{1,128}: )?[0-9a-f]{8}\.[0-9a-f]{8} [0-9a-f]{8} ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d{4} \d\d:\d\d:\d\d [+-]\d\d:\d\d) "
    r"\[(\w{1,32}):(\w{1,16}):(\d{1,10})\] \S{1,64} :: [\w.-]{1,128}:([\w-]{1,32}) :: ([0-9A-Fa-f.:]{2,45}?)(?::(\d{1,5}))? :: "
    r"[\w.-]{1,128}:([^\s:]{1,255}) :: (.*) :: (Pending|Success|Error)(?::? .*)?$",
    re.DOTALL,
)
ONTAP_LOGIN = re.compile(r"(?:Login Attempt|Logging in)\s*$")
ONTAP_OUTCOMES = {"Success": "success", "Error": "failure", "Pending": ""}


def ontap_audit(node: str, said: str) -> Document:
    """What an administrator did; the node stands where others have a program. What is pending has not ended yet."""
    found = ONTAP_AUDIT.match(said)
    if not found:
        return {}
    written, program, level, pid, application, address, port, user, command, ended = found.groups()
    told: Document = {
        "@timestamp": datetime.strptime(written, "%a %b %d %Y %H:%M:%S %z").isoformat(), "@written": written, "observer.vendor": "NetApp", "observer.product": "ONTAP", "log.level": level,
        "process.name": program, "process.pid": int(pid), "host.name": node,
        "network.application": application, "source.ip": address, "source.port": int(port) if port else None, "user.name": user,
        "event.outcome": ONTAP_OUTCOMES[ended], "message": f"{command} :: {ended}",
    }  # fmt: skip
    if ONTAP_LOGIN.match(command):
        verdict = {"Success": "authn_login_success", "Error": "authn_login_fail"}.get(ended, "authn_login")
        return told | {"event.action": verdict, "event.category": "authentication"}
    return told | {
        "event.action": "command_executed",
        "event.category": "configuration",
        "process.command_line": command,
    }
