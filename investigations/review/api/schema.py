"""The OpenAPI document of the API, and a shape of it that a page can show.

It is made once in a process: it depends on code alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

TAGS = ("records", "cases", "ingest")  # their order on the page; others follow
METHODS = ("get", "post", "put", "patch", "delete")


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the document names a person's API token."""

    target_class = "portal.accounts.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A person's API token, made under Account, or a source's ingest token.",
        }


def add_ingest(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The way in is a plain view, because it streams bodies; it is described here."""
    result["paths"]["/api/v1/ingest"] = {"post": INGEST}
    return result


INGEST: dict[str, Any] = {
    "operationId": "ingest",
    "summary": "Send records in",
    "description": "With a source's ingest token. 202 means that every byte is on disk; the records are searchable within two seconds.",
    "tags": ["ingest"],
    "security": [{"token": []}],
    "parameters": [
        {
            "name": "format",
            "in": "query",
            "schema": {"type": "string"},
            "description": "the format's name; without it, it is detected",
        },
        {
            "name": "Content-Encoding",
            "in": "header",
            "schema": {"type": "string", "enum": ["gzip"]},
            "description": "when the body is compressed",
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": {"type": "string", "description": "one record a line"}}
        },
    },
    "responses": {
        "202": {
            "description": "Accepted.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "accepted": {"type": "integer", "description": "bytes, decompressed"},
                            "batches": {
                                "type": "array",
                                "items": {"type": "integer"},
                                "description": "numbers of the batches",
                            },
                            "source": {"type": "string"},
                        },
                    }
                }
            },
        },
        "400": {"description": "The body is empty, damaged or cut short, or the format is not known."},
        "401": {"description": "The token is missing, wrong, expired or revoked."},
        "408": {"description": "It came too slowly. Nothing was taken."},
        "413": {"description": "Larger than one request may be."},
        "415": {
            "description": "By its first bytes no log, or packed in a way that is not said or not known."
        },
        "429": {
            "description": "The spool is full; Retry-After says when to send it again. Nothing was taken."
        },
        "503": {"description": "Nothing was taken; send it again."},
    },
}


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


@dataclass(frozen=True)
class Part:
    """A parameter, or a member of a body. ``place`` is query, path, header or empty."""

    name: str
    kind: str
    means: str
    place: str = ""
    required: bool = False
    default: str = ""


@dataclass(frozen=True)
class Answer:
    status: str
    means: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]
    answers: tuple[Answer, ...]


def groups() -> dict[str, list[Operation]]:
    """Operations by tag, for the readable page."""
    found: dict[str, list[Operation]] = {}
    for path, method, described in operations(document()):
        tag = (described.get("tags") or ["other"])[0]
        found.setdefault(tag, []).append(_operation(path, method, described))
    return {tag: found[tag] for tag in sorted(found, key=_place)}


def _place(tag: str) -> tuple[int, str]:
    return (TAGS.index(tag) if tag in TAGS else len(TAGS), tag)


def operations(whole: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in whole["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _operation(path: str, method: str, described: Mapping[str, Any]) -> Operation:
    parameters = tuple(
        _part(
            each["name"],
            each.get("schema", {}),
            each.get("description", ""),
            each["in"],
            bool(each.get("required")),
        )
        for each in described.get("parameters", [])
    )
    answers = tuple(
        Answer(
            status, each.get("description", ""), _members(each.get("content", {})) if status < "300" else ()
        )
        for status, each in sorted(described["responses"].items())
    )
    return Operation(
        described.get("operationId", ""),
        method.upper(),
        path,
        described.get("summary", ""),
        described.get("description", ""),
        parameters,
        _members(described.get("requestBody", {}).get("content", {})),
        answers,
    )


def _members(content: Mapping[str, Any]) -> tuple[Part, ...]:
    """The members of the first described body, one level deep."""
    for each in content.values():
        shape = _resolved(each.get("schema", {}))
        required = set(shape.get("required", []))
        return tuple(
            _part(name, member, member.get("description", ""), required=name in required)
            for name, member in shape.get("properties", {}).items()
        )
    return ()


def _part(name: str, schema: Mapping[str, Any], means: str, place: str = "", required: bool = False) -> Part:
    resolved = _resolved(schema)
    default = resolved.get("default", "")
    return Part(
        name,
        _kind(schema),
        means or resolved.get("description", ""),
        place,
        required,
        "" if default is None else str(default),
    )


def _kind(schema: Mapping[str, Any]) -> str:
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if "$ref" in schema or "allOf" in schema:
        return "object"
    return str(schema.get("format") or schema.get("type") or "any")


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref") or next((each.get("$ref") for each in schema.get("allOf", [])), None)
    if not reference:
        return schema
    found: Mapping[str, Any] = document()["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return found
