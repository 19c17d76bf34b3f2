"""ClickHouse's HTTP interface over the embedded engine: the part of it that ``clickhouse-connect`` uses."""

import base64
import json
import re
import socket
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from portal.embedded.clickhouse_accounts import (
    AccessDenied,
    Accounts,
    AuthenticationFailed,
    check,
    is_connecting,
)
from portal.embedded.clickhouse_body import BadRequest, Body, Data, form_fields, read_body
from portal.embedded.clickhouse_engine import Answer, Engine
from portal.embedded.clickhouse_statement import (
    Command,
    command_of,
    input_as_file,
    takes_settings,
    with_settings,
)

# Parameters of the interface itself; every other one is a setting of the engine.
_RESERVED = """
    query query_id database user password default_format compress decompress role quota_key session_id
    session_check session_timeout session_timezone wait_end_of_query buffer_size client_protocol_version
    enable_http_compression send_progress_in_http_headers log_comment
"""
RESERVED = frozenset(_RESERVED.split())
SETTING = re.compile(r"[a-z][a-z0-9_]*\Z")
ERROR_CODE = re.compile(r"Code: (\d+)")
KILL = re.compile(
    r"\s*KILL\s+QUERY\s+WHERE\s+query_id\s*=\s*(?:'([\w.-]+)'|\{(\w+):String\})\s*(?:A?SYNC)?\s*;?\s*\Z", re.I
)

MOST_ADDRESS = 2**20  # bytes of a request line, as on a server (http_max_uri_size)
CODE_SYNTAX, CODE_DENIED, CODE_AUTHENTICATION, CODE_UNKNOWN = 62, 497, 516, 1001
STATUS = {
    CODE_AUTHENTICATION: HTTPStatus.FORBIDDEN,
    CODE_DENIED: HTTPStatus.FORBIDDEN,
    CODE_SYNTAX: HTTPStatus.BAD_REQUEST,
    60: HTTPStatus.NOT_FOUND,  # UNKNOWN_TABLE
    81: HTTPStatus.NOT_FOUND,  # UNKNOWN_DATABASE
    159: HTTPStatus.REQUEST_TIMEOUT,  # TIMEOUT_EXCEEDED
}


@dataclass(frozen=True)
class Request:
    """One request, authenticated. ``body`` holds an insert's rows."""

    account: str
    sql: str
    body: Body
    query_id: str
    parameters: Mapping[str, str]
    settings: Mapping[str, str]
    default_format: str


class Front(ThreadingHTTPServer):
    """One thread for each connection; the engine bounds how many statements run at once."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], engine: Engine, accounts: Accounts) -> None:
        super().__init__(address, Handler)
        self.engine = engine
        self.accounts = accounts
        self._busy = 0
        self._idle = threading.Condition()

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, name="accept", daemon=True).start()

    def stop(self, drain_s: float) -> None:
        """Take no more connections; let statements run on for ``drain_s`` seconds, then cancel them."""
        self.shutdown()
        with self._idle:
            if not self._idle.wait_for(lambda: self._busy == 0, drain_s):
                self.engine.cancel_all()
                self._idle.wait_for(lambda: self._busy == 0, drain_s)

    def count(self, change: int) -> None:
        with self._idle:
            self._busy += change
            self._idle.notify_all()

    def run(self, request: Request) -> Answer:
        """Check the account's right, then let the engine do it."""
        killed = KILL.match(request.sql)
        if killed and request.account != "writer":
            return self._kill(request, killed)
        command = command_of(request.sql)
        self._check(request, command)
        label = f"{request.account}/{request.query_id}"
        with self.engine.named(label):
            return self._execute(request, command, {**request.settings, "log_comment": label})

    def _check(self, request: Request, command: Command) -> None:
        probe = command.sql if command.is_insert else request.sql
        kind, statements = self.engine.classify(probe)
        if kind == "UNKNOWN" and command.is_insert:  # the rows are in the body, so the text alone ends early
            kind, statements = self.engine.classify(f"{command.sql} FORMAT {command.format or 'Native'}")
        check(request.account, command, kind, statements)

    def _execute(self, request: Request, command: Command, settings: Mapping[str, str]) -> Answer:
        if request.account == "reader" and not is_connecting(command):  # it asks which settings it may change
            settings = {**settings, "readonly": "1"}
        if not (command.is_insert and command.format):
            sql = with_settings(command, settings, request.default_format)
            return self.engine.query(sql, request.parameters)
        select = input_as_file(command, request.body.path)
        if select is not None:
            return self.engine.query(with_settings(command_of(select), settings, ""), request.parameters)
        with memoryview(request.body.data) as rows:
            return self.engine.insert(with_settings(command, settings, ""), command.format, rows)

    def _kill(self, request: Request, match: re.Match[str]) -> Answer:
        """A reader ends its own queries only, as on a server; a keeper ends anyone's."""
        query_id = match.group(1) or request.parameters.get(match.group(2) or "", "")
        accounts = ("reader", "writer", "keeper") if request.account == "keeper" else (request.account,)
        for account in accounts:
            self.engine.cancel(f"{account}/{query_id}")
        return Answer(b"")


class Handler(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"
    server_version = "lantern-event-engine"
    sys_version = ""
    wbufsize = -1  # header and body leave in one piece
    timeout = 3600.0

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        super().setup()

    def handle_one_request(self) -> None:
        """As the base class does it, with room for statements in the address: the base takes 64 KiB."""
        try:
            self.raw_requestline = self.rfile.readline(MOST_ADDRESS)
        except TimeoutError:
            self.close_connection = True
            return
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            getattr(self, f"do_{self.command}", self.do_POST)()
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: query texts hold personal data, and the portal keeps receipts."""

    def do_HEAD(self) -> None:
        self._answer(HTTPStatus.OK, b"", {})

    def do_GET(self) -> None:
        if urlsplit(self.path).path in ("/ping", "/replicas_status"):
            self._answer(HTTPStatus.OK, b"Ok.\n", {})
        else:
            self.do_POST()

    def do_POST(self) -> None:
        self.server.count(+1)
        try:
            self._run()
        finally:
            self.server.count(-1)

    def _run(self) -> None:
        started = time.monotonic_ns()
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            with closing(self._body(headers)) as body:
                request = self._request(headers, body)
                answer = self.server.run(request)
                body.reusable = True
        except BadRequest as error:
            self.close_connection = True
            self._refuse(CODE_SYNTAX, str(error))
        except AuthenticationFailed as error:
            self._refuse(CODE_AUTHENTICATION, str(error))
        except AccessDenied as error:
            self._refuse(CODE_DENIED, str(error))
        except Exception as error:  # noqa: BLE001 - whatever the engine raises must reach the client
            text = str(error)
            code = ERROR_CODE.search(text)
            self._refuse(int(code.group(1)) if code else CODE_UNKNOWN, text)
        else:
            self._give(request, answer, time.monotonic_ns() - started)

    def _body(self, headers: dict[str, str]) -> Body:
        """Read also before a refusal: the connection stays usable. What is left unread would be taken for a request."""
        try:
            return read_body(self.rfile, headers)
        except BaseException:
            self.close_connection = True
            raise

    def _request(self, headers: dict[str, str], body: Body) -> Request:
        values = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        account = self.server.accounts.verified(*_login(headers, values))
        if form := form_fields(headers, body.data):
            values |= form
            body.clear()
        sql = values.get("query", "")
        if not (sql and command_of(sql).is_insert) and body.data:
            sql = f"{sql}\n{_text(body.data)}" if sql else _text(body.data)
            body.clear()
        return Request(
            account=account,
            sql=sql,
            body=body,
            query_id=values.get("query_id") or str(uuid.uuid4()),
            parameters={name[6:]: value for name, value in values.items() if name.startswith("param_")},
            settings=_settings(values),
            default_format=values.get("default_format", headers.get("x-clickhouse-format", "TabSeparated")),
        )

    def _give(self, request: Request, answer: Answer, elapsed_ns: int) -> None:
        counts = {
            "read_rows": answer.read_rows,
            "read_bytes": answer.read_bytes,
            "written_rows": answer.written_rows,
            "written_bytes": answer.written_bytes,
            "elapsed_ns": elapsed_ns,
        }
        headers = {
            "X-ClickHouse-Summary": json.dumps({name: str(value) for name, value in counts.items()}),
            "X-ClickHouse-Query-Id": request.query_id,
            "X-ClickHouse-Timezone": self.server.engine.timezone,
        }
        command = command_of(request.sql)
        if takes_settings(command):
            headers["X-ClickHouse-Format"] = command.format or request.default_format
        self._answer(HTTPStatus.OK, answer.body, headers)

    def _refuse(self, code: int, text: str) -> None:
        status = STATUS.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)
        message = text if text.startswith("Code:") else f"Code: {code}. DB::Exception: {text}"
        self._answer(status, message.encode("utf-8", "replace"), {"X-ClickHouse-Exception-Code": str(code)})

    def _answer(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _login(headers: Mapping[str, str], values: Mapping[str, Any]) -> tuple[str, str]:
    kind, _, encoded = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            raise BadRequest("The Authorization header is damaged.") from None
        return name, password
    if "x-clickhouse-user" in headers:
        return headers["x-clickhouse-user"], headers.get("x-clickhouse-key", "")
    return str(values.get("user", "")), str(values.get("password", ""))


def _settings(values: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, value in values.items():
        if name in RESERVED or name.startswith(("param_", "http_")):
            continue
        if not SETTING.match(name):
            raise BadRequest(f"{name[:40]!r} is not the name of a setting.")
        found[name] = value
    return found


def _text(body: Data) -> str:
    try:
        return str(body, "utf-8")
    except UnicodeDecodeError:
        raise BadRequest("The statement is not UTF-8.") from None
