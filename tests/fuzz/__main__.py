"""Fuzzing that follows coverage: ``python -m tests.fuzz receivers|formats|masking [arguments of libFuzzer]``.

It runs until something fails, or for ``-max_total_time=SECONDS``. What failed lies in ``var/fuzz`` then, and is tried
again by giving its path. It needs the dependency group ``fuzz`` and none of the portal's services.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import atheris

LIMITS = ("-timeout=60", "-rss_limit_mb=2048", "-max_len=4096")
NO_SERVICES = {
    "LANTERN_SECRET_KEY": "of no use",
    "LANTERN_MASKING_KEY": "of no use either, and long enough",
    "DATABASE_URL": "postgresql://nobody:no@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1",
    "CLICKHOUSE_URL": "http://nobody:no@127.0.0.1:1/none",
    "DJANGO_SETTINGS_MODULE": "portal.settings",
}


def main(target: str, *arguments: str) -> None:
    os.environ.update(NO_SERVICES)
    with atheris.instrument_imports(include=["ingestion"]):
        import_module("django").setup()  # which imports every format
        targets = import_module("tests.fuzz.targets")
    corpus = Path("var/fuzz", target)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(target)):
        (corpus / f"seed{number}").write_bytes(seed)

    def one(data: bytes) -> None:
        if data:
            targets.TARGETS[target](data)

    # A file is run once; libFuzzer takes either files or folders.
    folders = [] if any(Path(argument).is_file() for argument in arguments) else [str(corpus)]
    atheris.Setup([sys.argv[0], *LIMITS, f"-artifact_prefix={corpus.parent}/", *arguments, *folders], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
