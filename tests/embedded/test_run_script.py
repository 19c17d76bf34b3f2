"""``./run`` before anything is installed: it finds a Python, explains itself, and installs once."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.embedded import bootstrap, command, folder
from portal.embedded.folder import CHECKOUT, Folder
from portal.embedded.site import base_environment
from tests.support.running import clean_environment


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(CHECKOUT / "run"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**clean_environment(), **environment},
    )


def test_help_names_the_commands() -> None:
    shown = run("--help")
    assert shown.returncode == 0
    assert all(word in shown.stdout for word in ("--empty", "code NAME", "manage", "LANTERN_PORT"))


def test_an_unknown_word_is_refused_with_the_help() -> None:
    refused = run("start")
    assert refused.returncode == 2
    assert "'start'" in refused.stderr
    assert "--empty" in refused.stderr


def test_without_a_python_it_says_what_is_missing(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    old.chmod(0o755)
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    refused = run(PATH=str(tmp_path))
    assert refused.returncode == 1
    assert "Python 3.11 or newer" in refused.stderr


def test_commands_need_a_running_portal(tmp_path: Path) -> None:
    refused = run("code", "somebody", LANTERN_VAR=str(tmp_path))
    assert refused.returncode == 1
    assert f"not running on {tmp_path}" in refused.stderr


def test_commands_look_for_files_where_they_were_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that the caller's folder and Lantern's both know means the caller's file."""
    (tmp_path / "environment").write_text("{}", encoding="ascii")
    place = SimpleNamespace(root=tmp_path, environment=tmp_path / "environment")
    become: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(folder, "from_environment", lambda: place)
    monkeypatch.setattr(folder, "is_held", lambda _: True)
    monkeypatch.setattr(command, "_become", lambda words: become.append((Path.cwd(), words[1:])))
    monkeypatch.setattr(bootstrap, "make_environment", lambda **_: None)
    monkeypatch.setattr(bootstrap, "_become", lambda words: command.main(words[3:]))
    called_from = tmp_path / "logs"
    called_from.mkdir()
    monkeypatch.chdir(called_from)
    asked = ["manage", "ingest", "auth.log", "--source", "edge"]
    bootstrap.main(asked)
    assert become == [(called_from, [str(CHECKOUT / "manage.py"), *asked[1:]])]


@pytest.mark.parametrize(
    ("stamp", "development", "installs"),
    [
        ("{lock}", False, False),
        ("{lock} dev", False, False),
        ("{lock} dev", True, False),
        ("{lock}", True, True),
        ("other dev", False, True),
        (None, False, True),
    ],
)
def test_installs_only_when_the_lock_changed(
    stamp: str | None, development: bool, installs: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "_find_uv", lambda: ["uv"])
    monkeypatch.setattr(bootstrap, "_call", lambda command, environment: called.append(command))
    if stamp is not None:
        (tmp_path / "stamp").write_text(stamp.format(lock=bootstrap._digest()), encoding="ascii")
    bootstrap.make_environment(development=development)
    assert bool(called) is installs
    if installs:
        assert ("--no-dev" in called[0]) is not development
        assert bootstrap._digest() in (tmp_path / "stamp").read_text(encoding="ascii")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"PYTHONDONTWRITEBYTECODE": "1"}, {"PYTHONPYCACHEPREFIX": "/x/bytecode"}),
        ({"LANG": "C"}, {"LANG": "C"}),
    ],
)
def test_parts_are_compiled_once_whatever_the_environment_says(
    said: dict[str, str], kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {**said, "LANTERN_SECRET_KEY": "a", "LANTERN_MASKING_KEY": "b"})
    environment = base_environment(Folder(Path("/x")), "127.0.0.1", 1, {}, {})
    assert kept.items() <= environment.items()
    assert "PYTHONDONTWRITEBYTECODE" not in environment


def test_both_commands_can_be_executed() -> None:
    assert all(os.access(CHECKOUT / name, os.X_OK) for name in ("run", "test", ".ci/run"))
