"""Secrets of every kind in every carrier, and what looks like one and is none."""

import base64
import json

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEiLCJpYXQiOjF9.c2lnbmF0dXJlLW9mLWFkYQ"
LETTERS = "Zq7Lm2Xw9Rt4Kp8Vb3Nc6Hd1Fg5Js0Ya"  # nobody's: made up here, and long enough to be cut
# Put together at run time: scanners of repositories would take the literals for leaks.
KEYS = {
    "aws": "AKIA" + "IOSFODNN7EXAMPLE"[:16],
    "aws-session": "ASIA" + "QWERTY2345ZXCVBN",
    "google": "AIza" + (LETTERS * 2)[:35],
    "google-oauth": "ya29." + LETTERS,
    "azure-client": "abc8Q~" + (LETTERS * 2)[:32],
    "github": "ghp_" + (LETTERS * 2)[:36],
    "github-fine": "github_pat_" + LETTERS,
    "gitlab": "glpat-" + LETTERS[:20],
    "slack": "xoxb-" + "123456789012-" + LETTERS[:24],
    "stripe": "sk_" + "live_" + LETTERS[:24],
    "openai": "sk-" + "proj-" + LETTERS,
    "npm": "npm_" + (LETTERS * 2)[:36],
    "pypi": "pypi-A" + "gEIcHlwaS5vcmc" + LETTERS * 2,
    "sendgrid": "SG." + LETTERS[:22] + "." + (LETTERS * 2)[:43],
    "twilio": "SK" + "0123456789abcdef" * 2,
    "vault": "hvs." + LETTERS,
    "databricks": "dapi" + "0123456789abcdef" * 2,
    "hugging-face": "hf_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "grafana": "glsa_" + LETTERS,
    "digitalocean": "dop_v1_" + "0123456789abcdef" * 4,
    "shopify": "shpat_" + "0123456789abcdef" * 2,
    "lantern": "lti_0a1b2c3d_" + LETTERS,
}
TYPED = {**KEYS, "jwt": JWT, "card": "4111111111111111", "card-spaced": "5555 5555 5555 4444",
         "card-hyphens": "3782-822463-10005", "iban": "DE89370400440532013000",
         "iban-spaced": "GB82 WEST 1234 5698 7654 32"}  # fmt: skip
WORDS = ["hunter2", "Tr0ub4dor&3", "p@ss;w0rd!", "correct-horse", "S3cr3t/Key+9=", "xÿz%41b"]
BASIC = base64.b64encode(b"ada:hunter2").decode()

# {} is the secret. What follows it must still be there.
CARRIERS = {
    "logfmt": "ts=1 user=ada password={} status=ok",
    "colon": "user: ada, password: {} (from cron)",
    "json": '{{"user":"ada","password":"{}","n":1}}',
    "json-spaced": '{{"user": "ada", "db_password" : "{}", "n": 1}}',
    "json-list": '{{"password":["{}"],"n":1}}',
    "json-object": '{{"password":{{"plain":"{}"}},"n":1}}',
    "json-names": '{{"env":[{{"name":"DB_PASSWORD","value":"{}"}}],"n":1}}',
    "json-escaped-name": '{{"p\\u0061ssword":"{}","n":1}}',
    "python": "{{'user': 'ada', 'password': '{}', 'n': 1}}",
    "xml": "<user>ada</user><password>{}</password><n>1</n>",
    "xml-data": "<Data Name='User'>ada</Data><Data Name='Password'>{}</Data><n>1</n>",
    "option": "run --user ada --password {} --host db",
    "option-equals": "run --user ada --password={} --host db",
    "variable": "export PGPASSWORD={} PGUSER=ada",
    "sql": "ALTER ROLE ada PASSWORD '{}' VALID",
    "camel": "dbPassword={} user=ada",
    "quoted": 'user=ada password="{}" ok',
}
COMMANDS = {
    "net-user": "cmd /c net user ada {} /add",
    "net-user-json": '{{"CommandLine":"C:\\\\Windows\\\\net.exe user ada {} /domain","n":1}}',
    "sshpass": "sshpass -p {} ssh ada@host",
    "psexec": "psexec.exe \\\\srv -u ada -p {} cmd",
    "schtasks": "schtasks /create /ru ada /rp {} /tn x",
    "powershell": "ConvertTo-SecureString '{}' -AsPlainText -Force",
    "cmdkey": "cmdkey /add:srv /user:ada /pass:{}",
    "sentence": "the new password is {} for now",
    "ruby": 'Parameters: {{"user"=>"ada", "password"=>"{}", "n"=>"1"}}',
    "go": "config {{User:ada Password:{} Host:db}}",
    "php": "Array ( [user] => ada [password] => {} )",
    "csv-json": '"x","{{""password"":""{}"",""n"":1}}"',
    "html": "&quot;password&quot;:&quot;{}&quot;,",
    "aws": "aws_secret_access_key = {} region",
    "django": "SECRET_KEY={} DEBUG=0",
    "subscription": "Ocp-Apim-Subscription-Key: {} 200",
    "german": "passwort={} nutzer=ada",
}
IN_URLS = {
    "query": "GET /login?user=ada&password={}&next=1 HTTP/1.1",
    "userinfo": "cloning https://ada:{}@git.example/x.git now",
    "form": "user=ada&client_secret={}&grant_type=password",
    "connection": "postgres://ada:{}@db:5432/shop?sslmode=on",
}
TOKENS = {
    "bearer": "GET / Authorization: Bearer {} 200",
    "bearer-json": '{{"headers":{{"Authorization":"Bearer {}"}},"n":1}}',
    "bearer-list": '{{"headers":{{"authorization":["Bearer {}"]}},"n":1}}',
    "x-api-key": "X-Api-Key: {} 200",
    "token": "refresh_token={} ok",
    "session": "session_id={} ok",
    "cookie": "GET / Cookie: JSESSIONID={}; theme=*** 200",
    "set-cookie": "Set-Cookie: sid={}; Path=/; HttpOnly",
    "cookie-json": '{{"cookie":"sid={}; theme=***","n":1}}',
    "cookies-json": '{{"cookies":{{"sid":"{}"}},"n":1}}',
    "signature": "GET /b?X-Amz-Date=1&X-Amz-Signature={}&x=1 HTTP/1.1",
    "sas": "GET /b?sv=1&sig={}&x=1 HTTP/1.1",
    "account-key": "AccountName=shop;AccountKey={};EndpointSuffix=core",
}

HARMLESS = {
    "sshd": "Nov 21 20:00:00 web-1 sshd[812]: Failed password for root from 203.0.113.9 port 52144 ssh2",
    "sshd-invalid": "Failed password for invalid user admin from 203.0.113.9 port 22 ssh2",
    "expired": "password expired for user ada",
    "expired-colon": "login failed: password: expired",
    "invalid-token": "request refused: invalid token: expired",
    "changed": '{"action":"password_changed","password_changed_at":"2026-11-21T20:00:00Z"}',
    "password-is": "your password is too weak, the password was changed, password is required",
    "net-user": "net user ada /delete",
    "pins": "pinned=1 spin=2 shipping=3 opinion: good, pin is missing",
    "prompt": '{"msg":"enter password:","user":"ada"}',
    "sudo": "sudo: ada : TTY=pts/0 ; PWD=/home/ada ; USER=root ; COMMAND=/usr/bin/id",
    "bypass": "bypass=true compass=north passed=12 pass=3",
    "order": "order 4111111111111112 paid",
    "order-long": "order 41111111111111111111111 paid",
    "epoch": "at 1795306442534847 took 1795306442 ms 1795306442534",
    "epoch-ns": '{"ts":1795306442534847123}',
    "fraction": "ratio 0.4111111111111111 of 3.5555555555554444",
    "sha1": "commit 4111111111111111aabbccddeeff001122334455",
    "sha256": "digest e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "uuid": '{"trace.id":"41111111-1111-4111-8111-111111111111"}',
    "trace": '{"trace.id":"099950d836f675cc81e74ef5e8e25d94","span.id":"4111111111111111a"}',
    "url-port": "GET http://shop.example:8080/a/b@c 200",
    "basic-words": "Basic authentication required, bearer tokens are not accepted",
    "tokens": "prompt_tokens=512 completion_tokens=77 token_type=access max_token=4096",
    "suricata": '{"alert":{"signature":"ET SCAN Nmap","signature_id":2010935,"sid":2010935}}',
    "windows-sid": "TargetUserSid=S-1-5-21-1004336348-1177238915-682003330-512 sid=S-1-5-18",
    "pg-session": '{"session_id":"6553f0a1.1e0f","session_start":"x"}',
    "session-number": "New session 37 of user ada. session=37 ses=4294967295",
    "placeholder": 'password=*** token=[REDACTED] secret=<hidden> api_key=${API_KEY} {"password":null,"secret":""}',
    "k8s": '{"annotations":{"authorization.k8s.io/decision":"allow"},"objectRef":{"resource":"secrets"}}',
    "mac-ip": "DHCPACK on 192.0.2.17 to 52:54:00:ab:cd:ef via eth0",
    "not-iban": "flight DE12 3456 7890 and part GB82TEST1234",
    "cron": "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
    "hdfs-block": "Received block blk_-4980916519894289629 of size 28492032 from /10.251.30.6",
    "snowflake": '{"id":"4433556521525567493","n":4702684774678057084}',
    "windows-session": "CBS    Session: 30546173_4261722401 initialized by client WindowsUpdateAgent.",
    "zookeeper": "Processed session termination for sessionid: 0x14ede63a5a70002",
    "leef-session": "SessionID=74879677|RepeatCount=1|srcPort=62126",
    "secret-arn": '{"secretId":"arn:aws:secretsmanager:eu-west-1:123837392027:secret:shop-db-2aONLk","nextToken":"AAMA12345678"}',
    "policy-sid": '{"Sid":"AWSCloudTrailAclCheck","Effect":"Allow"}',
    "package": "install base-passwd:amd64 <none> 3.5.33",
    "grep": "grep 'Failed password' auth.log | grep -oE 'from [0-9.]+'",
    "page": "https://docs.example/global-permissions-776640369-overview.html",
    "path": "GET /static/token/password.html?page=2 HTTP/1.1",
}


def in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]
