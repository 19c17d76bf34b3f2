"""Records of what ``guard_kinds`` knows, with what is expected of each."""

from ingestion.formats.format import Sample

HOST_GUARD_SAMPLES = (
    Sample(
        b'{"last_updated":1795291201,"uuid":"u7","priority":43,"priority_level":"medium","hostname":"sensor1","ip_address":"192.0.2.9",'
        b'"message":"Nothing was seen.","name":"search","alert_name":"Search","last_updated_status":1795291201,"status":"active"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.id": "u7", "host.name": "sensor1", "message": "Nothing was seen.", "severity": 4},
    ),
    Sample(
        b'{"creationTime":1795291205000,"pbid":7,"time":1795291201250,"model":{"name":"Odd::Beacon","uuid":"m1","description":"It beacons."},'
        b'"triggeredComponents":[{"cbid":1}],"score":0.674,"device":{"did":3,"ip":"192.0.2.77","hostname":"pc7","typename":"desktop"}}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.category": "network", "host.name": "pc7", "message": "Odd::Beacon"},
    ),
    Sample(
        b'{"summariser":"Odd","createdAt":1795291201250,"title":"Odd logins","id":"i7","aiaScore":98.0,"summary":"It logged in oddly.",'
        b'"breachDevices":[{"hostname":"pc7","ip":"192.0.2.77","did":3}]}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.id": "i7", "host.name": "pc7", "message": "It logged in oddly."},
    ),
    Sample(
        b'{"attributes":{"analyzerhostname":"pc7","sourceipv4":"192.0.2.7","targetipv4":"192.0.2.8","targethash":"44d88612fea8a8f36de82e1278abb02f",'
        b'"targetusername":"ada","threateventid":1027,"threatname":"EICAR","timestamp":"2026-11-21T20:00:01.250Z"},"id":"e7","type":"MVEvents"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.category": "malware", "event.id": "e7", "host.name": "pc7", "user.name": "ada",
         "source.ip": "192.0.2.7"},
    ),
    Sample(
        b'{"caid":"c","input":{"host":{"hostname":"mac7","protectVersion":"5","provisioningUDID":"P"},"match":{"uuid":"e7","facts":[{"name":"OddFile",'
        b'"human":"An odd file"}],"event":{"timestamp":1795291201.25}},"related":{"users":[{"uid":0,"name":"root"}],"processes":[{"pid":77,'
        b'"path":"/a/b"}]},"eventType":"GPFSEvent"}}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "OddFile", "event.category": "file", "event.id": "e7", "host.name": "mac7",
         "user.name": "root", "process.name": "b", "process.pid": 77, "message": "An odd file"},
    ),
    Sample(
        b'{"event":{"metadata":{"vendor":"Jamf","product":"Threat Events Stream"},"timestamp":"2026-11-21T20:00:01.250Z","alertId":"a7","device":'
        b'{"deviceId":"d7","userDeviceName":"phone7"},"eventType":{"name":"ODD","description":"Odd app"},"source":{"ip":"192.0.2.9","port":"3025"},'
        b'"user":{"name":"ada"},"action":"Detected"}}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "Detected", "event.id": "a7", "host.name": "phone7", "user.name": "ada",
         "source.ip": "192.0.2.9", "source.port": 3025, "message": "Odd app"},
    ),
    Sample(
        b'{"rule":{"level":5,"comment":"A login failed.","sidid":5716,"groups":["syslog","authentication_failed"]},"id":"7","TimeStamp":1795291201250,'
        b'"srcip":"203.0.113.7","srcport":"40022","dstuser":"ada","hostname":"web1","program_name":"sshd","full_log":"sshd: no"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "user.name": "ada", "source.ip": "203.0.113.7", "host.name": "web1", "process.name": "sshd", "message": "sshd: no"},
    ),
    Sample(
        b'{"rule":{"level":7,"comment":"A file changed.","sidid":550,"group":"ossec,syscheck,"},"id":"8","TimeStamp":1795291201250,"hostname":"web1",'
        b'"SyscheckFile":{"path":"/etc/hosts"}}',
        {"event.category": "file", "host.name": "web1", "message": "A file changed."},
    ),
)  # fmt: skip
