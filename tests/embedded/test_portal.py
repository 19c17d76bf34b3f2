"""The whole portal under the supervisor: any part killed comes back, and readiness tells the truth meanwhile."""

import time
from collections.abc import Callable

import psutil
import pytest

from tests.support import running
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PARTS = ("postgresql", "valkey", "event-engine", "web", "seal-worker", "worker", "beat")
# A sign of life lasts ten seconds; the rest is the restart itself on a busy machine.
PATIENCE_S = 60.0
# What takes a tenth of a second, on a busy machine.
AT_ONCE_S = 15.0


def eventually(true: Callable[[], bool], *, within_s: float = PATIENCE_S) -> bool:
    limit = time.monotonic() + within_s
    while not true():
        if time.monotonic() > limit:
            return False
        time.sleep(0.1)
    return True


def ready(stack: Stack) -> bool:
    return bool(stack.http.get("/readyz").status_code == 200)


def parts_unavailable(stack: Stack) -> set[str]:
    parts = stack.http.get("/readyz").json()["parts"]
    return {name for name, word in parts.items() if word != "ready"}


class Counted:
    """What a part's log has said since this was made."""

    def __init__(self, stack: Stack, part: str) -> None:
        self._supervisor, self._part = stack.supervisor, part
        self._before = len(stack.supervisor.log(part))

    def more(self, words: str, *, than: int = 0) -> bool:
        return self._supervisor.log(self._part)[self._before :].count(words) > than


def test_health_pages_are_open_and_name_parts_alone(stack: Stack) -> None:
    assert stack.http.get("/healthz").json() == {"alive": True}
    answer = stack.http.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["parts"].values()) == {"ready"}
    assert stack.http.post("/readyz").status_code in {403, 405}


def test_ready_is_said_once_with_the_first_administrators_link(stack: Stack) -> None:
    said = [line for line in stack.supervisor.lines if line.startswith("ready ")]
    assert said == [f"ready {stack.url}"]
    assert stack.supervisor.wait_for(f"{stack.url}/welcome/")


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_comes_back_with_nothing_left_of_it(stack: Stack, part: str) -> None:
    assert eventually(lambda: ready(stack))
    said = len(stack.supervisor.lines)
    others = {name: stack.supervisor.pid_of(name) for name in PARTS if name != part}
    family = psutil.Process(stack.supervisor.pid_of(part)).children(recursive=True)
    pid = stack.supervisor.kill(part)
    stack.supervisor.wait_for(
        f"{part} (process {pid}) was killed by SIGKILL", since=said, timeout_s=AT_ONCE_S
    )
    stack.supervisor.wait_for(f"{part} runs again", since=said, timeout_s=PATIENCE_S)
    assert not psutil.wait_procs(family, timeout=AT_ONCE_S)[1]
    assert eventually(lambda: ready(stack))
    assert {name: stack.supervisor.pid_of(name) for name in others} == others


def test_a_worker_amid_a_task_lives_through_the_end_of_its_broker(stack: Stack) -> None:
    """The processes that carry tasks out stand still, so one task is begun and not ended while the broker is away."""
    assert eventually(lambda: ready(stack))
    worker, beat = (psutil.Process(stack.supervisor.pid_of(part)) for part in ("seal-worker", "beat"))
    with running.stopped([beat]):
        # One alone: a worker that holds as many as it may does not listen, and loses its broker otherwise. So what it
        # took before is done first.
        assert eventually(lambda: is_idle(stack, "seal-worker"))
        log = Counted(stack, "seal-worker")
        with running.stopped(worker.children()):
            stack.manage("shell", "-c", "from portal.celery import app; app.send_task('pipeline.seal')")
            assert eventually(lambda: log.more(" received"))
            with running.stopped([psutil.Process(stack.supervisor.pid)]):
                stack.supervisor.kill("valkey")
                assert eventually(lambda: log.more("Connection to broker lost"))
                time.sleep(1)
    # The first was begun before; the next came after the broker was back.
    assert eventually(lambda: log.more(" succeeded", than=2))
    assert stack.supervisor.pid_of("seal-worker") == worker.pid
    assert eventually(lambda: ready(stack))


def is_idle(stack: Stack, part: str) -> bool:
    """Whether a worker has had nothing to say for a while: its tasks take far less when nothing waits."""
    log = Counted(stack, part)
    time.sleep(3)
    return not log.more("\n")


@pytest.mark.parametrize(
    ("part", "named"),
    [("postgresql", "postgresql"), ("valkey", "valkey"), ("event-engine", "event_store")],
)
def test_a_hanging_service_is_named_and_the_site_stays_alive(stack: Stack, part: str, named: str) -> None:
    assert eventually(lambda: ready(stack))
    with running.stopped(running.family(stack.supervisor.pid_of(part))):
        assert eventually(lambda: named in parts_unavailable(stack))
        assert stack.http.get("/healthz").status_code == 200
    assert eventually(lambda: ready(stack))


def test_an_unserved_queue_is_named(stack: Stack) -> None:
    assert eventually(lambda: ready(stack))
    with running.stopped([psutil.Process(stack.supervisor.pid_of("seal-worker"))]):
        assert eventually(lambda: parts_unavailable(stack) == {"seal_worker"})
    assert eventually(lambda: ready(stack))


def test_web_holds_neither_the_owners_login_nor_the_keepers(stack: Stack) -> None:
    web = psutil.Process(stack.supervisor.pid_of("web")).environ()
    assert "DATABASE_URL" in web
    assert not {"DATABASE_OWNER_URL", "CLICKHOUSE_KEEPER_URL"} & set(web)
