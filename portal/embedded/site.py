"""The portal's own parts: web server, workers, beat, and the commands that prepare them."""

import os
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.engine import http_json, http_ok
from portal.embedded.folder import CHECKOUT, Folder
from portal.embedded.parts import Part

SYSLOG_PORTS = tuple(f"LANTERN_SYSLOG_{name}_PORT" for name in ("UDP", "TCP", "TLS", "GELF_TCP", "GELF_UDP"))
# A part that is not named here gets none of these: the web server can neither migrate nor drop events.
POWERS = {
    "DATABASE_OWNER_URL": ("command",),
    "CLICKHOUSE_KEEPER_URL": ("command", "worker"),  # the worker purges
}
# Bodies of some megabytes come and go in these; glibc would hand each back to the kernel and have its pages cleared anew.
# What sealers put together is larger than any threshold may be, so theirs is none.
TRIM = {"MALLOC_TRIM_THRESHOLD_": str(256 * 2**20)}
ALLOCATORS = {
    "web": {**TRIM, "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20)},
    "seal-worker": {**TRIM, "MALLOC_MMAP_MAX_": "0"},
}
KEYS = {"LANTERN_SECRET_KEY": "site_key", "LANTERN_MASKING_KEY": "masking_key"}


@dataclass(frozen=True)
class Site:
    """Where the site listens, and the whole environment of its commands."""

    folder: Folder
    host: str
    port: int
    environment: Mapping[str, str]

    @property
    def reachable_host(self) -> str:
        """An address of this machine under which a server bound to ``host`` answers."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  compared, not bound

    @property
    def url(self) -> str:
        host = self.reachable_host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def answers(self, path: str) -> bool:
        return http_ok(self.reachable_host, self.port, path, timeout_s=0.9)

    def unready(self) -> set[str] | None:
        """The parts that ``/readyz`` says are unavailable; ``None`` while it does not answer."""
        parts = http_json(self.reachable_host, self.port, "/readyz", timeout_s=2.9).get("parts")
        return {name for name, word in parts.items() if word != "ready"} if parts else None

    def parts(self) -> tuple[Part, ...]:
        workers = (self._worker("seal-worker", "seal", 2), self._worker("worker", "default", 1))
        return (self._web(), *workers, self._beat(), *self._syslog())

    def command(self, *arguments: str, output: Path | None = None) -> Part:
        return Part(
            name=arguments[0],
            command=(sys.executable, str(CHECKOUT / "manage.py"), *arguments),
            environment=self._environment_for("command"),
            output=output,
        )

    def _environment_for(self, name: str) -> dict[str, str]:
        withheld = {variable for variable, names in POWERS.items() if name not in names}
        withheld |= {f"{variable}_FILE" for variable in withheld}
        return ALLOCATORS.get(name, {}) | {
            key: value for key, value in self.environment.items() if key not in withheld
        }

    def _web(self) -> Part:
        return Part(
            name="web",
            command=(
                *(sys.executable, "-m", "granian", "--interface", "asginl", "portal.asgi:application"),
                *("--host", self.host, "--port", str(self.port), "--no-ws", "--http", "1"),
                *("--workers", "2", "--backpressure", "256"),
                *("--respawn-failed-workers", "--workers-kill-timeout", "8"),
            ),
            environment=self._environment_for("web"),
            answers=lambda: self.answers("/healthz"),
        )

    def _worker(self, name: str, queue: str, processes: int) -> Part:
        return Part(
            name=name,
            command=(
                *(sys.executable, "-m", "celery", "--app", "portal.celery", "worker"),
                *("--queues", queue, "--concurrency", str(processes), "--hostname", f"{name}@%h"),
                *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
            ),
            environment=self._environment_for(name),
            says=b" ready.",
            stop_timeout_s=30.0,
        )

    def _beat(self) -> Part:
        return Part(
            name="beat",
            command=(
                *(sys.executable, "-m", "celery", "--app", "portal.celery", "beat", "--loglevel", "INFO"),
                *("--pidfile", ""),
            ),
            environment=self._environment_for("beat"),
            says=b"beat: Starting",
        )

    def _syslog(self) -> tuple[Part, ...]:
        """The receiver of syslog and GELF, when one of its ports is set."""
        if not any(self.environment.get(port, "0") not in ("", "0") for port in SYSLOG_PORTS):
            return ()
        part = Part(
            name="syslog",
            command=(sys.executable, str(CHECKOUT / "manage.py"), "receive_syslog"),
            environment=self._environment_for("syslog"),
            says=b"syslog receiver ready",
            stop_timeout_s=15.0,
        )
        return (part,)


def base_environment(
    folder: Folder, host: str, port: int, secrets: Mapping[str, str], addresses: Mapping[str, str]
) -> dict[str, str]:
    """Our environment, with what the settings need and nobody set."""
    environment = dict(os.environ)
    keep_compiled(environment, folder.root)
    environment |= addresses
    environment |= {
        "LANTERN_VAR": str(folder.root),
        "LANTERN_HOST": host,
        "LANTERN_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    for name, secret in KEYS.items():
        if not (os.environ.get(name) or os.environ.get(f"{name}_FILE")):
            environment[name] = secrets[secret]
    return environment


def keep_compiled(environment: MutableMapping[str, str], root: Path) -> None:
    """Where Python may not write bytecode beside the sources, as in many images, let it in our own folder.

    Each of the portal's processes would spend three and a half seconds of CPU time on compiling it all otherwise.
    """
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(root / "bytecode"))
