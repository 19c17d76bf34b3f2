"""Signed requests: made by a library of others, by the documented lines of Python, and by curl with OpenSSL."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from ingestion.pipeline.models import Batch, SpoolItem, VerifiedBy
from ingestion.sources import signing_keys, token_use
from ingestion.sources.models import IngestToken, SeenSignature, Source
from portal.audit.models import AuditEvent
from portal.core.secrets import new_secret
from tests.senders.conftest import Sealed, spooled
from tests.senders.signing import COVERED, send, signed

PYTHON = sys.executable
DOCS = (Path(__file__).parents[2] / "docs/sending.md").read_text(encoding="utf-8")
BODY = b'{"message": "drawer open", "timestamp": "2026-11-21T10:00:00Z"}\n'


@pytest.fixture
def signer(source: Source) -> str:
    secret = new_secret("lti")
    IngestToken.objects.create(
        source=source,
        name="signer",
        kind=IngestToken.Kind.SIGNED,
        prefix=secret.prefix,
        digest=secret.digest,
        sealed_key=signing_keys.seal(secret.plain, secret.prefix),
    )
    return secret.plain


URL = "/api/v1/ingest"


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def reasons() -> list[str]:
    return [event.detail["reason"] for event in AuditEvent.objects.order_by("pk")]


def test_what_was_signed_is_taken_and_says_so(client: Client, signer: str, sealed: Sealed) -> None:
    answer = send(client, signed(URL, BODY, signer, nonce="n-1"))
    assert answer.status_code == 202, answer.text
    assert [event["message"] for event in sealed()] == ["drawer open"]
    batch = Batch.objects.get()
    assert (batch.verified_by, batch.sender) == (VerifiedBy.SIGNATURE, signer[:12])


def test_a_signature_is_believed_once(client: Client, signer: str) -> None:
    request = signed(URL, BODY, signer, nonce="n-1")
    assert send(client, request).status_code == 202
    assert code_of(send(client, request)) == (401, "signature_replayed")
    assert send(client, signed(URL, BODY, signer, nonce="n-2")).status_code == 202
    assert len(spooled()) == 2
    assert reasons() == ["replayed"]
    assert AuditEvent.objects.get().name == "authn_token_reuse"


def test_an_old_signature_is_forgotten_after_its_time_only(client: Client, signer: str) -> None:
    assert send(client, signed(URL, BODY, signer)).status_code == 202
    assert token_use.forget_signatures() == 0
    SeenSignature.objects.update(forget_at=datetime.now(UTC) - timedelta(seconds=1))
    assert token_use.forget_signatures() == 1


@pytest.mark.parametrize("seconds", [-400, 400])
def test_a_time_outside_the_window_is_refused(client: Client, signer: str, seconds: int) -> None:
    when = datetime.now(UTC) + timedelta(seconds=seconds)
    assert code_of(send(client, signed(URL, BODY, signer, created=when))) == (401, "signature_stale")
    assert (reasons(), spooled()) == (["stale"], [])


def test_a_signature_that_has_expired_is_refused(client: Client, signer: str) -> None:
    over = datetime.now(UTC) - timedelta(seconds=1)
    assert code_of(send(client, signed(URL, BODY, signer, expires=over))) == (401, "signature_stale")


def test_another_body_is_refused_and_not_kept(client: Client, signer: str) -> None:
    request = signed(URL, BODY, signer)
    other = httpx.Request(
        "POST", request.url, headers=request.headers, content=BODY.replace(b"open", b"shut")
    )
    assert code_of(send(client, other)) == (400, "digest_mismatch")
    assert not SpoolItem.objects.exists()


def test_a_long_body_is_taken_whole_or_not_at_all(client: Client, signer: str, settings: object) -> None:
    """The first batches of a request are written before its last byte has shown that the digest is right."""
    settings.MAX_BATCH_BYTES = 2**16  # type: ignore[attr-defined]
    body = b"".join(b'{"message": "line %d"}\n' % number for number in range(10_000))
    request = signed(URL, body, signer)
    changed = body[:-10] + b"x" + body[-9:]
    other = httpx.Request("POST", request.url, headers=request.headers, content=changed)
    assert code_of(send(client, other)) == (400, "digest_mismatch")
    assert not SpoolItem.objects.exists()
    assert send(client, signed(URL, body, signer, nonce="again")).status_code == 202
    assert b"".join(spooled()) == body


@pytest.mark.parametrize(
    "change",
    [
        lambda request: request.headers.update({"Content-Type": "text/plain"}),
        lambda request: setattr(request, "method", "PUT"),
        lambda request: setattr(request, "url", request.url.copy_with(path="/gelf")),
        lambda request: request.headers.update(
            {"Signature-Input": request.headers["Signature-Input"].replace("n-1", "n-2")}
        ),
    ],
    ids=["type", "method", "path", "nonce"],
)
def test_what_is_covered_cannot_be_changed(client: Client, signer: str, change: object) -> None:
    request = signed(URL, BODY, signer, nonce="n-1")
    change(request)  # type: ignore[operator]
    assert send(client, request).status_code in {401, 405}
    assert not SpoolItem.objects.exists()


@pytest.mark.parametrize(
    ("query", "covered", "named"),
    [
        ("", ("@method", "@path"), "content-digest"),
        ("", ("@method", "@path", "content-digest"), "content-type"),
        ("", ("@path", "content-digest", "content-type"), "@method"),
        ("?format=plain", COVERED, "@query"),
    ],
)
def test_less_than_what_matters_is_refused(
    client: Client, signer: str, query: str, covered: tuple[str, ...], named: str
) -> None:
    answer = send(client, signed(URL + query, BODY, signer, covered=covered))
    assert code_of(answer) == (401, "bad_signature")
    assert named in answer.json()["detail"]


def test_a_query_can_be_signed(client: Client, signer: str) -> None:
    answer = send(client, signed(f"{URL}?format=ndjson", BODY, signer, covered=(*COVERED, "@query")))
    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Signature-Input", "x"),
        ("Signature-Input", 'a=("@method" "@path" "content-digest" "content-type")'),
        ("Signature-Input", 'a=("@method";req);created=1;keyid="k"'),
        ("Signature-Input", 'a=("@method" "@method");created=1;keyid="k"'),
        ("Signature-Input", 'a=();created=1;keyid="k";alg="rsa-v1_5-sha256"'),
        ("Signature-Input", 'a=();created=?1;keyid="k"'),
        ("Signature-Input", "a=1, b=2"),
        ("Signature-Input", "é"),
        ("Signature-Input", "a" * 5000),
        ("Signature", "a"),
        ("Content-Digest", "md5=:AAAA:"),
        ("Content-Digest", "sha-256=1"),
    ],
)
def test_nonsense_is_refused(client: Client, signer: str, field: str, value: str) -> None:
    answer = send(client, signed(URL, BODY, signer, label="a"), **{field.replace("-", "_"): value})
    assert code_of(answer) == (401, "bad_signature")
    assert reasons() == ["malformed_signature"]


def test_who_may_sign(client: Client, signer: str, token: str, source: Source) -> None:
    """Another's key, a bearer token used as a key, an unknown name, and a token that was revoked."""
    assert code_of(send(client, signed(URL, BODY, signer[:-1] + "-"))) == (401, "not_authenticated")
    assert code_of(send(client, signed(URL, BODY, token))) == (401, "not_authenticated")
    assert code_of(send(client, signed(URL, BODY, signer, keyid="lti_00000000"))) == (
        401,
        "not_authenticated",
    )
    IngestToken.objects.filter(prefix=signer[:12]).update(revoked_at=datetime.now(UTC))
    assert code_of(send(client, signed(URL, BODY, signer))) == (401, "not_authenticated")
    assert reasons() == ["bad_signature", "unknown", "revoked"]


def test_a_signature_that_does_not_match_says_what_to_check_and_nothing_of_tokens(
    client: Client, signer: str, token: str
) -> None:
    """Another's key, another content of what is covered, a name that is unknown, a token that does not sign: all alike."""
    changed = signed(URL, BODY, signer)
    changed.headers["Content-Type"] = "text/plain"
    answers = [
        send(client, request).json()["detail"]
        for request in (
            signed(URL, BODY, signer[:-1] + "-"),
            changed,
            signed(URL, BODY, signer, keyid="lti_00000000"),
            signed(URL, BODY, token),
        )
    ]
    assert len(set(answers)) == 1
    assert answers[0].startswith("The signature does not match the request.")
    assert "keyid is the first twelve characters" in answers[0]
    assert "Bearer" not in answers[0]


def test_a_key_that_signs_is_never_sent(client: Client, signer: str) -> None:
    answer = client.post(URL, BODY, "text/plain", headers={"Authorization": f"Bearer {signer}"})
    assert code_of(answer) == (401, "signature_required")
    assert reasons() == ["sent"]


def test_a_source_may_want_signatures(client: Client, signer: str, token: str, source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(require_signature=True)
    for path in ("/api/v1/ingest", "/loki/api/v1/push", "/gelf", "/v1/logs"):
        answer = client.post(path, BODY, "application/json", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, path
    assert send(client, signed(URL, BODY, signer)).status_code == 202
    assert reasons() == ["unsigned"]


def test_a_key_sealed_under_another_secret_lets_nobody_in(client: Client, signer: str) -> None:
    IngestToken.objects.filter(prefix=signer[:12]).update(sealed_key=b"x" * 90)
    assert code_of(send(client, signed(URL, BODY, signer))) == (401, "not_authenticated")
    assert reasons() == ["key_unreadable"]


def documented(language: str) -> str:
    """The first block of that language in the documentation that signs."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return str(next(block for block in blocks if "ignature" in block))


def test_the_documented_senders_work(portal: str, signer: str, tmp_path: Path) -> None:
    """Each in an environment of its own, against a real socket."""
    (tmp_path / "records.ndjson").write_bytes(BODY)
    said = run([PYTHON, "-c", documented("python")], portal, signer, tmp_path)
    assert "202" in said
    if all(map(shutil.which, ("curl", "openssl", "bash"))):
        assert '"accepted"' in run(["bash", "-euc", documented("sh")], portal, signer, tmp_path)
    assert set(spooled()) == {BODY}


def run(command: list[str], portal: str, token: str, folder: Path) -> str:
    """What it prints; an AssertionError with its complaint when it fails."""
    *start, script = command
    done = subprocess.run(
        [*start, script.replace("https://lantern.example.org", portal)],
        cwd=folder,
        env={"LANTERN_TOKEN": token, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
