"""Samples of Windows events as JSON, by the tool that writes them so."""

from ingestion.formats.format import Sample

SAMPLES = (
    Sample(
        b'{"EventTime":"2026-11-21 20:00:01","Hostname":"pc1","Keywords":-9218868437227405312,"Severity":"ERROR","EventID":4625,'
        b'"SourceName":"Microsoft-Windows-Security-Auditing","Channel":"Security","RecordNumber":9,"ProcessID":64,'
        b'"TargetUserName":"bo","IpAddress":"192.0.2.7","IpPort":"0","Message":"An account failed to log on."}',
        {
            "timestamp": "2026-11-21T20:00:01.000000Z",
            "event.action": "authn_login_fail",
            "event.outcome": "failure",
            "user.name": "bo",
            "source.ip": "192.0.2.7",
            "host.name": "pc1",
            "severity": 3,
            "message": "An account failed to log on.",
        },
    ),
    Sample(
        b'{"Id":104,"ProviderName":"Microsoft-Windows-Eventlog","LogName":"System","RecordId":5,"ProcessId":64,"MachineName":"pc1",'
        b'"TimeCreated":"\\/Date(1795291201250)\\/","LevelDisplayName":"Information","Message":"The log was cleared.","Properties":[{"Value":"ada"}]}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.created": "/Date(1795291201250)/",
            "event.action": "event_log_cleared",
            "host.name": "pc1",
            "severity": 6,
        },
    ),
    Sample(
        b'{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4624,'
        b'"TimeCreated":{"#attributes":{"SystemTime":"2026-11-21T20:00:01.5Z"}},"Computer":"pc1","Keywords":"0x8020000000000000"},'
        b'"EventData":{"TargetUserName":"ada"}}}',
        {
            "timestamp": "2026-11-21T20:00:01.500000Z",
            "event.action": "authn_login_success",
            "user.name": "ada",
        },
    ),
    Sample(
        b'{"Id":4634,"ProviderName":"Microsoft-Windows-Security-Auditing","LogName":"Security","MachineName":"pc1","TimeCreated":'
        b'"2026-11-21T21:00:01.5+01:00","Properties":[{"Value":"S-1"},{"Value":"ada"},{"Value":"CORP"},{"Value":9},{"Value":3}]}',
        {
            "timestamp": "2026-11-21T20:00:01.500000Z",
            "event.action": "session_closed",
            "user.name": "ada",
        },
    ),
    Sample(
        b'{"@timestamp":"2026-11-21T20:00:01.25Z","winlog":{"channel":"Security","computer_name":"pc1.corp","event_id":"4625",'
        b'"provider_name":"Microsoft-Windows-Security-Auditing","keywords":["Audit Failure"],"event_data":{"TargetUserName":"bo",'
        b'"IpAddress":"192.0.2.4"}},"event":{"code":"4625","outcome":"failure"},"log":{"level":"information"},"message":"Failed."}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_fail",
            "event.outcome": "failure",
            "user.name": "bo",
            "source.ip": "192.0.2.4",
            "host.name": "pc1.corp",
            "severity": 6,
            "message": "Failed.",
        },
    ),
    Sample(
        b'{"Event":{"System":{"Provider":{"@Name":"Microsoft-Windows-Security-Auditing"},"EventID":"4624","TimeCreated":'
        b'{"@SystemTime":"2026-11-21T20:00:01.25Z"},"Computer":"pc1"},"EventData":{"Data":[{"@Name":"TargetUserName","#text":"ada"}]}}}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_success",
            "user.name": "ada",
        },
    ),
    Sample(
        b'{"EventID":4624,"TimeCreated":"2026-11-21T20:00:01.25Z","Computer":"pc1","Channel":"Security",'
        b'"Provider":"Microsoft-Windows-Security-Auditing","EventData":{"TargetUserName":"ada"}}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_success",
            "user.name": "ada",
        },
    ),
    Sample(
        b'{"Id":4634,"ProviderName":"Acme-Backup","LogName":"Application","MachineName":"pc1","TimeCreated":'
        b'"2026-11-21T21:00:01.5+01:00","Properties":[{"Value":"S-1"},{"Value":"ada"}],"Message":"Copied."}',
        {"user.name": "", "message": "Copied."},
    ),
    Sample(
        b'{"record_id":7,"timestamp":"2026-11-21T20:00:01.25Z","data":{"Event":{"System":{"Provider_attributes":{"Name":'
        b'"Microsoft-Windows-Security-Auditing"},"EventID":4625,"EventID_attributes":{"Qualifiers":0},"Computer":"pc1","TimeCreated_attributes":'
        b'{"SystemTime":"2026-11-21T20:00:01.25Z"}},"EventData":{"TargetUserName":"bo","IpAddress":"192.0.2.4"}}}}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_fail",
            "user.name": "bo",
            "source.ip": "192.0.2.4",
            "host.name": "pc1",
        },
    ),
    Sample(
        b'{"System":{"Provider":{"Name":"Microsoft-Windows-Security-Auditing"},"EventID":{"Value":4673},"Keywords":9227875636482146304,'
        b'"TimeCreated":{"SystemTime":1795291201.25},"Channel":"Security","Computer":"pc1","Security":{"UserID":"S-1"}},'
        b'"EventData":{"SubjectUserName":"ada"},"Message":"A service was called."}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "privilege_used",
            "event.outcome": "failure",
            "user.name": "ada",
            "host.name": "pc1",
            "message": "A service was called.",
        },
    ),
    Sample(
        b'{"group":"Sigma","kind":"individual","document":{"kind":"evtx","path":"a.evtx","data":{"Event":{"System":{"EventID":4698,"Computer":"pc1",'
        b'"Provider_attributes":{"Name":"Microsoft-Windows-Security-Auditing"},"TimeCreated_attributes":{"SystemTime":"2026-11-21T20:00:01.25Z"}},'
        b'"EventData":{"SubjectUserName":"ada"}}}},"name":"Task made","timestamp":"2026-11-21T20:00:01.25+00:00","level":"medium","id":"r1"}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "scheduled_task_created",
            "user.name": "ada",
            "host.name": "pc1",
            "severity": 4,
            "message": "Task made",
        },
    ),
    Sample(
        b'{"group":"Sigma","kind":"aggregate","documents":[{"kind":"evtx","data":{"Event":{"System":{"EventID":4625,"Computer":"pc1"}}}}],'
        b'"name":"Many failed","timestamp":"2026-11-21T20:00:01.25+00:00","level":"low","id":"r2"}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "message": "Many failed",
            "event.action": "",
            "severity": 5,
        },
    ),
    Sample(
        b'{"PayloadData1":"Target: ada","UserName":"CORP\\\\PC1$","MapDescription":"Failed logon","Computer":"pc1","Payload":"{\\"EventData\\":'
        b'{\\"Data\\":[{\\"@Name\\":\\"TargetUserName\\",\\"#text\\":\\"ada\\"},{\\"@Name\\":\\"IpAddress\\",\\"#text\\":\\"192.0.2.4\\"}]}}",'
        b'"Channel":"Security","Provider":"Microsoft-Windows-Security-Auditing","EventId":4625,"EventRecordId":"9","ProcessId":64,"Level":"LogAlways",'
        b'"Keywords":"Audit failure","TimeCreated":"2026-11-21 20:00:01.2500001","RecordNumber":2}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "time_quality": "stated",
            "event.action": "authn_login_fail",
            "user.name": "ada",
            "source.ip": "192.0.2.4",
            "host.name": "pc1",
            "severity": 6,
            "message": "Failed logon",
        },
        zone="Europe/Berlin",
    ),
    Sample(
        b'{"@timestamp":"2026-11-21T20:00:01.25Z","event_id":4625,"log_name":"Security","source_name":"Microsoft-Windows-Security-Auditing",'
        b'"computer_name":"pc1.corp","record_number":"9","keywords":["Audit Failure"],"event_data":{"TargetUserName":"bo"},"message":"Failed."}',
        {
            "timestamp": "2026-11-21T20:00:01.250000Z",
            "event.action": "authn_login_fail",
            "user.name": "bo",
            "host.name": "pc1.corp",
            "message": "Failed.",
        },
    ),
    Sample(
        b'{"EventID":4673,"MachineName":"pc1","Index":9,"EntryType":16,"Message":"Called.","Source":"Microsoft-Windows-Security-Auditing",'
        b'"ReplacementStrings":["S-1","ada"],"InstanceId":4673,"TimeGenerated":"\\/Date(1795291201000)\\/"}',
        {
            "timestamp": "2026-11-21T20:00:01.000000Z",
            "event.created": "/Date(1795291201000)/",
            "event.action": "privilege_used",
            "event.outcome": "failure",
            "host.name": "pc1",
            "severity": 6,
        },
    ),
)
