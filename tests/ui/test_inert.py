"""Text of records is shown as text: no markup survives, and nothing hides."""

import html
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.inert import as_text, inert

TAGS = (
    "<script>",
    "</span>",
    '<img src=x onerror="a">',
    "<!--",
    "]]>",
    "&lt;",
    "\x1b[31m",
    "\x1b[<b>m",
    "\u202e",
    "\r\n",
)
HOSTILE = st.lists(st.one_of(st.text(), st.sampled_from(TAGS)), max_size=8).map("".join)


class Reader(HTMLParser):
    """What a browser would make of it: the tags, and the text outside and inside our markers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[tuple[str, tuple[tuple[str, str | None], ...]]] = set()
        self.other: list[str] = []
        self.plain: list[str] = []
        self.open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, tuple(attrs)))
        self.open += tag == "span"

    def handle_endtag(self, tag: str) -> None:
        self.open -= tag == "span"

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.plain.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def read(source: str) -> Reader:
    reader = Reader()
    reader.feed(source)
    reader.close()
    return reader


def hides(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cf", "Cs", "Zl", "Zp"} or (category == "Zs" and character != " ")


@given(st.one_of(HOSTILE, st.binary(), HOSTILE.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_nothing_is_interpreted_and_nothing_hides(value: str | bytes) -> None:
    shown = inert(value)
    reader = read(shown)
    assert reader.tags <= {("span", (("class", "ctl"),))}
    assert not reader.other
    assert not [character for character in shown if hides(character)]


@given(HOSTILE.map(lambda text: text.replace("\x1b", "")))
def test_everything_visible_is_kept_in_order(text: str) -> None:
    visible = "".join(character for character in text if "ctl" not in inert(character))
    assert "".join(read(inert(text)).plain) == visible


@given(HOSTILE, st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_marks_change_nothing_but_add_marks(text: str, terms: list[str]) -> None:
    marked = read(inert(text, terms=terms))
    assert marked.tags <= {("span", (("class", "ctl"),)), ("mark", ())}
    assert not marked.other


def test_every_character_without_a_shape_gets_a_marker() -> None:
    missed = [
        f"U+{code:04X}" for code in range(0x110000) if hides(chr(code)) and "ctl" not in inert(chr(code))
    ]
    assert not missed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(b"caf\xe9", r"caf<\xe9>", id="a byte that is not UTF-8"),
        pytest.param("caf\u00e9", "caf\u00e9", id="the same letter as a character"),
        pytest.param(b"a\x00b", r"a<\x00>b", id="NUL"),
        pytest.param("\x1b[31mred\x1b[0m", r"<\x1b[31m>red<\x1b[0m>", id="ANSI colour"),
        pytest.param("\x1b]0;title\x07", r"<\x1b>]0;title<\x07>", id="ANSI title"),
        pytest.param("exe\u202egpj.", r"exe<\u202e>gpj.", id="right-to-left override"),
        pytest.param("pay\u200bpal", r"pay<\u200b>pal", id="zero-width space"),
        pytest.param("\ufeffstart", r"<\ufeff>start", id="byte order mark"),
        pytest.param("a\r\nb\tc", r"a<\r><\n>b<\t>c", id="line ends and tab"),
        pytest.param("a\u0085b", r"a<\u0085>b", id="C1 control as a character"),
        pytest.param("\U000e0041", r"<\U000e0041>", id="tag character"),
        pytest.param("ab\u3164", r"ab<\u3164>", id="a letter that draws nothing"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_markers_say_what_was_there(value: object, expected: str) -> None:
    assert html.unescape(re.sub(r'<span class="ctl">(.*?)</span>', r"<\1>", inert(value))) == expected


def test_lines_break_only_when_asked() -> None:
    assert inert("a\nb", lines=True) == "a\nb"
    assert "\n" not in inert("a\nb")


def test_terms_match_without_case_and_inside_escaped_text() -> None:
    assert inert("<Fail fail>", terms=["FAIL"]) == "&lt;<mark>Fail</mark> <mark>fail</mark>&gt;"


def test_bytes_and_text_are_read_alike() -> None:
    assert as_text("snow ❄".encode()) == as_text("snow ❄") == as_text(memoryview("snow ❄".encode()))
