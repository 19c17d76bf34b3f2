"""Records of the servers in ``saas_own``, with what is expected of each."""

from ingestion.formats.format import Sample

NEXTCLOUD = b'{"reqId":"q7","level":2,"time":"2026-11-21T20:00:01+00:00","remoteAddr":"203.0.113.7","user":"%b","app":"core","url":"/login","message":"%b"}'
OWN_SAMPLES = (
    Sample.of(b'{"atype":"authenticate","ts":{"$date":"2026-11-21T20:00:01.250+00:00"},"local":{"ip":"192.0.2.1","port":27017},"remote":{"ip":"203.0.113.7",'
              b'"port":4242},"users":[],"roles":[],"param":{"user":"bo","db":"admin","mechanism":"SCRAM-SHA-256"},"result":18}',
              timestamp="2026-11-21T20:00:01.250000Z", event_action="authn_login_fail", event_category="authentication", event_outcome="failure",
              user_name="bo", source_ip="203.0.113.7", source_port=4242),
    Sample.of(b'{"atype":"createUser","ts":{"$date":"2026-11-21T20:00:01.250+00:00"},"remote":{"ip":"203.0.113.7","port":4242},"users":[{"user":"ada","db":"admin"}],'
              b'"param":{"user":"eve","db":"till","roles":[]},"result":0}', event_action="user_created", event_category="iam", event_outcome="success",
              user_name="ada"),
    Sample.of(b'{"atype":"authCheck","ts":{"$date":"2026-11-21T20:00:01.250+00:00"},"remote":{"ip":"203.0.113.7"},"users":[{"user":"ada","db":"admin"}],'
              b'"param":{"command":"find","ns":"till.users"},"result":13}', event_action="authz_fail", event_outcome="failure", user_name="ada"),
    Sample.of(b'{"created_at":"2026-11-21T20:00:02Z","event_type":"audit","payload":{"id":"e7","timestamp":"2026-11-21T20:00:01.250Z","auth":{"accessor_id":"a7",'
              b'"name":"ada"},"request":{"operation":"POST","endpoint":"/v1/jobs","request_meta":{"remote_address":"203.0.113.7:4242"}},"response":{"status_code":403}}}',
              timestamp="2026-11-21T20:00:01.250000Z", event_action="authz_fail", event_outcome="failure", user_name="ada", source_ip="203.0.113.7",
              source_port=4242),
    Sample.of(b'{"time":"2026-11-21T20:00:01.250Z","type":"response","auth":{},"request":{"id":"r7","operation":"update","path":"auth/userpass/login/bo",'
              b'"remote_address":"203.0.113.7"},"error":"invalid username or password"}', event_action="authn_login_fail", event_outcome="failure",
              event_category="authentication", user_name="bo", source_ip="203.0.113.7"),
    Sample.of(b'{"time":"2026-11-21T20:00:01.250Z","type":"request","auth":{"display_name":"ada"},"request":{"id":"r7","operation":"update",'
              b'"path":"auth/userpass/login/ada","remote_address":"203.0.113.7"}}', event_action="update", user_name="ada"),
    Sample.of(NEXTCLOUD % (b"--", b"Login failed: bo (Remote IP: 203.0.113.7)"), timestamp="2026-11-21T20:00:01.000000Z", event_action="authn_login_fail",
              event_outcome="failure", event_category="authentication", user_name="bo", source_ip="203.0.113.7", log_level="warning"),
    Sample.of(NEXTCLOUD % (b"--", b'Login failed: Login successful: \\"ada\\" (Remote IP: 192.0.2.7) (Remote IP: 203.0.113.7)'), event_action="authn_login_fail",
              user_name='Login successful: "ada" (Remote IP: 192.0.2.7)', source_ip="203.0.113.7"),
    Sample.of(NEXTCLOUD % (b"ada", b'User created: \\"eve\\"'), event_action="user_created", event_category="iam", user_name="ada"),
    Sample.of(b'{"action":"login_failed","client_ip":"203.0.113.7","context":{"username":"bo"},"event":"Created Event","level":"info","logger":"authentik.events.models",'
              b'"timestamp":"2026-11-21T20:00:01.250000","user":{"username":""}}', timestamp="2026-11-21T20:00:01.250000Z", event_action="authn_login_fail",
              event_outcome="failure", event_category="authentication", user_name="bo", source_ip="203.0.113.7"),
    Sample.of(b'{"level":"error","method":"POST","msg":"Unsuccessful 1FA authentication attempt by user \'bo\'","path":"/api/firstfactor","remote_ip":"203.0.113.7",'
              b'"time":"2026-11-21T20:00:01Z"}', event_action="authn_login_fail", event_outcome="failure", event_category="authentication", user_name="bo",
              source_ip="203.0.113.7"),
    Sample.of(b'{"severity":"INFO","time":"2026-11-21T20:00:01.250Z","correlation_id":"K7","message":"Failed Login: username=bo ip=203.0.113.7"}',
              event_action="authn_login_fail", event_outcome="failure", user_name="bo", source_ip="203.0.113.7"),
    Sample.of(b'{"level":"info","logger":"http.server","msg":"Successful Login","User":"ada@example.com","t":"2026-11-21T20:00:01.25Z"}',
              timestamp="2026-11-21T20:00:01.250000Z", event_action="authn_login_success", event_outcome="success", user_name="ada@example.com"),
    Sample.of(b'{"start_time":"2026-11-21T20:00:01.250Z","method":"GET","path":"/x","response_code":403,"response_flags":"-","bytes_sent":19,"duration":2,'
              b'"x_forwarded_for":"192.0.2.99","authority":"shop.example","downstream_remote_address":"203.0.113.7:4242"}',
              timestamp="2026-11-21T20:00:01.250000Z", event_action="http_request", event_category="web", event_outcome="failure", source_ip="203.0.113.7",
              source_port=4242),
    Sample.of(b'{"request":{"method":"GET","uri":"/x","headers":{"host":"shop.example"}},"response":{"status":401},"consumer":{"username":"ada"},'
              b'"client_ip":"203.0.113.7","latencies":{"request":5,"kong":1},"started_at":1795291201250}', timestamp="2026-11-21T20:00:01.250000Z",
              event_action="http_request", event_outcome="failure", user_name="ada", source_ip="203.0.113.7"),
    Sample.of(b'{"capacity":5,"created_at":"2026-11-21T20:00:01Z","decisions":[{"duration":"4h","type":"ban","value":"203.0.113.7"}],"leakspeed":"10s",'
              b'"message":"Ip 203.0.113.7 did x","scenario":"shop/ssh-bf","source":{"ip":"203.0.113.7"},"start_at":"2026-11-21T19:59:00Z"}',
              timestamp="2026-11-21T20:00:01.000000Z", event_action="address_banned", event_category="intrusion_detection", source_ip="203.0.113.7"),
)  # fmt: skip
