"""Making a PostgreSQL cluster once, in one step that an interruption cannot leave half done."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from portal.embedded import unprivileged
from portal.embedded.console import CannotStart
from portal.embedded.unprivileged import Identity


def identity_for(data: Path, home: Path) -> Identity | None:
    return unprivileged.choose(data, [home / "bin" / "postgres", home / "share", home / "lib"])


def give(path: Path, identity: Identity | None) -> None:
    if identity:
        os.chown(path, identity.uid, identity.gid)


def create(data: Path, home: Path, superuser: str, password: str) -> None:
    """Run initdb beside ``data`` and rename the result into place."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    identity = identity_for(draft, home)
    with tempfile.TemporaryDirectory() as private:
        password_file = Path(private) / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(password, encoding="ascii")
        give(Path(private), identity)
        give(password_file, identity)
        _initdb(draft, home, superuser, password_file, identity)
    draft.rename(data)


def _initdb(data: Path, home: Path, superuser: str, password_file: Path, identity: Identity | None) -> None:
    # The builtin provider sorts by code point in every release, so an upgrade never breaks an index.
    command = [
        str(home / "bin" / "initdb"),
        f"--pgdata={data}",
        f"--username={superuser}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.defpath},
        preexec_fn=identity.assume if identity else None,
    )
    if done.returncode:
        raise CannotStart(f"initdb could not make a PostgreSQL cluster in {data}:\n{done.stderr.strip()}")
