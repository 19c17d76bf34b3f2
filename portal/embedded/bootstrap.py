"""From a bare Python to the running portal: make ``.venv`` from the lock file, then hand over to it.

``./run`` executes this file with whatever Python it found, so only the standard library is here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parents[2]
ENVIRONMENT = CHECKOUT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "lantern-lock.sha256"
# uv reads the committed lock file; its own version is fixed here for the same reason.
UV = "uv==0.13.9"
# Where an organisation adds its own authority; uv would trust only the list it brought along.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
HELP = """\
Usage:
  ./run                start Lantern; with an empty data folder, with the demonstration
  ./run --empty        start it without the demonstration
  ./run code NAME      print the current second-factor code of a demonstration person
  ./run manage ...     run a management command in the running portal's environment
  ./run prepare [--dev]  only install the environment

Environment: LANTERN_PORT (8000), LANTERN_HOST (127.0.0.1), LANTERN_VAR (var/), and
DATABASE_URL, REDIS_URL, CLICKHOUSE_URL to use servers of your own. See docs/settings.md.
"""


def main(arguments: list[str]) -> int:
    word = arguments[0] if arguments else ""
    if word in {"--help", "-h", "help"}:
        sys.stdout.write(HELP)
        return 0
    if word not in {"", "--empty", "--services-only", "code", "manage", "prepare"}:
        sys.stderr.write(f"./run does not know {word!r}.\n\n{HELP}")
        return 2
    make_environment(development="--dev" in arguments if word == "prepare" else False)
    if word == "prepare":
        return 0
    called_from = str(Path.cwd())
    os.chdir(CHECKOUT)
    if word in {"code", "manage"}:
        return _become([str(PYTHON), "-m", "portal.embedded.command", called_from, *arguments])
    return _become([str(PYTHON), "-m", "portal.embedded.supervisor", *arguments])


def _become(command: list[str]) -> NoReturn:
    os.execv(command[0], command)  # noqa: S606  no shell is wanted


def make_environment(*, development: bool) -> None:
    """Install what the lock file names. Takes no time when that was done before."""
    wanted = _digest()
    have = STAMP.read_text(encoding="ascii").split() if STAMP.exists() else []
    if PYTHON.exists() and wanted in have and (not development or "dev" in have):
        return
    say("installing Lantern's environment into .venv (once, a minute or two)")
    uv = _find_uv()
    # Inexact: keep what the tests need when they were installed before.
    group = [] if development else ["--no-dev"]
    _call([*uv, "sync", "--frozen", "--inexact", *group, "--project", str(CHECKOUT)], _environment_of_uv())
    STAMP.write_text(f"{wanted}{' dev' if development else ''}\n", encoding="ascii")


def _environment_of_uv() -> dict[str, str]:
    environment = {**os.environ, "VIRTUAL_ENV": str(ENVIRONMENT), "UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)}
    if SYSTEM_CERTIFICATES.exists():
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    return environment


def _digest() -> str:
    content = b"".join((CHECKOUT / name).read_bytes() for name in ("pyproject.toml", "uv.lock"))
    return hashlib.sha256(content).hexdigest()


def _find_uv() -> list[str]:
    """The uv inside the environment, which is made first if need be."""
    uv = ENVIRONMENT / "bin" / "uv"
    if not _works([PYTHON, "-m", "pip", "--version"]):
        _make_venv()
    if not _works([uv, "--version"]):
        _call(
            [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV],
            dict(os.environ),
        )
    return [str(uv)]


def _make_venv() -> None:
    if ENVIRONMENT.exists() and not _works([PYTHON, "--version"]):
        shutil.rmtree(ENVIRONMENT)
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        _fail(
            f"python -m venv failed (Debian, Ubuntu: apt install python3-venv).\n{done.stdout}{done.stderr}"
        )


def _works(command: list[object]) -> bool:
    try:
        return (
            subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def _call(command: list[str], environment: dict[str, str]) -> None:
    say("  " + " ".join(Path(word).name if word.startswith("/") else word for word in command))
    code = subprocess.run(command, check=False, env=environment).returncode
    if code:
        _fail(f"{Path(command[0]).name} ended with status {code}; its words are above. Trying again is safe.")


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"\nLantern cannot be installed: {message}\n")
    sys.exit(1)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
