"""The embedded event store: the ClickHouse engine in this process behind an HTTP interface on loopback.

``python -m portal.embedded.clickhouse --data DIR --port N --credentials FILE``

The engine (``chdb``) holds its folder for one process, so everyone else is a client of this one. It speaks
as much of ClickHouse's HTTP interface as ``clickhouse-connect`` needs, so the same code and SQL run against a
real server.
FILE is JSON with one password for each account: ``{"writer": …, "reader": …, "keeper": …}``.
"""

import argparse
import json
import os
import signal
import sys
from pathlib import Path

from portal.embedded.clickhouse_accounts import Accounts
from portal.embedded.clickhouse_engine import Engine
from portal.embedded.clickhouse_http import Front

LOOPBACK = "127.0.0.1"
DRAIN_S = 10.0  # how long running queries may finish after SIGTERM before they are cancelled


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    accounts = Accounts(json.loads(options.credentials.read_text(encoding="utf-8")))
    # Blocked before any thread exists: every later thread inherits it, and only sigwait below receives them.
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    engine = Engine(options.data)
    front = Front((LOOPBACK, options.port), engine, accounts)
    front.start()
    sys.stderr.write(f"event engine {engine.version} on {LOOPBACK}:{front.server_port}\n")
    signal.sigwait(stops)
    front.stop(drain_s=DRAIN_S)
    engine.close()
    sys.stderr.flush()
    # The engine's static destructors may wait for its threads; everything acknowledged is already synced.
    os._exit(0)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.embedded.clickhouse", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the engine, for this process alone"
    )
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument(
        "--credentials", type=Path, required=True, help="JSON file with the accounts' passwords"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
