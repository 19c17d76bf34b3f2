"""Decodes Windows event logs in a process of its own, which may be ended: run by ``evtx``, imports nothing of ours.

Standard input is the file's header and chunks; standard output one JSON text a line: ``{"data": …}`` for a record,
``{"error": …}`` for one that is damaged, ``{"chunk": n}`` behind the n-th chunk (0-based).
"""

import io
import json
import resource
import sys
from collections.abc import Iterator

import evtx

HEADER, CHUNK = 4096, 65536
MEMORY = 2 * 2**30
MOST_DAMAGED = 2000  # of one chunk, which has room for fewer records


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    body = sys.stdin.buffer.read()
    header = body[:HEADER]
    for number, start in enumerate(range(HEADER, len(body), CHUNK)):
        for said in records(header + body[start : start + CHUNK]):
            sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.write(json.dumps({"chunk": number}) + "\n")
        sys.stdout.flush()


def records(one: bytes) -> Iterator[dict[str, str]]:
    try:
        found = iter(evtx.PyEvtxParser(io.BytesIO(one), number_of_threads=1).records_json())
    except Exception as error:  # noqa: BLE001 - whatever ails it is said, and the next chunk is tried
        yield {"error": str(error)[:200]}
        return
    for _ in range(MOST_DAMAGED):
        try:
            record = next(found)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001
            yield {"error": str(error)[:200]}
            continue
        if record is not None:
            yield {"data": str(record["data"])}


if __name__ == "__main__":
    main()
