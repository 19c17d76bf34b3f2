"""``./test`` itself: lanes beside each other that leave no test out, fail for either, and stop together."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from portal.embedded.folder import CHECKOUT
from tests.support import checks, lanes
from tests.support.lanes import Check

LANES = """
import sys
from tests.support import lanes
from tests.support.lanes import Check
def check(name, code): return Check(name, [sys.executable, "-c", code])
try:
    for one in lanes.run([check("one", {one!r}), check("two", "print('second')")], [check("other", {other!r})]):
        print(one.name, one.passed)
except lanes.Interrupted as interrupted:
    sys.exit(128 + interrupted.args[0])
"""


def in_lanes(one: str, other: str) -> "subprocess.Popen[str]":
    code = LANES.format(one=one, other=other)
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    ("one", "other"), [("pass", "raise SystemExit(1)"), ("raise SystemExit(1)", "pass"), ("pass", "pass")]
)
def test_each_says_whether_it_passed_and_one_lane_is_shown_after_the_other(one: str, other: str) -> None:
    said, _ = in_lanes(one, other + ";print('beside')" if other == "pass" else other).communicate()
    lines = [line for line in said.splitlines() if not line.startswith("==")]
    results = [f"one {one == 'pass'}", "two True", f"other {other == 'pass'}"]
    assert lines == ["second", *(["beside"] if other == "pass" else []), *results]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_check_that_could_not_be_run_has_failed() -> None:
    lane = [Check("missing", ["/no/such/program"]), Check("after it", ["true"])]
    assert [(one.name, one.passed) for one in lanes.run(lane)] == [("missing", False), ("after it", False)]


def test_only_the_first_signal_interrupts() -> None:
    with lanes._interruptible():
        with pytest.raises(lanes.Interrupted):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        for number in lanes.ENDINGS:
            os.kill(os.getpid(), number)
        time.sleep(0.01)


WAITS = """
import sys, time
try:
    open({ready!r}, "w").close()
    while True:
        time.sleep(0.05)  # a signal that comes just before a sleep is seen after it
except KeyboardInterrupt:
    print("{name} cleans up", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_both_stop_and_clean_up_when_interrupted(how: signal.Signals, tmp_path: Path) -> None:
    ready = [tmp_path / name for name in ("one", "other")]
    process = in_lanes(*(WAITS.format(ready=str(path), name=path.name) for path in ready))
    while not all(path.exists() for path in ready):
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, how)
    said, _ = process.communicate()
    assert process.returncode == 128 + how
    assert sorted(line for line in said.splitlines() if line.endswith("cleans up")) == [
        "one cleans up",
        "other cleans up",
    ]
    assert "second" not in said


def test_every_test_is_in_one_run_and_in_one_only(tmp_path: Path) -> None:
    """Collected by pytest itself, from files of the same names."""
    files = [path.relative_to(CHECKOUT) for path in (CHECKOUT / "tests").rglob("test_*.py")]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("def test_it(): pass\n")
        (tmp_path / file).with_name("__init__.py").touch()
    chosen = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"][
        "testpaths"
    ]
    (tmp_path / "pytest.ini").write_text(f"[pytest]\ntestpaths = {' '.join(chosen)}\n")
    whole = collected(tmp_path)
    runs = [
        collected(tmp_path, *command[1:])
        for command in (checks.TESTS, checks.PORTAL_TESTS, checks.READING_TESTS)
    ]
    assert sorted(whole) == sorted(f"{file}::test_it" for file in files)
    assert sorted(test for run in runs for test in run) == sorted(whole)
    assert min(map(len, runs)) > 10


def collected(folder: Path, *arguments: str) -> list[str]:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if "::" in line]
