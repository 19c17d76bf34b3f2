"""Everything ``./test`` checks, in lanes beside each other, with a summary at the end."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from portal.embedded.site import keep_compiled
from tests.support import lanes
from tests.support.browser import chromium
from tests.support.lanes import Check, Result

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
# Three runs of tests beside each other, each with services of its own, as each of them waits half of its time: those that
# share running portals and a browser, those that receive, read and mask, which come after the static checks, and the
# others. Where they are parted says nothing but that each takes about as long.
PORTAL = ("tests/embedded/test_bench.py", "tests/embedded/test_portal.py", "tests/journey", "tests/ui")
READING = ("tests/formats", "tests/masking", "tests/receive", "tests/store")
PYTEST = ["pytest", "--durations=15"]
TESTS = [*PYTEST, *(f"--ignore={path}" for path in (*PORTAL, *READING))]
PORTAL_TESTS = [*PYTEST, *PORTAL]
READING_TESTS = [*PYTEST, *READING]


def main(arguments: list[str]) -> int:
    os.chdir(CHECKOUT)
    keep_compiled(os.environ, CHECKOUT / "var")  # some sixty processes of the portal are started
    install_chromium()
    install_rsyslog()
    if arguments:
        return subprocess.run([str(BIN / "pytest"), *arguments], check=False).returncode
    try:
        return _summary(lanes.run(*everything()))
    except lanes.Interrupted as interrupted:
        return 128 + int(interrupted.args[0])


def everything() -> tuple[list[Check], ...]:
    """What ``./test`` runs: lanes beside each other."""
    static = [_check(name, command, **UNUSED_SERVICES) for name, command in STATIC.items()]
    return (
        [*static, _check("reading tests", READING_TESTS, **_apart("reading"))],
        [_check("tests", TESTS)],
        [_check("portal tests", PORTAL_TESTS, **_apart("portal"))],
    )


def _apart(name: str) -> dict[str, str]:
    """A folder of its own for the services, where one is named for them."""
    kept = os.environ.get("LANTERN_TEST_VAR")
    return {"LANTERN_TEST_VAR": f"{kept}-{name}"} if kept else {}


def _check(name: str, command: list[str], **settings: str) -> Check:
    return Check(name, [str(BIN / command[0]), *command[1:]], settings)


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


def _summary(results: list[Result]) -> int:
    _say("\n== summary")
    for one in results:
        _say(f"  {'passed' if one.passed else 'FAILED':<8}{one.name:<14}{one.seconds:6.1f} s")
    failed = sum(not one.passed for one in results)
    _say(f"{len(results) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
