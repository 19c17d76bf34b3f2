"""Every kind of secret in every carrier goes; what only looks like one stays; the structure around it stays."""

import json
from base64 import b64decode, b64encode
from urllib.parse import quote

import pytest

from ingestion.normalise.masking import next_line
from ingestion.normalise.masking.keys import derive
from ingestion.normalise.masking.masker import Masker
from ingestion.normalise.masking.tokens import TOKEN
from tests.masking.table import (
    BASIC,
    CARRIERS,
    COMMANDS,
    HARMLESS,
    IN_URLS,
    KEYS,
    OF_SERVICES,
    PEM,
    TOKENS,
    TWO,
    TYPED,
    WORDS,
    in_json,
)

MASKER = Masker(derive("a key for tests, long enough to pass"))
TYPED_CARRIERS = {"plain": "got {} today", "start": "{} came", "json": '{{"m":"got {} today"}}', "equals": "x={} y=1",
                  "csv": "a,{},b", "quoted-csv": '"a","{}","b"', "query": "GET /x?v={}&w=1 HTTP/1.1",
                  "escapes": '{{"m":"a\\n{}\\tb"}}'}  # fmt: skip


def masked(line: str) -> str:
    body = MASKER.mask(line.encode()).body
    assert MASKER.mask(body).body == body, "masking twice differs from masking once"
    assert body.count(b"\n") == line.count("\n")
    if "PRIVATE KEY" not in line:
        assert MASKER.mask(line.encode() + b"\nx").body == body + b"\nx", (
            "a line is masked by what follows it"
        )
    return body.decode()


def check(carrier: str, secret: str, spelled: str) -> None:
    """The secret is gone, one token is there, and the rest is as it was."""
    line = carrier.format(spelled)
    out = masked(line)
    before, after = carrier.format("\x00").split("\x00")
    assert spelled not in out, out
    assert secret not in out, out
    assert out.endswith(after) and out.startswith(before[:20]), out
    assert TOKEN.search(out.encode()) is not None, out
    if carrier.startswith("{{") and '"' in carrier:
        assert json.loads(out).keys() == json.loads(line).keys()


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_passwords_go_from_every_carrier(carrier: str, word: str) -> None:
    spelled = in_json(word) if CARRIERS[carrier].startswith("{{") else word
    if carrier.startswith("xml"):
        spelled = word.replace("&", "&amp;")
    check(CARRIERS[carrier], word, spelled)


@pytest.mark.parametrize("carrier", TWO)
def test_a_secret_goes_that_stands_before_the_value_of_another(carrier: str) -> None:
    first, second = "Xylograph7Lm2", "Quern5tone4Wx"
    out = masked(TWO[carrier].format(first, second))
    assert first not in out and second not in out, out


def test_a_key_goes_that_stands_where_a_name_does() -> None:
    key = TYPED["github"]
    token = masked(key)
    for line in ("https://{}:x-oauth-basic@git.example/x", "https://{}:@git.example/x", "user {} password reset",
                 "u=https%3A%2F%2F{}%3Ax-oauth-basic%40git.example"):  # fmt: skip
        assert key not in (out := masked(line.format(key))) and token in out, out


def test_basic_credentials_that_end_a_text_leave_json() -> None:
    out = json.loads(masked('{"m":"HTTP_AUTHORIZATION: Basic YWRhOkF2c2Vyb21mQjE=", "n": 1}'))
    assert out.keys() == {"m", "n"} and "YWRh" not in out["m"]
    out = masked('Authorization: Basic username="ada", password="xylograph7"')
    assert "xylograph7" not in out and "ada" not in out


def test_what_is_written_as_digits_or_in_base64_stays_readable() -> None:
    line = "mysql\0-uroot\0-pXylograph7Lm2\0shop"
    out = masked("proctitle=" + line.encode().hex().upper())
    said = bytes.fromhex(out.partition("=")[2]).decode()
    assert said.startswith("mysql\0-uroot\0-psecretpassword") and said.endswith("\0shop")
    command = b64encode('ConvertTo-SecureString "Xylograph7Lm2" -Force'.encode("utf-16-le")).decode()
    out = masked(f"powershell.exe -enc {command}")
    said = b64decode(out.rpartition(" ")[2]).decode("utf-16-le")
    assert said.startswith('ConvertTo-SecureString "secretpassword') and said.endswith('" -Force')


@pytest.mark.parametrize(
    ("head", "each"),
    [
        ("INSERT INTO users (id, password) VALUES ", "(%d, 'Tr0ub4dor-%d'), "),
        ('{"m":"kind: Secret\\ndata:', "\\n  k%d: Tr0ub4dor-%d"),
    ],
    ids=["rows", "entries"],
)
def test_every_row_and_entry_goes_however_many(head: str, each: str) -> None:
    line = head + "".join(each % (number, number) for number in range(700))
    assert "Tr0ub4dor" not in masked(line)


def test_every_private_member_of_a_key_and_both_ends_of_a_change_go() -> None:
    out = masked(
        '{"kty":"RSA","e":"AQAB","d":"Xylograph7Lm2","p":"Quern5tone4Wx"} password: "Xylograph7Lm2" -> "Quern5tone4Wx"'
    )
    assert "Xylograph7" not in out and "Quern5" not in out and '"e":"AQAB"' in out


@pytest.mark.parametrize(
    "line",
    [
        "2026 " * 9 + "4111 1111 1111 1111",
        "2026-" * 9 + "2027, 4111-1111-1111-1111",
        "a=" + "2026+" * 90 + "4111+1111+1111+1111+2026",
        "a=" + "2026%20" * 70 + "4111%201111%201111%201111",
    ],
)
def test_a_card_behind_many_groups_of_four_is_taken_out(line: str) -> None:
    assert "1111" not in masked(line)


@pytest.mark.parametrize(
    ("line", "secrets"),
    [
        ("PRIVATE_KEY=-----BEGIN PRIVATE KEY----- MIIEvQIBADANBgkqhkiG9w0B t2f3ib3CNoRYU7EpxxVF -----END PRIVATE KEY-----", ["MIIE", "t2f3"]),
        (f"TLS_KEY_B64={b64encode(b'-----BEGIN EC PRIVATE KEY-----MHcCAQEEIB').decode()}", ["LS0t"]),
        (f"tls.key: {b64encode(b'-----BEGIN RSA PRIVATE KEY-----MIIEpAIBAA').decode()}", ["LS0t"]),
        ('Cookie: vm_soap_session="9830d209a523f4ca6c5cb19da271668e57af15fb"', ["9830d209"]),
        ("Cookie: MYSAPSSO2=AjExMDAgAA9wb3J0YWw61Nmvnmwn6d; path=/", ["AjExMD"]),
        ("MYSAPSSO2=AjExMDAgAA9wb3J0YWw61Nmvnmwn6d%2Bz; path=/;", ["AjExMD"]),
        ("ada::SHOP:b98dcf315eeaaaf6:634C957EFEAED3A080726E331EE766D0:0101000000000000AB", ["634C957E", "0101000000000000AB"]),
        ('{"routing_key":"1d9c2ad7a9930cc5a281da79ea6e1083","event_action":"trigger"}', ["1d9c2ad7"]),
        ("new client secret for app crm is now cpXpIba2gqNLm3BCZzY8pr8vtI42Ymwm5H6Q, keep it", ["cpXpIba2"]),
        ("duo: skey=DE15Et0OeLZ7Q44HwmLoqMVexl0oBRIb7XO3Wjzi host=x", ["DE15Et0O"]),
        ("TLSPSKValue=014c355d913b171a0d1d9c1ff28439d256558f5aea2537b2", ["014c355d"]),
        ("[client.admin] key = AQDnVXH+yg3A1xAAWVuLqbspGVkYnTtmWLOGRA==", ["AQDnVXH"]),
        ("recovery codes for user 12: f3k9-tq7w, 8mzx-20vp, hh1c-u6dn", ["f3k9", "8mzx", "hh1c"]),
        ("mnemonic created: vacuum island trumpet lizard hamster dignity banner inhale ecology elbow ostrich abandon", ["vacuum", "abandon"]),
        ('recovery phrase "vacuum island trumpet lizard hamster dignity banner inhale ecology elbow ostrich abandon"', ["vacuum", "abandon"]),
        ('unlocked with passphrase "validator nine Maple"', ["validator", "Maple"]),
        ("Please use the following password to proceed to installation:\n\n6d8a4c84821e25483ca24702d737640e\n", ["6d8a4c84"]),
        ("Password for the elastic user (reset with `bin/elasticsearch-reset-password -u elastic`):\n  ss0UdmPJPfM3goVX\n", ["ss0U"]),
        ("pin block=0D1EDEB8C9EE7B29", ["0D1EDEB8"]),
        ("Votre code de verification est : 118846", ["118846"]),
        ("login attempt [root/admin!@#2024] failed", ["admin", "2024"]),
        ("Login incorrect: [ada/two w0rds] (from client nas port 3)", ["two", "w0rds"]),
    ],
)  # fmt: skip
def test_nothing_of_it_is_left(line: str, secrets: list[str]) -> None:
    out = masked(line)
    assert not [secret for secret in secrets if secret in out], out


def test_the_short_last_line_of_a_putty_key_goes_too() -> None:
    text = "Private-Lines: 2\n" + "Zq7Lm2Xw9Rt4Kp8Vb3Nc6Hd1Fg5Js0YaZq7Lm2Xw\nFKX+W6QUgbA==\nPrivate-MAC: 00ff"
    assert "FKX+" not in masked(text) and "Private-MAC: 00ff" in masked(text)
    assert "ordinary" in masked(text.replace("FKX+W6QUgbA==", "an ordinary").replace("Private-MAC", "and"))


def test_a_card_and_a_cookie_have_one_token_however_they_are_written() -> None:
    plain = masked("4111111111111111")
    for spelled in ("4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111"):
        assert masked(spelled) == plain
        assert plain in masked(f'{{"card_number":"{spelled}"}}') and plain in masked(f'password="{spelled}"')
    assert masked("remember_token=Xylograph7")[-24:] == masked("token=Xylograph7")[-24:]


@pytest.mark.parametrize("track", ["%B4111111111111111^LOVELACE/ADA^29011010000000000?", ";4111111111111111=29011010000012345678?",
                                   "4111111111111111D29011010000012345678"])  # fmt: skip
def test_the_tracks_of_a_card_go_whole_under_its_number(track: str) -> None:
    out = masked(f"read {track} today")
    assert masked("4111111111111111") in out and "2901" not in out and "LOVELACE" not in out
    assert out.startswith("read ") and out.endswith(" today")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("carrier", IN_URLS)
def test_passwords_go_from_urls(carrier: str, word: str) -> None:
    check(IN_URLS[carrier], word, quote(word, safe=""))


@pytest.mark.parametrize("carrier", COMMANDS)
def test_passwords_go_from_commands_and_dumps(carrier: str) -> None:
    check(COMMANDS[carrier], "Xylograph7Lm2", "Xylograph7Lm2")


@pytest.mark.parametrize("carrier", TOKENS)
def test_tokens_go_from_headers_and_queries(carrier: str) -> None:
    check(TOKENS[carrier], "Zq7Lm2Xw9Rt4Kp8Vb3", "Zq7Lm2Xw9Rt4Kp8Vb3")


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("carrier", TYPED_CARRIERS)
def test_what_tells_itself_goes_from_anywhere(carrier: str, kind: str) -> None:
    check(TYPED_CARRIERS[carrier], TYPED[kind], TYPED[kind])


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("before", ["x\\n", "x\\u0026", "x%0A"], ids=["line-end", "ampersand", "url"])
def test_keys_go_from_behind_an_escape_that_stays(kind: str, before: str) -> None:
    line = '{"m":"' + before + KEYS[kind] + ' y"}'
    out = masked(line)
    assert out.startswith('{"m":"' + before + "secret") and out.endswith(' y"}')


def test_a_signed_token_goes_whole_behind_the_word_for_it() -> None:
    for said in ("rejected token {}: expired", "invalid session token {}", 'bad API key "{}"', "token {}"):
        assert masked(said.format(TYPED["jwt"])) == said.format(masked(TYPED["jwt"]))
    timed = "Zq7Lm2Xw9Rt4Kp8Vb3.aGk3Rw.Nc6Hd1Fg5Js0YaZq7Lm2Xw9Rt4K"
    assert masked(f"invalid token {timed} came") == f"invalid token {masked('token=' + timed)[6:]} came"
    assert masked("invalid token Zq7Lm2Xw9Rt4Kp8Vb3.Retrying now").endswith(".Retrying now")


@pytest.mark.parametrize(
    "line",
    ["Your one-time code is {}. It expires", "one-time code: {} sent", "the confirmation code is {} now"],
)
def test_codes_go_that_are_used_once(line: str) -> None:
    check(line, "705294", "705294")


@pytest.mark.parametrize("service", OF_SERVICES)
def test_what_ids_look_like_goes_beside_its_service_only(service: str) -> None:
    key = OF_SERVICES[service]
    check(service + " refused {} today", key, key)
    assert masked(f"node {key} came") == f"node {key} came"


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_a_secret_stays(name: str) -> None:
    assert masked(HARMLESS[name]) == HARMLESS[name]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_json_inside_json_stays_json(depth: int) -> None:
    said = json.dumps({"password": 'hun"ter2', "after": 1})
    for _ in range(depth):
        said = json.dumps({"log": said, "n": 1})
    out = masked(said)
    for _ in range(depth):
        out = json.loads(out)["log"]
    assert TOKEN.fullmatch(json.loads(out)["password"].encode())
    assert json.loads(out)["after"] == 1


@pytest.mark.parametrize(
    "line",
    [
        '{"pin":123456,"n":1}',
        '{"card":4111111111111111}',
        '{"a":[4111111111111111,2]}',
        '{"Authorization":12345678}',
    ],
)
def test_numbers_become_texts_so_that_json_stays_json(line: str) -> None:
    assert "secret" in str(json.loads(masked(line)))


def test_equal_secrets_have_equal_tokens_in_every_carrier() -> None:
    lines = [
        "password=hunter2",
        '{"password":"hunter2"}',
        '{"p":"{\\"password\\":\\"h\\u0075nter2\\"}"}',
        "https://ada:hunter2@x",
        "https://ada:hunt%65r2@x",
        f"Authorization: Basic {BASIC}",
        "--password hunter2",
        "<password>hunter2</password>",
    ]
    found = {token for line in lines for token in TOKEN.every(masked(line).encode())}
    assert len(found) == 1
    other = Masker(derive("another key for tests, also long enough"))
    assert other.mask(b"password=hunter2").body != MASKER.mask(b"password=hunter2").body


@pytest.mark.parametrize("prefix", ["", "Nov 21 20:00:00 web-1 app[7]: "])
def test_private_keys_go_line_by_line(prefix: str) -> None:
    lines = ["before", *(prefix + line for line in PEM), prefix + "after it"]
    out = masked("\n".join(lines)).split("\n")
    assert len(out) == len(lines)
    assert not any(part in line for part in PEM[1:-1] for line in out)
    assert (out[0], out[-1]) == (lines[0], lines[-1])


@pytest.mark.parametrize("whole", [True, False])
def test_private_keys_go_from_one_json_text(whole: bool) -> None:
    pem = "\n".join(PEM if whole else PEM[:-2])
    out = json.loads(masked(json.dumps({"key": pem, "n": 1})))
    assert "MIIE" not in str(out) and "Zx9w" not in str(out)
    assert out["n"] == 1


COOKIES = [
    '{"cookie":"prefs=a,b; remember_me=Xylograph7"}',
    '{"cookie":"version=2; remember_me=Xylograph7","n":1}',
    '{"cookie":"prefs=\\"a; b\\"; comment=1; remember_me=Xylograph7"}',
    '{"cookie":"flag; a b=c d; remember_me=Xylograph7"}',
    '{"Set-Cookie":"a=1; Path=/, remember_me=Xylograph7; Secure"}',
    '{"cookie":"path=Xylograph7; a=1"}',
    "Cookie: version=2; remember_me=Xylograph7",
    "Cookie: prefs=a,b; remember_me=Xylograph7 200",
    'Cookie: prefs="a,b"; remember_me=Xylograph7 200',
    "Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Secure; remember_me=Xylograph7 200",
    "Set-Cookie: a=1; Path=/ next password=Xylograph7",
]


@pytest.mark.parametrize("line", COOKIES)
def test_every_cookie_goes_whatever_stands_before_it(line: str) -> None:
    out = masked(line)
    assert "Xylograph7" not in out
    if line.startswith("{"):
        assert json.loads(out).keys() == json.loads(line).keys()


@pytest.mark.parametrize(
    "attributes",
    [
        "; Path=/",
        "; Path=\\/a; HttpOnly",
        "; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; SameSite=Lax; Secure",
    ],
)
def test_attributes_of_cookies_stay(attributes: str) -> None:
    for line in ('{"set-cookie":"a=1' + attributes + '"}', "Set-Cookie: a=1" + attributes):
        assert attributes in masked(line)


@pytest.mark.parametrize(
    "word", ["$ummer2024", "@dmin123", "@dmin", "$ecret1", "$ecret", ":hunter", "$1ncere"]
)
def test_passwords_that_begin_like_a_variable_go(word: str) -> None:
    lines = (
        f'{{"password":"{word}"}}',
        f"password={word} n=1",
        f"postgres://ada:{word}@db/x",
        f"net user ada {word} /add",
    )
    assert [out for out in map(masked, lines) if word in out] == []


@pytest.mark.parametrize(
    "word",
    [
        "$PASSWORD",
        "$1",
        "${DB_PASSWORD}",
        "$env:PW",
        "$db_password",
        "@password",
        "@p0",
        ":new_password",
        "%PW%",
    ],
)
def test_variables_stay(word: str) -> None:
    lines = (f'{{"password":"{word}"}}', f"--password {word} --x", f"net user ada {word} /add")
    assert [masked(line) for line in lines] == list(lines)


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ('Content-Disposition: form-data; name="password"\n', "{}"),
        ("S: 334 UGFzc3dvcmQ6", "C: {}"),
        ("C: A1 LOGIN ada@example.com {{9+}}", "{}"),
        ("AUTH PLAIN\n334 ", "{}"),
        ("+OK send it", "PASS {}"),
        ("331 Password required", "PASS {}"),
        ('  ["password"]=>', '  string(9) "{}"'),
        ("secrets:\n  - name: api", "    value: {}"),
    ],
)
def test_a_password_goes_from_below_the_line_that_asks_for_it(above: str, line: str) -> None:
    out = masked(f"{above}\n{line}\ndone".format("harbor7"))
    assert "harbor7" not in out
    assert out.startswith(above.format()) and out.endswith("\ndone")
    assert out.count("secretpassword") + out.count("secretsecret") == 1


def test_only_a_line_that_asks_has_the_whole_batch_looked_through_again() -> None:
    """A server asks at the end of its line; numbers and words that happen to be in one ask nobody."""
    for line in (b"331 Password required for ada.", b"< 331 Password required", b"+OK send it"):
        assert next_line.asks(line)
    for line in (
        b'{"trace":"a33107","message":"password=x"}',
        b'331 GET /login?password=x HTTP/1.1 200 "-" "a"',
        b"+OK " + b"x" * 99,
    ):
        assert not next_line.asks(line)
