"""Records of the services in ``saas_kinds`` and ``saas_more``, with what is expected of each."""

from ingestion.formats.format import Sample

OF_OSQUERY: dict[str, dict[str, object]] = {
    "file": {
        "path": "/etc/till",
        "name": "till",
        "directory": "/etc",
        "inode": "7",
        "mode": "0644",
        "size": "20",
        "uid": "0",
        "gid": "0",
        "type": "regular",
        "accessed": "2026-11-21T20:00:00.000Z",
    },
    "host": {"id": "U-1", "hostname": "n1"},
    "osquery": {
        "result": {
            "name": "pack_fim",
            "host_identifier": "n1",
            "unix_time": 1795291201,
            "action": "added",
            "decorations": {"host_uuid": "U-1", "username": "ada"},
            "columns": {
                "path": "/etc/till",
                "inode": "7",
                "mode": "0644",
                "size": "20",
                "uid": "0",
                "gid": "0",
                "type": "regular",
                "atime": "1795291200",
            },
        }
    },
    "rule": {"name": "pack_fim"},
}
SAMPLES = (
    Sample(
        b'{"timestamp":"2026-11-21 20:00:01.250 Z","event":"login","status":"fail","user_id":"","session_id":"","ip_address":"203.0.113.7",'
        b'"api_path":"/api/v4/users/login","login_id":"ada","client":"B/1","cluster_id":"c1"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "user.name": "ada", "source.ip": "203.0.113.7", "url.path": "/api/v4/users/login", "user_agent.original": "B/1"},
    ),
    Sample(
        b'{"severity":"INFO","time":"2026-11-21T20:00:01.250Z","correlation_id":"K7","meta.caller_id":"SessionsController#new","meta.remote_ip":'
        b'"203.0.113.7","message":"Failed Login: username=ada ip=203.0.113.7"}',
        {"event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure", "user.name": "ada",
         "source.ip": "203.0.113.7", "trace.id": "K7"},
    ),
    Sample(
        b'{"severity":"INFO","time":"2026-11-21T20:00:01.250Z","meta.caller_id":"SessionsController#new","message":"Failed Login: username=ada ip=203.0.113.9 ip=192.0.2.7"}',
        {"user.name": "ada ip=203.0.113.9", "source.ip": "192.0.2.7"},
    ),
    Sample(
        b'{"severity":"INFO","time":"2026-11-21T20:00:01.250Z","queue":"till","class":"TillWorker","jid":"06aeaa3b0aadacf9981f368e","created_at":'
        b'"2026-11-21T20:00:01.000Z","pid":77,"message":"TillWorker done","job_status":"done","duration":0.139}',
        {"event.action": "TillWorker", "event.category": "process", "event.outcome": "success", "process.pid": 77, "message": "TillWorker done"},
    ),
    Sample(
        b'{"@level":"warn","@message":"lost","@module":"storage.raft","@timestamp":"2026-11-21T20:00:01.250Z","time":4959141198}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "message": "lost", "severity": 4},
    ),
    Sample(
        b'{"time":"2026-11-21 20:00:01.250199+00:00","level":"warning","msg":"HTTP access denied: user \'ada\' - invalid credentials","pid":"<0.997.0>",'
        b'"domain":"rabbitmq"}',
        {"event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure", "user.name": "ada"},
    ),
    Sample(
        b'{"level":"WARN","loggerName":"logstash.outputs.till","timeMillis":1795291201250,"thread":"[main]-1","logEvent":{"message":"Lost","took_in_millis":7}}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "message": "Lost", "severity": 4},
    ),
    Sample(
        b'{"kind":"admin#reports#activity","id":{"time":"2026-11-21T20:00:01.250Z","uniqueQualifier":"7","applicationName":"login"},'
        b'"actor":{"email":"ada@example.net"},"ipAddress":"203.0.113.7","events":[{"type":"login","name":"login_failure"}]}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_fail",
            "event.category": "authentication",
            "event.outcome": "failure",
            "event.id": "7",
            "user.name": "ada",
            "source.ip": "203.0.113.7",
            "service.name": "login",
        },
    ),
    Sample(
        b'{"timestamp":1795291201,"isotimestamp":"2026-11-21T20:00:01+00:00","event_type":"authentication","result":"denied",'
        b'"user":{"name":"ada"},"access_device":{"ip":"203.0.113.7"},"txid":"t"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "authn_login_fail", "user.name": "ada", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"time":"2026-11-21T20:00:01.250625452Z","type":"request","auth":{"display_name":"oidc-ada","entity_id":"e1","metadata":'
        b'{"email":"ada@example.net"}},"request":{"id":"r1","operation":"update","path":"pki/issue","remote_address":"203.0.113.7"},'
        b'"error":"permission denied"}',
        {"event.id": "r1", "event.action": "update", "event.outcome": "failure", "user.name": "oidc-ada", "source.ip": "203.0.113.7",
         "message": "permission denied"},
    ),
    Sample(
        b'{"timestamp":1795291201250,"webaclId":"arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b","terminatingRuleId":"r",'
        b'"action":"BLOCK","httpRequest":{"clientIp":"203.0.113.7","uri":"/a","httpVersion":"HTTP/1.1","httpMethod":"GET","requestId":"q",'
        b'"headers":[{"name":"host","value":"shop.example"},{"name":"User-Agent","value":"B/1"}]}}',
        {"user_agent.original": "B/1", "timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "BLOCK", "event.outcome": "failure", "event.id": "q", "url.path": "/a"},
    ),
    Sample(
        b'{"EdgeStartTimestamp":"2026-11-21T20:00:01Z","ClientIP":"203.0.113.7","ClientRequestMethod":"GET","ClientRequestURI":"/a?b",'
        b'"EdgeResponseStatus":403,"EdgeResponseBytes":77,"RayID":"abc"}',
        {"event.outcome": "failure", "http.response.status_code": 403, "url.path": "/a", "event.id": "abc", "event.category": "web"},
    ),
    Sample(
        b'{"version":"0","id":"e","detail-type":"GuardDuty Finding","source":"aws.guardduty","time":"2026-11-21T20:05:00Z","detail":'
        b'{"id":"f1","type":"UnauthorizedAccess:EC2/SSHBruteForce","severity":8,"accountId":"1","title":"ssh","service":{"eventLastSeen":'
        b'"2026-11-21T20:00:01.000Z","action":{"networkConnectionAction":{"remoteIpDetails":{"ipAddressV4":"203.0.113.7"}}}}}}',
        {
            "timestamp": "2026-11-21T20:00:01.000000Z",
            "event.id": "f1",
            "event.action": "UnauthorizedAccess:EC2/SSHBruteForce",
            "source.ip": "203.0.113.7",
        },
    ),
    Sample(
        b'{"type":"response","@timestamp":"2026-11-21T20:00:01Z","tags":[],"pid":7,"method":"get","statusCode":304,'
        b'"req":{"url":"/ui/a.js","method":"get","remoteAddress":"192.0.2.7"},"res":{"statusCode":304,"responseTime":26,"contentLength":9},"message":"GET"}',
        {"source.ip": "192.0.2.7", "http.response.status_code": 304, "url.path": "/ui/a.js", "process.pid": 7, "event.category": "web"},
    ),
    Sample(
        b'{"name":"pack_fim","hostIdentifier":"n1","unixTime":1795291201,"action":"added","decorations":{"host_uuid":"U-1","username":"ada"},'
        b'"columns":{"path":"/etc/till","inode":"7","mode":"0644","size":"20","uid":"0","gid":"0","type":"regular","atime":"1795291200"}}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "added", "host.name": "n1", "user.name": "ada", "fields": OF_OSQUERY},
    ),
    Sample(
        b'{"output":"Notice: shell","priority":"Notice","rule":"Shell in container","time":"2026-11-21T20:00:01.123456789Z",'
        b'"output_fields":{"proc.name":"sh","user.name":"root"},"hostname":"n1"}',
        {"timestamp": "2026-11-21T20:00:01.123456Z", "process.name": "sh", "user.name": "root", "host.name": "n1", "severity": 5},
    ),
    Sample(
        b'{"id":"j1","event_type":"user_login_attempt","client_ip":"203.0.113.7","initiated_by":{"type":"user","username":"ada","id":"u1"},'
        b'"success":false,"service":"directory","timestamp":"2026-11-21T20:00:01.25Z"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_fail", "event.category": "authentication",
         "event.outcome": "failure", "user.name": "ada", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"action":{"result":true,"type":"token_create"},"actor":{"email":"ada@example.net","ip":"203.0.113.7"},"id":"c1","interface":"UI","when":"2026-11-21T20:00:01Z"}',
        {"event.action": "authn_token_created", "event.outcome": "success", "user.name": "ada@example.net", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"ActionResult":false,"ActionType":"login","ActorEmail":"ada@example.net","ActorIP":"203.0.113.7","ID":"c2","When":"2026-11-21T20:00:01Z"}',
        {"event.id": "c2", "event.action": "authn_login_fail", "event.category": "authentication", "user.name": "ada@example.net"},
    ),
    Sample(
        b'{"Action":"login","Allowed":false,"AppDomain":"wiki.example","AppUUID":"w1","CreatedAt":"2026-11-21T20:00:01Z","Email":"ada@example.net",'
        b'"IPAddress":"203.0.113.7","RayID":"r2"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.id": "r2", "event.action": "authn_login_fail", "event.category": "authentication",
         "event.outcome": "failure", "user.name": "ada@example.net", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"Action":"block","ClientIP":"203.0.113.7","ClientRequestHost":"shop.example","ClientRequestMethod":"GET","ClientRequestPath":"/a",'
        b'"ClientRequestQuery":"?b=1","Datetime":"2026-11-21T20:00:01Z","EdgeResponseStatus":403,"RayID":"r1","RuleID":"w1"}',
        {"event.action": "block", "event.outcome": "failure", "source.ip": "203.0.113.7", "url.path": "/a", "http.response.status_code": 403},
    ),
    Sample(
        b'{"ColoCode":"FRA","QueryName":"shop.example","QueryType":28,"ResponseCode":0,"SourceIP":"203.0.113.7","Timestamp":"2026-11-21T20:00:01Z"}',
        {"event.action": "dns_query", "event.category": "network", "source.ip": "203.0.113.7", "message": "shop.example"},
    ),
    Sample(
        b'{"event_simpleName":"ProcessRollup2","ContextTimeStamp":"1795291201.250","aid":"a1","id":"f1","ComputerName":"desk-7","UserName":"ada",'
        b'"ImageFileName":"\\\\Device\\\\Disk1\\\\Tools\\\\x.exe","CommandLine":"x.exe /q","RawProcessId":"4104","timestamp":"1795291202000"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "process_started", "event.category": "process", "user.name": "ada",
         "host.name": "desk-7", "process.name": "x.exe", "process.pid": 4104},
    ),
    Sample(
        b'{"id":"da1","incidentId":11,"severity":"Medium","category":"Execution","title":"Odd child process","alertCreationTime":"2026-11-21T20:00:00Z",'
        b'"lastUpdateTime":"2026-11-21T20:00:01.7733333Z","machineId":"m1","computerDnsName":"desk-7","relatedUser":{"userName":"ada","domainName":"SHOP"}}',
        {"timestamp": "2026-11-21T20:00:01.773333Z", "event.action": "Execution", "event.category": "intrusion_detection", "user.name": "ada",
         "host.name": "desk-7", "message": "Odd child process", "severity": 4},
    ),
    Sample(
        b'{"activityType":27,"createdAt":"2026-11-21T20:00:01.5Z","data":{"username":"ada","ipAddress":"203.0.113.7"},"id":"s1","primaryDescription":"Ada came in"}',
        {"event.id": "s1", "event.action": "authn_login_success", "event.category": "authentication", "event.outcome": "success", "user.name": "ada", "source.ip": "203.0.113.7", "message": "Ada came in"},
    ),
    Sample(
        b'{"id":"s2","agentRealtimeInfo":{"agentComputerName":"desk-7"},"threatInfo":{"threatName":"x.exe","classification":"Trojan",'
        b'"filePath":"/tmp/x.exe","processUser":"ada","updatedAt":"2026-11-21T20:00:01.5Z"}}',
        {"event.action": "Trojan", "event.category": "malware", "user.name": "ada", "host.name": "desk-7", "message": "x.exe"},
    ),
    Sample(
        b'{"event":"user.signed_in","event_ts":1795291201250,"payload":{"account_id":"a1","object":{"email":"ada@example.net","client_type":"x"}}}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_success", "event.outcome": "success", "user.name": "ada@example.net"},
    ),
    Sample(
        b'{"auditType":{"action":"Permission granted","actionI18nKey":"shop.permission.granted"},"author":{"id":"7","name":"ada"},"source":"203.0.113.7",'
        b'"system":"https://wiki.example","timestamp":{"epochSecond":1795291201,"nano":73000000}}',
        {"timestamp": "2026-11-21T20:00:01.073000Z", "event.category": "iam", "user.name": "ada", "source.ip": "203.0.113.7", "message": "Permission granted"},
    ),
    Sample(
        b'{"severity":"INFO","time":"2026-11-21T20:00:01.523Z","author_id":3,"author_name":"Ada","entity_type":"Project","add":"user_access","target_details":"Bo"}',
        {"timestamp": "2026-11-21T20:00:01.523000Z", "event.action": "privilege_permissions_changed", "user.name": "Ada", "message": "Bo"},
    ),
    Sample(
        b'{"severity":"ERROR","time":"2026-11-21T20:00:01.893Z","correlation_id":"g1","message":"Rack_Attack","env":"throttle","remote_ip":"203.0.113.7",'
        b'"request_method":"GET","path":"/a.git/info/refs?service=x"}',
        {"event.action": "excess_rate_limit_exceeded", "event.outcome": "failure", "event.category": "web", "source.ip": "203.0.113.7", "url.path": "/a.git/info/refs"},
    ),
    Sample(
        b'{"method":"GET","path":"/a","status":302,"time":"2026-11-21T20:00:01.068Z","correlation_id":"g2","meta.caller_id":"RootController#index",'
        b'"meta.remote_ip":"203.0.113.7","meta.user":"ada","pid":857,"duration_s":0.5}',
        {"event.action": "http_request", "event.outcome": "success", "user.name": "ada", "source.ip": "203.0.113.7", "http.response.status_code": 302},
    ),
    Sample(
        b'{"action":"admin_login_error","description":"{\\"ip_address\\": \\"203.0.113.7\\", \\"error\\": \\"No such key\\", \\"email\\": \\"ada@example.net\\"}",'
        b'"isotimestamp":"2026-11-21T20:00:01+00:00","object":null,"timestamp":1795291201,"username":"ada"}',
        {"event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure", "user.name": "ada", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"ei":2,"event":"user.login","uid":"u1","code":"T1000W","time":"2026-11-21T20:00:01.250Z","user":"ada","success":false,'
        b'"error":"wrong password","method":"local","addr.remote":"203.0.113.7:40001"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.id": "u1", "event.action": "authn_login_fail", "event.category": "authentication",
         "event.outcome": "failure", "user.name": "ada", "source.ip": "203.0.113.7", "source.port": 40001, "message": "wrong password"},
    ),
    Sample(
        b'{"event":"db.session.start","uid":"u2","code":"TDB00W","time":"2026-11-21T20:00:01Z","user":"ada","sid":"s1","success":false,"error":"no right"}',
        {"event.action": "authz_fail", "event.category": "database", "event.outcome": "failure", "user.name": "ada"},
    ),
    Sample(
        b'{"uuid":"U1","session_uuid":"S1","timestamp":"2026-11-21T20:00:01Z","category":"credentials_failed","type":"password_secret_bad",'
        b'"target_user":{"uuid":"P1","email":"ada@example.net","name":"Ada"},"client":{"ip_address":"203.0.113.7"}}',
        {"event.id": "U1", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "user.name": "ada@example.net", "source.ip": "203.0.113.7", "message": "password_secret_bad"},
    ),
    Sample(
        b'{"uuid":"U2","timestamp":"2026-11-21T20:00:01Z","actor_uuid":"P1","actor_details":{"email":"ada@example.net"},"action":"suspend",'
        b'"object_uuid":"P2","object_type":"user","session":{"ip":"203.0.113.7"}}',
        {"event.action": "user_archived", "event.category": "configuration", "user.name": "ada@example.net", "source.ip": "203.0.113.7", "message": "suspend"},
    ),
)  # fmt: skip
