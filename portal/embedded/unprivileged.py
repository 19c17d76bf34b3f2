"""The user PostgreSQL runs as. It refuses to run as root, so root lends it another user.

The checkout or the data may lie where that user cannot pass, under ``/root`` for instance. Opening those
folders to everybody would be worse, so PostgreSQL then keeps one capability: to read past permissions.
"""

import os
import pwd
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import kernel
from portal.embedded.console import CannotStart

NAME = "nobody"


@dataclass(frozen=True)
class Identity:
    uid: int
    gid: int
    keep: int | None

    def assume(self) -> None:
        kernel.become(self.uid, self.gid, keep=self.keep)


def choose(data: Path, needed: Iterable[Path]) -> Identity | None:
    """Who runs PostgreSQL on ``data``; None means ourselves. Hands ``data`` over when it must."""
    if os.geteuid() != 0:
        return None
    owner = data.stat()
    if owner.st_uid != 0:
        uid, gid = owner.st_uid, owner.st_gid
    else:
        account = _account()
        uid, gid = account.pw_uid, account.pw_gid
        _hand_over(data, uid, gid)
    return Identity(uid, gid, _capability_needed(uid, gid, [data, *needed]))


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise CannotStart(
            f"PostgreSQL refuses to run as root and there is no user {NAME}. "
            "Run ./run as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from None


def _hand_over(data: Path, uid: int, gid: int) -> None:
    try:
        os.chown(data, uid, gid)
    except OSError as error:
        raise CannotStart(
            f"{data} cannot be given to {NAME}: {error.strerror}. Run ./run as an ordinary user."
        ) from error


def _capability_needed(uid: int, gid: int, paths: list[Path]) -> int | None:
    if _can_read(uid, gid, paths):
        return None
    keep = kernel.permitted_capability(kernel.CAP_DAC_READ_SEARCH, kernel.CAP_DAC_OVERRIDE)
    if keep is None:
        raise CannotStart(
            f"PostgreSQL refuses to run as root, and {NAME} cannot reach {paths[0]}. Move the checkout and "
            "the data folder (LANTERN_VAR) to where every user may pass, or run ./run as an ordinary user."
        )
    return keep


def _can_read(uid: int, gid: int, paths: list[Path]) -> bool:
    """Try it in a child that has given up root: permissions, mounts and ACLs all count."""
    child = os.fork()
    if child == 0:
        try:
            kernel.become(uid, gid, keep=None)
            os._exit(0 if all(os.access(path, os.R_OK | os.X_OK) for path in paths) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
