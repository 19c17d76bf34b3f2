"""The few Linux calls Python has no names for: parent-death signals, adoption of orphans, capabilities.

See prctl(2), capset(2) and capabilities(7). On other systems they do nothing and answer False;
the supervisor then still finds leftovers by session id.
"""

import ctypes
import os
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2  # changing the user leaves the capabilities alone; _hold_only cuts them down
PR_SET_CHILD_SUBREAPER = 36
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2

IS_LINUX = sys.platform == "linux"
# Loaded before any fork: between fork and exec nothing may import or allocate much.
_libc = ctypes.CDLL(None, use_errno=True) if IS_LINUX else None


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def _prctl(option: int, *arguments: int) -> bool:
    if _libc is None:
        return False
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return bool(_libc.prctl(option, *padded) == 0)


def signal_when_parent_dies(signal_number: int) -> bool:
    """Ask for a signal when the thread that forked us ends. Changing the user clears it."""
    return _prctl(PR_SET_PDEATHSIG, signal_number)


def adopt_orphans() -> bool:
    """From now on, descendants whose parent dies become children of this process."""
    return _prctl(PR_SET_CHILD_SUBREAPER, 1)


def permitted_capability(*wanted: int) -> int | None:
    """The first of the wanted capabilities that this process holds."""
    if not IS_LINUX:
        return None
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next((line for line in status.splitlines() if line.startswith("CapPrm:")), "CapPrm: 0")
    held = int(line.split()[1], 16)
    return next((number for number in wanted if held >> number & 1), None)


def become(uid: int, gid: int, *, keep: int | None) -> None:
    """Give up root for good. ``keep`` names one capability that survives this and the coming exec."""
    if keep is not None:
        # Without it access(2), with which PostgreSQL looks for its own files, would not count the capability.
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if keep is not None:
        _hold_only(keep)


def _hold_only(capability: int) -> None:
    bits = 1 << capability
    header = _Header(CAPABILITY_VERSION_3, 0)
    sets = (_Sets * 2)(_Sets(bits, bits, bits), _Sets(0, 0, 0))
    if _libc is None or _libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if not _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability):
        raise OSError(ctypes.get_errno(), "prctl PR_CAP_AMBIENT_RAISE")
