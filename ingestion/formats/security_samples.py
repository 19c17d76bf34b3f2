"""Records of the guards in ``security_kinds``, with what is expected of each."""

from ingestion.formats.format import Sample

GUARD_SAMPLES = (
    Sample(
        b'{"sourcetype":"zscalernss-web","event":{"datetime":"2026-11-21 20:00:01","protocol":"HTTPS","action":"Blocked","serverip":"198.51.100.7",'
        b'"requestmethod":"CONNECT","ClientIP":"192.0.2.7","status":"403","user":"ada@example.com","url":"till.example/","devicehostname":"None"}}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "blocked", "event.outcome": "failure", "source.ip": "192.0.2.7", "host.name": "",
         "http.request.method": "CONNECT", "http.response.status_code": 403},
    ),
    Sample(
        b'{"timestamp":"2026-11-21T20:00:01.250+0000","rule":{"level":5,"description":"sshd: wrong password","id":"5716","mitre":{"id":["T1110"]},'
        b'"groups":["syslog","sshd","authentication_failed"]},"agent":{"id":"004","name":"web4","ip":"192.0.2.8"},"manager":{"name":"wz"},"id":"17.1",'
        b'"full_log":"Failed password for ada","decoder":{"name":"sshd"},"data":{"srcip":"203.0.113.7","srcport":"4040","dstuser":"ada"},"location":"journald"}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_fail",
            "event.category": "authentication",
            "event.outcome": "failure",
            "event.id": "17.1",
            "host.name": "web4",
            "user.name": "ada",
            "source.ip": "203.0.113.7",
            "source.port": 4040,
            "message": "sshd: wrong password",
        },
    ),
    Sample(
        b'{"timestamp":"2026-11-21T20:00:01.250+0000","rule":{"level":7,"description":"File changed","id":"550","groups":["ossec","syscheck"]},'
        b'"agent":{"id":"004","name":"web4"},"manager":{"name":"wz"},"id":"17.2","decoder":{"name":"syscheck"},"syscheck":{"path":"/etc/hosts"}}',
        {"event.action": "ossec", "event.category": "host", "event.outcome": "", "host.name": "web4"},
    ),
    Sample(
        b'{"eventid":"cowrie.login.success","username":"root","message":"in","sensor":"pot","timestamp":"2026-11-21T20:00:01.250000Z",'
        b'"src_ip":"203.0.113.7","session":"a1"}',
        {"event.action": "authn_login_success", "event.outcome": "success", "user.name": "root", "source.ip": "203.0.113.7", "trace.id": "a1"},
    ),
    Sample(
        b'{"eventid":"cowrie.command.input","input":"uname -a","message":"CMD: uname -a","sensor":"pot","timestamp":"2026-11-21T20:00:01.250000Z",'
        b'"src_ip":"203.0.113.7","session":"a1"}',
        {"event.action": "cowrie.command.input", "event.category": "process", "event.outcome": ""},
    ),
    Sample(
        b'{"sourcetype":"zscalernss-web","event":{"time":"Sat Nov 21 20:00:01 2026","login":"ada@example.net","proto":"HTTPS",'
        b'"eurl":"www.example.net/join/?a=1","action":"Blocked","reqsize":"218","respsize":"1423","cip":"203.0.113.7","sip":"198.51.100.7",'
        b'"reqmethod":"POST","respcode":"200","ua":"curl/8","ruletype":"SSLPol","rulelabel":"No%20games"}}',
        {
            "timestamp": "2026-11-21T20:00:01.000000Z",
            "event.action": "blocked",
            "event.outcome": "failure",
            "event.category": "web",
            "url.path": "/join/",
            "http.request.method": "POST",
            "http.response.status_code": 200,
            "user.name": "ada@example.net",
            "source.ip": "203.0.113.7",
            "user_agent.original": "curl/8",
        },
    ),
    Sample(
        b'{"sourcetype":"zscalernss-fw","event":{"datetime":"Sat Nov 21 20:00:01 2026","user":"ada@example.net","cdport":443,"csport":4040,'
        b'"csip":"192.0.2.4","cdip":"198.51.100.7","action":"Drop","nwsvc":"HTTPS","proto":"TCP","rulelabel":"x","inbytes":5,"outbytes":7,"durationms":9}}',
        {"event.action": "drop", "event.category": "network", "source.ip": "192.0.2.4", "source.port": 4040},
    ),
    Sample(
        b'{"LogTimestamp":"Sat Nov 21 20:00:01 2026","Customer":"Example","SessionID":"s1","ConnectionID":"s1,c1","ConnectionStatus":"active",'
        b'"IPProtocol":6,"Username":"ada","ServicePort":22,"ClientPublicIP":"203.0.113.7","ServerIP":"192.0.2.4","ServerPort":22,"Policy":"labs"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "active", "user.name": "ada", "source.ip": "203.0.113.7", "trace.id": "s1"},
    ),
    Sample(
        b'{"auditType":"Folder Log Entry","category":"account_logs","eventInfo":"Added, Time: 20:00:01+0000, IP: 203.0.113.7, Application: api",'
        b'"eventTime":"2026-11-21T20:00:01+0000","id":"m1","user":"ada@example.net"}',
        {"event.action": "folder-log-entry", "event.id": "m1", "source.ip": "203.0.113.7", "user.name": "ada@example.net"},
    ),
    Sample(
        b'{"data":{"id":15,"date":"2026-11-21T20:00:01+00:00","event_type":"Threat Detected","event_type_id":1090519054,"connector_guid":"g",'
        b'"detection":"W32.Example","computer":{"hostname":"pc7","user":"ada"},"file":{"file_name":"a.exe","file_path":"C:\\\\a.exe"}}}',
        {"event.action": "Threat Detected", "event.category": "malware", "event.id": "15", "host.name": "pc7", "user.name": "ada"},
    ),
    Sample(
        b'{"ioc_type":"md5","ioc_value":"d41d8cd98f00b204e9800998ecf8427e","hostname":"pc7","sensor_id":7,"cb_version":"4.2","feed_name":"f",'
        b'"server_name":"edr","type":"feed.ingress.hit.binary","event_timestamp":1795291201.25}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "host.name": "pc7", "event.action": "feed.ingress.hit.binary", "event.category": "library"},
    ),
    Sample(
        b'{"type":"ingress.event.netconn","direction":"inbound","local_ip":"192.0.2.4","local_port":80,"remote_ip":"203.0.113.7","remote_port":4040,'
        b'"sensor_id":7,"cb_version":"4.2","event_timestamp":1795291201.25}',
        {"event.category": "network", "source.ip": "203.0.113.7", "source.port": 4040},
    ),
    Sample(
        b'{"timestamp":"2026-11-21T20:00:01.250+0000","rule":{"level":3,"description":"became root","groups":["syslog","sudo"]},"agent":{"id":"004"},'
        b'"manager":{"name":"wz"},"id":"17.3","full_log":"a","data":{"srcuser":"ada","dstuser":"root"}}',
        {"user.name": "ada", "event.outcome": ""},
    ),
    Sample(
        b'{"_id":"n1","_insertion_epoch_timestamp":1795291300,"timestamp":1795291201,"access_method":"Client","activity":"Login Failed",'
        b'"user":"ada@example.net","srcip":"203.0.113.7","dstip":"198.51.100.7","app":"Drive","hostname":"pc7"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "authn_login_fail", "event.outcome": "failure", "host.name": "pc7"},
    ),
    Sample(
        b'{"hostname":"lb1","support_id":"77","request_status":"blocked","response_code":"0","ip_client":"203.0.113.7","method":"GET","protocol":"HTTP",'
        b'"date_time":"2026-11-21 20:00:01","severity":"Critical","attack_type":"SQL-Injection","username":"ada","src_port":"4040","dest_port":"80",'
        b'"dest_ip":"192.0.2.4","uri":"/a","telemetryEventCategory":"ASM"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "blocked", "event.outcome": "failure", "event.id": "77", "url.path": "/a",
         "source.ip": "203.0.113.7", "source.port": 4040, "host.name": "lb1", "user.name": "ada"},
    ),
    Sample(
        b'{"GUID":"g","classification":"phish","clickIP":"198.51.100.7","clickTime":"2026-11-21T20:00:01.000Z","id":"p1","messageID":"m@x",'
        b'"recipient":"bo@example.org","sender":"ada@example.net","senderIP":"203.0.113.7","threatID":"t","url":"https://bad.example/a?b=1"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "threat_found", "event.category": "email", "event.id": "p1", "url.path": "/a",
         "source.ip": "203.0.113.7", "user.name": "bo@example.org"},
    ),
)  # fmt: skip
