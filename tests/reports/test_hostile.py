"""Records that mean harm, in a case, on its page, and in both exports."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from investigations.cases.models import Case, CaseExport
from tests.cases.conftest import Cast
from tests.cases.making import evidence, pinned
from tests.people import LOOKING, signed_in_client
from tests.reports.test_export import fetch, prepare

HOSTILE = {
    "html": b"<script>alert(1)</script><img src=x onerror=alert(2)>\"'`</code></li></style></title>",
    "ansi": b"\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J",
    "nul": b"before\x00after",
    "not utf-8": b"caf\xe9 \xff\xfe \xed\xa0\x80",
    "bidi": "user \u202enimda\u202c \u2066x\u2069 \ufeff\u200bz".encode(),
    "lines": b"one\r\ntwo\nforged: admin\r",
    "template": b"{{ settings.SECRET_KEY }}{% debug %}",
    "1 MB": b"A" * 2**20 + b"<script>",
    "deep": json.dumps({"a": "</script><script>"}).encode(),
}
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "p",
    "svg",
    "path",
    "h1",
    "h2",
    "dl",
    "div",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "time",
    "span",
    "ol",
    "li",
    "strong",
    "code",
    "details",
    "summary",
    "br",
    "footer",
}


class Shape(HTMLParser):
    """Which elements and attributes a browser would find."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"href", "src", "action", "data", "srcset", "style"}:
                self.links.add(value or "")


@pytest.fixture
def hostile_case(cast: Cast, case: Case) -> Case:
    for position, (name, raw) in enumerate(HOSTILE.items()):
        named = {"user.name": raw.decode("utf-8", "surrogateescape")[:5000], f"x.{name}<b>\x00": "\x00\u202e"}
        pinned(case, cast.lead, evidence("bastion", raw, position=position, fields=named))
    return case


def test_the_html_file_is_inert(cast: Cast, hostile_case: Case) -> None:
    client, _ = prepare(cast.lead, hostile_case, "html")
    body = fetch(client, hostile_case, CaseExport.objects.get()).content
    text = body.decode("utf-8")
    shape = Shape()
    shape.feed(text)
    assert shape.elements <= ALLOWED
    assert not [name for name in shape.attributes if name.startswith("on") or name in {"src", "style"}]
    assert all(link.startswith("#entry-") for link in shape.links)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)
    policy = re.search(r"style-src '(sha256-[^']+)'", text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert policy and style
    found = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1] == f"sha256-{found}"


def test_the_json_file_keeps_every_byte(cast: Cast, hostile_case: Case) -> None:
    client, _ = prepare(cast.lead, hostile_case, "json")
    body = fetch(client, hostile_case, CaseExport.objects.get()).content
    entries = json.loads(body)["entries"]
    assert [base64.b64decode(entry["raw_base64"]) for entry in entries] == list(HOSTILE.values())
    for entry in entries:
        record = base64.b64decode(entry["record_base64"])
        assert hashlib.sha256(b"\x00" + record).hexdigest() == entry["leaf"]


def test_the_page_is_inert(cast: Cast, hostile_case: Case) -> None:
    answer = signed_in_client(cast.lead, purpose=LOOKING).get(reverse("cases:detail", args=[hostile_case.pk]))
    text = answer.content.decode("utf-8")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert len(text) < 600_000


def test_notes_are_inert(cast: Cast, case: Case) -> None:
    client = signed_in_client(cast.lead, purpose=LOOKING)
    client.post(
        reverse("cases:notes", args=[case.pk]), {"text": "<script>alert(1)</script>\nsecond \u202eline"}
    )
    page = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nsecond" in page
    assert "\u202eline" not in page.split("<textarea")[0]
