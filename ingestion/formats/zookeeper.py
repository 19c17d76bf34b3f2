"""What ZooKeeper says behind a program log's time and level: ``[main:QuorumPeer@117] - text``, and its audit.

https://zookeeper.apache.org/doc/current/zookeeperAuditLogs.html. Names of its own are those of Filebeat's module.
"""

import re
from collections import Counter

from ingestion.formats.documents import Document

# A thread's name may hold brackets and colons; who speaks and the line stand at its end.
WHERE = re.compile(r"\[([^\n]{1,300}?):([A-Za-z_$][\w$]{0,120})@(\d{1,7})\] - (.*)$", re.DOTALL)
NODE = re.compile(r"\[myid:(\d{0,10})\]")
AUDITED = re.compile(r"(?:audit\.)?\w{0,40}AuditLogger: (?=(?:session|user)=)")
OWN = ("session", "znode", "znode_type", "acl", "result")
FIELD = "zookeeper.audit"


def facts(before: str, said: str) -> Document | None:
    if found := WHERE.match(said):
        thread, logger, line, message = found.groups()
        node = NODE.search(before)
        return {
            "process.thread.name": thread,
            "log.logger": logger,
            "log.origin.file.line": int(line),
            "service.node.name": node[1] if node else "",
            "message": message,
        }
    found = AUDITED.match(said)
    return audit(said, found.end()) if found else None


def audit(said: str, begin: int) -> Document:
    """Between its tabs; who asked may be several, of which an address is one. What is said twice is not believed."""
    written = [one.partition("=") for one in said[begin:].split("\t")]
    times = Counter(name for name, _, _ in written)
    pairs = {name: value.strip() for name, _, value in written if times[name] == 1}
    people = pairs.get("user", "")
    named = [one for one in people.split(",") if one != pairs.get("ip")]
    result = pairs.get("result", "")
    return {
        "event.action": pairs.get("operation", ""),
        "event.category": "database",
        "event.outcome": result if result in ("success", "failure") else "",
        "user.id": people,
        "user.name": named[0] if named else "",
        "source.ip": pairs.get("ip", ""),
        "client.ip": pairs.get("ip", ""),
        "client.address": pairs.get("ip", ""),
        f"{FIELD}.user": people.split(",") if people else None,
        **{f"{FIELD}.{name}": pairs.get(name, "") for name in OWN},
        "message": said,
    }
