"""Records that mean harm. Each carries a word of its own, by which a search must find it again."""

import json

SCRIPT = "<script>window.owned=1</script>"
HANDLER = '"\'><img src=x onerror="window.owned=1"><svg onload="window.owned=1">'
LINK = "javascript:window.owned=1"
FETCH = "<link rel=stylesheet href=//203.0.113.9/x><iframe src=//203.0.113.9/y></iframe>"
BREAKOUT = "</code></textarea></style></title></script>-->" + SCRIPT


def document(word: str, **fields: object) -> bytes:
    return json.dumps({"timestamp": "2026-03-01T10:00:00Z", "message": word, **fields}).encode()


DOCUMENTS = {
    "qmarkup": document("qmarkup " + SCRIPT + HANDLER + FETCH + BREAKOUT),
    "qfields": document("qfields", **{"user.name": HANDLER, "host.name": SCRIPT, "event.action": BREAKOUT, "own": HANDLER}),
    "qnames": document("qnames", **{SCRIPT: "value", HANDLER: "value", "a.b.<b>c": {"<i>": "d"}}),
    "qlink": document("qlink", **{"url.original": LINK, "url.path": LINK, "trace.id": "data:text/html," + SCRIPT}),
    "qformula": document("=HYPERLINK(\"http://203.0.113.9/\",\"qformula\")", **{"user.name": "@SUM(1)", "host.name": "-1+1|cmd"}),
    "qlines": document("qlines\r\n2026-03-01T10:00:00Z forged: admin signed in\r\nSet-Cookie: forged=1\r\n\r\n"),
    "qansi": document("qansi \x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J\x9b31m"),
    "qbidi": document("qbidi user \u202enimda\u202c \u2066x\u2069 \ufeff\u200bz \u2028 \u2029"),
    "qnuljson": document("qnuljson before\x00after", **{"user.name": "a\x00b"}),
    "qtemplate": document("qtemplate {{ settings.SECRET_KEY }}{% debug %}{{ 7|add:'7' }} ${7*7}"),
    "qdeep": b'{"timestamp":"2026-03-01T10:00:00Z","message":"qdeep","a":' + b'{"a":' * 60 + b"1" + b"}" * 61,
}  # fmt: skip
LINES = {
    "pmarkup": b"pmarkup " + (SCRIPT + HANDLER + BREAKOUT).encode(),
    "pnul": b"pnul before\x00after\x00",
    "pansi": b"pansi \x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J",
    "pbytes": b"pbytes caf\xe9 \xff\xfe \xed\xa0\x80 \xc0\xaf",
    "pbidi": "pbidi user \u202enimda\u202c \u2066x\u2069".encode(),
    "preturn": b"preturn one\rtwo\rforged",
    "pformula": b"=cmd|' /C calc'!A0 pformula",
    "plong": b"plong " + b"A" * 1_000_000 + SCRIPT.encode(),
}
TOO_LONG = b"poversized " + b"A" * 2**20 + SCRIPT.encode()
NOT_READ = {
    "cut short": b'{"message": "' + SCRIPT.encode() + HANDLER.encode(),
    "bad time": b'{"timestamp": "<img src=x onerror=window.owned=1>", "message": "' + b"x" * 40 + b'"}',
    "no text": b"\x00\xff\x1b[31m" + SCRIPT.encode() + "\u202e".encode(),
}
QUERY = f'"{SCRIPT}" OR "=1+1" OR user.name:"<img src=x onerror=window.owned=1>"'
FILENAME = "<img src=x onerror=window.owned=1>\u202egol.txt"
