"""Archives, packings and signatures: what is read, what is refused and why, and that nothing grows without bound."""

import contextlib
import gzip
import io
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
import zstandard
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from ingestion.receive.errors import ReceiveProblem
from ingestion.receive.unpack import Budget, walk
from ingestion.receive.unpack.budget import Bomb

LINES = b"first line\nsecond line\n"
Members = dict[str, bytes]


def zipped(members: Members) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return file.getvalue()


def tarred(members: Members, format: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def special(**fields: object) -> bytes:
    """A tar with one odd entry in front of a plain one."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        odd = tarfile.TarInfo("odd")
        for name, value in fields.items():
            setattr(odd, name, value)
        archive.addfile(odd)
        plain = tarfile.TarInfo("plain.log")
        plain.size = len(LINES)
        archive.addfile(plain, io.BytesIO(LINES))
    return file.getvalue()


def small(data: bytes, step: int = 1000) -> Iterator[bytes]:
    return (data[at : at + step] for at in range(0, len(data), step))


def read(name: str, data: bytes) -> dict[str, bytes | str]:
    """What is found under which name: its bytes, or why it is refused."""
    found: dict[str, bytes | str] = {}
    for one in walk(name, small(data), Budget()):
        try:
            if one.problem:
                raise one.problem
            found[one.name if one.path else ""] = b"".join(one.chunks)
        except Bomb:
            raise
        except ReceiveProblem as problem:
            found[one.name if one.path else ""] = str(problem)
    return found


# --- what is read ---------------------------------------------------------------------------------

TWO = {"var/log/auth.log": LINES, "b.json": b"{}\n"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.zip", zipped(TWO), id="zip"),
        pytest.param("a.tar", tarred(TWO), id="tar"),
        pytest.param("a.tar", tarred(TWO, tarfile.GNU_FORMAT), id="GNU tar"),
        pytest.param("a.tar.gz", gzip.compress(tarred(TWO)), id="tar.gz"),
        pytest.param("a.tgz", gzip.compress(tarred(TWO)), id="tgz"),
        pytest.param("a.tar.zst", zstandard.compress(tarred(TWO)), id="tar.zst"),
        pytest.param("export", zipped(TWO), id="a name that says nothing"),
    ],
)
def test_archives_give_their_members(name: str, data: bytes) -> None:
    assert read(name, data) == TWO


def test_a_member_without_a_name() -> None:
    assert read("a.zip", zipped({"": LINES, "b/": b"", "c.log": b"c"})) == {"unnamed": LINES, "c.log": b"c"}


def test_a_long_name_in_a_tar() -> None:
    name = "folder/" * 40 + "a.log"
    for format in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert list(read("a.tar", tarred({name: LINES}, format)).values()) == [LINES]


def test_packed_files_and_archives_inside_archives() -> None:
    inner = zipped({"deep.log": LINES})
    data = gzip.compress(tarred({"x.log.gz": gzip.compress(LINES), "inner.zip": inner}))
    assert read("a.tar.gz", data) == {"x.log.gz": LINES, "inner.zip/deep.log": LINES}


def test_too_deep_is_refused(settings: Settings) -> None:
    settings.ARCHIVE_MAX_DEPTH = 2
    data = zipped({"a.zip": zipped({"b.zip": zipped({"c.log": LINES})}), "plain.log": LINES})
    assert read("a.zip", data) == {
        "a.zip/b.zip": "It is packed more than 2 times over. Unpack it first.",
        "plain.log": LINES,
    }


# --- what is refused, member by member --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("/etc/passwd", "absolute", id="absolute"),
        pytest.param("C:\\logs\\a.log", "absolute", id="a drive"),
        pytest.param("../../etc/cron.d/x", "leads out", id="leads out"),
        pytest.param("a\\..\\..\\b.log", "leads out", id="leads out, Windows"),
    ],
)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_paths_that_lead_elsewhere(pack: Callable[[Members], bytes], name: str, said: str) -> None:
    found = read("a.zip" if pack is zipped else "a.tar", pack({name: LINES, "b.log": LINES}))
    assert found.pop("b.log") == LINES
    ((where, why),) = found.items()
    assert said in str(why)
    assert where == name.replace("\x00", "\ufffd")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, id="symbolic link"),
        pytest.param({"type": tarfile.LNKTYPE, "linkname": "plain.log"}, id="hard link"),
        pytest.param({"type": tarfile.CHRTYPE}, id="character device"),
        pytest.param({"type": tarfile.BLKTYPE}, id="block device"),
        pytest.param({"type": tarfile.FIFOTYPE}, id="pipe"),
    ],
)
def test_what_is_no_plain_file_in_a_tar(fields: dict[str, object]) -> None:
    found = read("a.tar", special(**fields))
    assert found["plain.log"] == LINES
    assert str(found["odd"]).startswith("It is a ")


def test_what_is_no_plain_file_in_a_zip() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("b.log", LINES)
        archive.writestr(zipfile.ZipInfo("odd.log"), LINES, compress_type=zipfile.ZIP_LZMA)
    data = bytearray(file.getvalue())
    assert read("a.zip", bytes(data)) == {
        "link": "It is a symbolic link.",
        "b.log": LINES,
        "odd.log": "It is compressed by method 14; use deflate.",
    }


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(zipped({"secret.log": LINES}))
    for at, signature in ((6, b"PK\x03\x04"), (8, b"PK\x01\x02")):
        data[data.index(signature) + at] |= 1
    assert read("a.zip", bytes(data)) == {"secret.log": "It is encrypted."}


def test_a_member_that_is_a_program_is_refused_alone() -> None:
    found = read("a.zip", zipped({"access.log": b"\x7fELF\x02\x01\x01" + bytes(600), "b.log": LINES}))
    assert found == {"access.log": "This is a program.", "b.log": LINES}


def test_a_damaged_member_does_not_pass_for_whole() -> None:
    data = bytearray(zipped({"a.log": LINES * 500, "b.log": LINES}))
    data[60] ^= 0xFF
    found = read("a.zip", bytes(data))
    assert str(found["a.log"]).startswith("It is damaged")
    assert found["b.log"] == LINES


def test_a_member_longer_than_it_says_is_refused() -> None:
    data = bytearray(zipped({"a.log": LINES * 10}))
    at = data.index(b"PK\x01\x02") + 24
    struct.pack_into("<L", data, at, 20)
    assert "damaged" in str(read("a.zip", bytes(data))["a.log"])


@pytest.mark.parametrize("cut", [100, 700, 1024, 1600], ids=["header", "content", "between", "second header"])
def test_a_tar_that_is_cut_short_says_so(cut: int) -> None:
    found = read("a.tar.gz", gzip.compress(tarred({"a.log": LINES, "b.log": LINES})[:cut]))
    assert any("damaged" in str(why) or "it is not" in str(why) for why in found.values())


def test_damage_in_the_middle_of_a_tar_is_not_its_end() -> None:
    data = bytearray(tarred({"a.log": LINES, "b.log": LINES, "c.log": LINES}))
    data[1024 + 148] ^= 0xFF  # the second member's checksum
    found = read("a.tar", bytes(data))
    assert found["a.log"] == LINES
    assert "damaged" in str(found[""])


def test_long_names_without_end_are_refused() -> None:
    long_name = tarfile.TarInfo("././@LongLink")
    long_name.type = tarfile.GNUTYPE_LONGNAME
    header = long_name.tobuf(tarfile.GNU_FORMAT)
    assert "damaged" in str(read("a.tar", header * 500 + tarred({"a.log": LINES}))[""])
    inside = tarred({"odd.tar": header * 500, "b.log": LINES})
    found = read("a.tar", inside)
    assert "damaged" in str(found["odd.tar"])
    assert found["b.log"] == LINES


@pytest.mark.parametrize("in_memory", [10, 2**20], ids=["temporary file", "memory"])
@pytest.mark.parametrize(
    ("record", "at", "value"),
    [
        pytest.param(b"PK\x05\x06", 16, 1000, id="in front of the beginning"),
        pytest.param(b"PK\x01\x02", 42, 2**31 - 1, id="behind the end"),
    ],
)
def test_members_that_are_nowhere(
    monkeypatch: pytest.MonkeyPatch, in_memory: int, record: bytes, at: int, value: int
) -> None:
    monkeypatch.setattr(import_module("ingestion.receive.unpack.walk"), "IN_MEMORY", in_memory)
    inner = bytearray(zipped({"a.log": LINES}))
    place = inner.rindex(record) + at
    (before,) = struct.unpack_from("<L", inner, place)
    struct.pack_into("<L", inner, place, before + value)
    found = read("a.zip", zipped({"inner.zip": bytes(inner), "b.log": LINES}))
    assert "damaged" in str(found["inner.zip/a.log"])
    assert found["b.log"] == LINES


# --- names and signatures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("access.log", b"MZ\x90\x00\x03" + bytes(200), "Windows program", id="PE"),
        pytest.param("access.log", b"\x7fELF\x02\x01", "a program", id="ELF"),
        pytest.param("access.log", b"\x89PNG\r\n\x1a\n", "PNG picture", id="PNG"),
        pytest.param("access.log", zipped(TWO), "ZIP archive, and its name says that it is text", id="zip as log"),
        pytest.param("report.docx", zipped(TWO), "its name says something else", id="Office document"),
        pytest.param("a.gz", LINES, "first bytes say that it is not", id="no gzip"),
        pytest.param("a.zip", LINES, "first bytes say that it is not", id="no zip"),
        pytest.param("a.tar", LINES, "first bytes say that it is not", id="no tar"),
        pytest.param("a.evtx", LINES, "first bytes say that it is not", id="no event log"),
        pytest.param("system.journal", b"LPKSHHRH" + bytes(100), "journalctl", id="systemd journal"),
        pytest.param("a.zip", b"PK\x03\x04" + bytes(100), "no directory", id="zip without directory"),
    ],
)  # fmt: skip
def test_what_contradicts_its_name_is_refused(name: str, data: bytes, said: str) -> None:
    ((_, why),) = read(name, data).items()
    assert said in str(why)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.log", gzip.compress(LINES), "it is packed with gzip", id="packed"),
        pytest.param("a.log", b"ElfFile\x00" + bytes(600), "a Windows event log", id="event log"),
        pytest.param("a.log", bytes(range(256)) * 2, "does not look like text", id="binary"),
        pytest.param("a.log", LINES * 20 + bytes(40), "", id="NULs at the end of a log"),
        pytest.param("a.log", b"MZ is a station, BZh is not\n", "", id="letters that begin a signature"),
    ],
)  # fmt: skip
def test_what_is_strange_and_can_be_read_is_flagged(name: str, data: bytes, said: str) -> None:
    (found,) = walk(name, small(data), Budget())
    assert found.problem is None
    assert said in found.flag if said else found.flag == ""


# --- bombs ------------------------------------------------------------------------------------------

ZEROS = bytes(16 * 2**20)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.gz", gzip.compress(ZEROS), "times its size", id="gzip"),
        pytest.param("a.zst", zstandard.compress(ZEROS), "times its size", id="zstd"),
        pytest.param("a.zip", zipped({"a.log": ZEROS}), "times its size", id="zip"),
        pytest.param("a.zip", zipped({"a.zip": zipped({"a.log": ZEROS})}), "times its size", id="zip in zip"),
        pytest.param("a.tar.gz", gzip.compress(tarred({"a.log": ZEROS})), "times its size", id="tar.gz"),
        pytest.param("a.gz", gzip.compress(gzip.compress(ZEROS)), "times its size", id="gzip in gzip"),
    ],
)
def test_a_bomb_ends_the_whole_file_with_little_memory(name: str, data: bytes, said: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Bomb, match=said):
            for one in walk(name, small(data), Budget()):
                for _ in one.chunks:
                    pass
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_too_many_members(settings: Settings) -> None:
    settings.ARCHIVE_MAX_MEMBERS = 10
    many = {f"{n}.log": b"x\n" for n in range(11)}
    for name, data in (("a.zip", zipped(many)), ("a.tar", tarred(many))):
        with pytest.raises(Bomb, match="more than 10 files"):
            read(name, data)


def test_too_many_bytes(settings: Settings) -> None:
    settings.ARCHIVE_MAX_BYTES = 100_000
    with pytest.raises(Bomb, match="more than 100,000 bytes"):
        read("a.zip", zipped({f"{n}.log": zlib.compress(bytes([n]) * 10, 0) * 2000 for n in range(5)}))


def test_a_directory_for_far_too_many_is_not_read(settings: Settings) -> None:
    settings.ARCHIVE_MAX_MEMBERS = 10
    data = bytearray(zipped({"a.log": LINES}))
    struct.pack_into("<L", data, data.rindex(b"PK\x05\x06") + 12, 2**30)
    with pytest.raises(Bomb, match="Its directory takes 1,073,741,824 bytes"):
        read("a.zip", bytes(data))


def test_a_second_end_record_inside_the_first_hides_nothing(settings: Settings) -> None:
    settings.ARCHIVE_MAX_MEMBERS = 10
    data = zipped({"a.log": LINES})
    end = struct.pack("<4s4sHHLLH", b"PK\x05\x06", b"PK\x05\x06", 1, 1, 2**30, 0, 0)
    with pytest.raises(Bomb, match="Its directory takes 1,073,741,824 bytes"):
        read("a.zip", data[: data.rindex(b"PK\x05\x06")] + end)


def test_no_room_for_an_inner_archive_is_no_fault_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda *most, **where: Full())
    (found,) = walk("a.zip", small(zipped(TWO)), Budget())
    assert found.problem is not None
    assert found.problem.retry_after > 0


def test_an_endless_tar_header_is_not_read() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 2**32
    with pytest.raises(Bomb, match="header has more than"):
        read("a.tar", info.tobuf() + bytes(2**20))


# --- any bytes --------------------------------------------------------------------------------------

SEEDS = [zipped(TWO), tarred(TWO), gzip.compress(tarred(TWO)), zipped({"a.tar": tarred(TWO)})]


@given(
    seed=st.sampled_from(SEEDS),
    flips=st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 255)), max_size=8),
    cut=st.integers(0, 4000),
)
@hypothesis_settings(max_examples=100, suppress_health_check=list(HealthCheck))
def test_any_damage_ends_in_a_reason(seed: bytes, flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(seed)
    for at, bits in flips:
        data[at % len(data)] ^= bits
    data = data[: len(data) - cut % len(data)] if cut % 3 == 0 else data
    with contextlib.suppress(Bomb):
        read("export", bytes(data))
