"""The image: built in stages from the lock file, run by a user that is not root, without secrets."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker/Dockerfile").read_text(encoding="utf-8")
INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines()
    if line.strip() and not line.startswith("#")
]
LAST_STAGE = INSTRUCTIONS[max(n for n, line in enumerate(INSTRUCTIONS) if line[0] == "FROM") :]


def all_of(keyword: str, lines: list[list[str]] = INSTRUCTIONS) -> list[str]:
    return [rest for word, rest in lines if word == keyword]


def test_only_known_instructions() -> None:
    known = {"FROM", "ENV", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"}
    assert {word for word, _ in INSTRUCTIONS} <= known


def test_stages_have_fixed_bases_and_the_tools_stay_behind() -> None:
    bases = all_of("FROM")
    assert len(bases) == 2
    assert all(re.search(r":\d[\w.-]+", base) and "latest" not in base for base in bases)
    assert not any("pip install" in command for command in all_of("RUN", LAST_STAGE))


def test_dependencies_come_from_the_lock_file() -> None:
    assert any("uv sync --frozen --no-dev" in command for command in all_of("RUN"))


def test_runs_as_a_user_that_is_not_root() -> None:
    user = all_of("USER", LAST_STAGE)[-1]
    assert int(user.split(":")[0]) > 0
    after = LAST_STAGE[[line[0] for line in LAST_STAGE].index("USER") :]
    assert not {"RUN", "COPY"} & {word for word, _ in after}


def test_has_a_health_check_and_an_exec_form_command() -> None:
    assert len(all_of("HEALTHCHECK", LAST_STAGE)) == 1
    assert all_of("CMD", LAST_STAGE)[-1].startswith("[")


def test_no_secret_is_baked_in() -> None:
    for line in [*all_of("ENV"), *all_of("COPY")]:
        assert not re.search(r"SECRET|PASSWORD|TOKEN|_KEY|_URL|\.env", line)


def test_copied_paths_exist_and_are_sent_to_the_builder() -> None:
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split() if line[0] == "!"
    }
    for line in all_of("COPY"):
        if line.startswith("--from"):
            continue
        for source in line.split()[:-1]:
            assert (ROOT / source).exists()
            assert source in sent


def test_serves_like_the_embedded_web_part() -> None:
    from portal.embedded.folder import Folder
    from portal.embedded.site import Site

    embedded = next(
        part for part in Site(Folder(Path("/x")), "127.0.0.1", 1, {}).parts() if part.name == "web"
    )
    words = set(re.findall(r'"([^"]+)"', all_of("CMD", LAST_STAGE)[-1]))
    assert set(embedded.command[2:]) - words <= {"127.0.0.1", "1"}
