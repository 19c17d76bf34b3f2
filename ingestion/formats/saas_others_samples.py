"""Records of the services in ``saas_others``, with what is expected of each."""

from ingestion.formats.format import Sample

OTHER_SAMPLES = (
    Sample(
        b'{"timestamp":"2026-11-21T20:00:01.250000+0000","type":"Authentication","Authentication":{"eventId":4625,"status":"NT_STATUS_WRONG_PASSWORD",'
        b'"localAddress":"ipv4:192.0.2.1:445","remoteAddress":"ipv4:192.0.2.7:51234","serviceDescription":"SMB2","clientDomain":"EXAMPLE","clientAccount":"ada"}}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "user.name": "ada", "source.ip": "192.0.2.7", "source.port": 51234},
    ),
    Sample(
        b'{"type":"event","event_id":"b7","event_type":"FAILED_LOGIN","created_by":{"type":"user","id":"7","name":"Ada L","login":"ada@example.net"},'
        b'"created_at":"2026-11-21T12:00:01-08:00","ip_address":"203.0.113.7"}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "event.id": "b7", "user.name": "ada@example.net", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"timestamp":"2026-11-21T20:00:01Z","event_category":{".tag":"logins"},"actor":{".tag":"user","user":{"account_id":"d7","email":"ada@example.net"}},'
        b'"origin":{"geo_location":{"ip_address":"203.0.113.7"}},"event_type":{".tag":"login_fail","description":"No login"}}',
        {"timestamp": "2026-11-21T20:00:01.000000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "user.name": "ada@example.net", "source.ip": "203.0.113.7", "message": "No login"},
    ),
    Sample(
        b'{"EVENT_TYPE":"Login","TIMESTAMP_DERIVED":"2026-11-21T20:00:01.250Z","LOGIN_STATUS":"LOGIN_ERROR_INVALID_PASSWORD","REQUEST_STATUS":"Failure",'
        b'"SOURCE_IP":"203.0.113.7","USER_NAME":"ada@example.net","ORGANIZATION_ID":"o7"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "authn_login_fail", "event.category": "authentication", "event.outcome": "failure",
         "user.name": "ada@example.net", "source.ip": "203.0.113.7"},
    ),
    Sample(
        b'{"EVENT_TYPE":"Login","TIMESTAMP_DERIVED":"2026-11-21T20:00:01.250Z","LOGIN_STATUS":"LOGIN_NO_ERROR","REQUEST_STATUS":"","USER_NAME":"a@example.net",'
        b'"ORGANIZATION_ID":"o7"}',
        {"event.action": "authn_login_success", "event.outcome": "success"},
    ),
    Sample(
        b'{"content":{"url":"/api/7"},"created":"2026-11-21T20:00:01.250Z","event":"org.user.invite","org_id":"o7","user_id":"u7"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "org.user.invite", "event.category": "iam"},
    ),
    Sample(
        b'{"eventTime":"2026-11-21T20:00:01.250Z","type":"CONFIG","eventGroupID":"g7","origin":"ADMIN_CONSOLE","actor":{"id":"u7","type":"USER",'
        b'"loginName":"ada@example.net"},"target":{"id":"n7","name":"web1.example","type":"NODE"},"action":"UPDATE"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "UPDATE", "event.category": "configuration", "user.name": "ada@example.net"},
    ),
    Sample(
        b'{"BytesReceived":679,"BytesSent":2333,"DeviceName":"pc7","Email":"ada@example.net","Offramp":"INTERNET","OriginIP":"198.51.100.29","OriginPort":80,'
        b'"Protocol":"TCP","SessionID":"s7","SessionStartTime":"2026-11-21T20:00:01.250Z","SourceIP":"203.0.113.7","SourcePort":52994}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.category": "network", "event.id": "s7", "source.ip": "203.0.113.7", "source.port": 52994,
         "host.name": "pc7", "user.name": "ada@example.net"},
    ),
    Sample(
        b'{"Action":"block","Datetime":"2026-11-21T20:00:01.250Z","DestinationIP":"198.51.100.29","Email":"ada@example.net","HTTPHost":"shop.example",'
        b'"HTTPMethod":"GET","HTTPStatusCode":302,"PolicyID":"p7","SourceIP":"203.0.113.7","URL":"https://shop.example/a"}',
        {"event.action": "block", "event.category": "network", "event.outcome": "failure", "source.ip": "203.0.113.7", "url.path": "/a"},
    ),
    Sample(
        b'{"Application":"a7","ClientIP":"203.0.113.7","ClientPort":40456,"ClientProto":"tcp","ConnectTimestamp":"2026-11-21T20:00:01.250Z","Event":"connect",'
        b'"OriginIP":"198.51.100.29","OriginPort":3389,"OriginProto":"tcp","Timestamp":"2026-11-21T20:00:01.250Z"}',
        {"timestamp": "2026-11-21T20:00:01.250000Z", "event.action": "connect", "event.category": "network", "event.id": "a7", "source.ip": "203.0.113.7",
         "source.port": 40456},
    ),
)  # fmt: skip
