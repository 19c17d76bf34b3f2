"""Where PAN-OS' values stand in a row of each type, and what they are called in ECS."""

_FLOW = {
    "src": 7, "dst": 8, "natsrc": 9, "natdst": 10, "rule": 11, "srcuser": 12, "dstuser": 13, "app": 14, "vsys": 15, "from": 16,
    "to": 17, "inbound_if": 18, "outbound_if": 19, "logset": 20, "sessionid": 22, "repeatcnt": 23, "sport": 24, "dport": 25,
    "natsport": 26, "natdport": 27, "flags": 28, "proto": 29, "action": 30,
}  # fmt: skip
PLACES = {
    "TRAFFIC": {
        **_FLOW, "bytes": 31, "bytes_sent": 32, "bytes_received": 33, "packets": 34, "start": 35, "elapsed": 36, "category": 37,
        "seqno": 39, "actionflags": 40, "srcloc": 41, "dstloc": 42, "pkts_sent": 44, "pkts_received": 45,
        "session_end_reason": 46, "device": 52, "action_source": 53,
    },
    "THREAT": {
        **_FLOW, "misc": 31, "threatid": 32, "category": 33, "severity": 34, "direction": 35, "seqno": 36, "actionflags": 37,
        "srcloc": 38, "dstloc": 39, "contenttype": 41, "filedigest": 43, "user_agent": 46, "filetype": 47, "xff": 48,
        "referer": 49, "sender": 50, "subject": 51, "recipient": 52, "device": 59,
    },
    "SYSTEM": {"vsys": 7, "eventid": 8, "object": 9, "module": 12, "severity": 13, "opaque": 14, "seqno": 15, "device": 22},
    "CONFIG": {"src": 7, "vsys": 8, "cmd": 9, "srcuser": 10, "client": 11, "result": 12, "path": 13},
    "GLOBALPROTECT": {
        "vsys": 7, "eventid": 8, "stage": 9, "auth_method": 10, "tunnel_type": 11, "srcuser": 12, "srcloc": 13, "machinename": 14,
        "src": 15, "private_ip": 17, "hostid": 19, "client_ver": 21, "client_os": 22, "reason": 25, "error": 26, "opaque": 27,
        "status": 28, "location": 29,
    },
    "USERID": {"vsys": 7, "src": 8, "srcuser": 9, "datasourcename": 10, "eventid": 11, "datasource": 16},
    "AUTHENTICATION": {
        "vsys": 7, "src": 8, "srcuser": 9, "object": 11, "authpolicy": 12, "vendor": 15, "serverprofile": 17, "opaque": 18,
        "clienttype": 19, "status": 20,
    },
}  # fmt: skip
NAMES = {
    "src": "source.ip", "dst": "destination.ip", "natsrc": "source.nat.ip", "natdst": "destination.nat.ip", "rule": "rule.name",
    "srcuser": "user.name", "dstuser": "destination.user.name", "app": "network.application",
    "from": "observer.ingress.zone", "to": "observer.egress.zone", "inbound_if": "observer.ingress.interface.name",
    "outbound_if": "observer.egress.interface.name", "sessionid": "panw.panos.flow_id", "start": "event.start",
    "severity": "log.level", "user_agent": "user_agent.original", "referer": "http.request.referrer", "misc": "url.original",
    "xff": "network.forwarded_ip", "session_end_reason": "event.reason", "reason": "event.reason", "hostid": "host.id",
    "proto": "network.transport", "srcloc": "source.geo.name", "dstloc": "destination.geo.name", "opaque": "panw.panos.description",
    "logset": "panw.panos.log_profile", "seqno": "panw.panos.sequence_number", "category": "panw.panos.url.category", "actionflags": "panw.panos.action_flags",
    "threatid": "panw.panos.threat.name", "repeatcnt": "panw.panos.repeat_count", "error": "error.message", "machinename": "client.domain",
}  # fmt: skip
NUMBERS = {
    "sport": "source.port", "dport": "destination.port", "natsport": "source.nat.port", "natdport": "destination.nat.port",
    "bytes": "network.bytes", "bytes_sent": "source.bytes", "bytes_received": "destination.bytes", "packets": "network.packets",
    "pkts_sent": "source.packets", "pkts_received": "destination.packets",
}  # fmt: skip
# Words that say how something ended.
ENDS = {"success": "success", "succeeded": "success", "succ": "success", "submitted": "success", "login": "success",
        "failure": "failure", "failed": "failure", "fail": "failure", "unauthorized": "failure"}  # fmt: skip
