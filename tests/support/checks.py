"""Everything ``./test`` checks, one after the other, with a summary at the end."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.support.browser import chromium

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
# The type checker loads the settings, which insist on being told these. Nothing connects to them.
UNUSED_SERVICES = {
    "LANTERN_SECRET_KEY": "only-for-static-checks",
    "LANTERN_MASKING_KEY": "only-for-static-checks-of-this-tree",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "CLICKHOUSE_URL": "http://127.0.0.1:1/nothing",
}
STATIC = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy", "."],
    "imports": ["lint-imports"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
}


def main(arguments: list[str]) -> int:
    os.chdir(CHECKOUT)
    install_chromium()
    install_rsyslog()
    if arguments:
        return _run("tests", ["pytest", *arguments]).returncode
    rows = []
    for name, command in {**STATIC, "tests": ["pytest"]}.items():
        began = time.monotonic()
        passed = _run(name, command).returncode == 0
        rows.append((name, passed, time.monotonic() - began))
    return _summary(rows)


def install_chromium() -> None:
    """Debian's Chromium, for the browser tests, where we may install it."""
    if chromium() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    _say("== installing Chromium for the browser tests (apt)")
    install = ["install", "--quiet", "--yes", "--no-install-recommends", "chromium"]
    if not (_apt("update", "--quiet") and _apt(*install)):
        _say("Chromium could not be installed; the browser tests will be skipped.")


def install_rsyslog() -> None:
    """Debian's rsyslog, a real sender for the syslog receiver's test, where we may install it."""
    if Path("/usr/sbin/rsyslogd").exists() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    _say("== installing rsyslog for the syslog test (apt)")
    install = ["install", "--quiet", "--yes", "--no-install-recommends", "rsyslog", "rsyslog-gnutls"]
    if not (_apt("update", "--quiet") and _apt(*install)):
        _say("rsyslog could not be installed; its test will be skipped.")


def _apt(*words: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["/usr/bin/apt-get", *words], check=False, stdout=subprocess.DEVNULL, env=environment
    )
    return done.returncode == 0


def _run(name: str, command: list[str]) -> "subprocess.CompletedProcess[bytes]":
    _say(f"== {name}: {' '.join(command)}")
    environment = {**os.environ, **(UNUSED_SERVICES if name in STATIC else {})}
    return subprocess.run([str(BIN / command[0]), *command[1:]], check=False, env=environment)


def _summary(rows: list[tuple[str, bool, float]]) -> int:
    _say("\n== summary")
    for name, passed, seconds in rows:
        _say(f"  {'passed' if passed else 'FAILED':<8}{name:<12}{seconds:6.1f} s")
    failed = sum(not passed for _, passed, _ in rows)
    _say(f"{len(rows) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
