"""The OWASP Logging Vocabulary in what senders write: ``authn_login_fail:alice`` is an action and its subject.

Each expression has the text as its only variable: over a ``LowCardinality`` column the engine then computes it once
for each different value and not for each record.
"""

from ingestion.normalise.times import literal

FAMILIES = (
    "authn", "authz", "crypt", "excess", "input", "malicious", "privilege", "sensitive", "sequence", "session",
    "sys", "upload", "user",
)  # fmt: skip
FAMILY = "|".join(FAMILIES)
END = r"(?:[:,\[]|$)"  # of the name: its arguments follow, or nothing
# ECS categories of the vocabulary's families.
CATEGORIES = {
    "authn": "authentication",
    "authz": "iam",
    "privilege": "iam",
    "user": "iam",
    "session": "session",
    "upload": "file",
    "malicious": "intrusion_detection",
    "sys": "host",
}
OUTCOMES = {
    "success": "success",
    "created": "success",
    "fail": "failure",
    "failure": "failure",
    "lock": "failure",
    "expired": "failure",
}
# Their first argument is the account.
NAMING_A_USER = "authn|authz|session|user|privilege"
FIRST_GROUP = r"\1"


ACTION = rf"(?s)^((?:{FAMILY})_[a-z_]+)[:,\[].*$"
IN_FAMILY = rf"^({FAMILY})_[a-z_]+{END}"
WITH_OUTCOME = rf"^(?:{FAMILY})_(?:[a-z_]*_)?({'|'.join(OUTCOMES)})(?:_[a-z_]*)?{END}"
SUBJECT = rf"^(?:{NAMING_A_USER})_[a-z_]+[:,\[]\s*([^,\]]+)"


def action_of(text: str) -> str:
    """The name without its arguments; other texts as they are."""
    return f"replaceRegexpOne({text}, {literal(ACTION)}, {literal(FIRST_GROUP)})"


def category_of(text: str) -> str:
    return _meaning(f"extract({text}, {literal(IN_FAMILY)})", CATEGORIES)


def outcome_of(text: str) -> str:
    return _meaning(f"extract({text}, {literal(WITH_OUTCOME)})", OUTCOMES)


def subject_of(text: str) -> str:
    """The account in ``authn_login_fail:alice,…``; empty when there is none."""
    return f"extract({text}, {literal(SUBJECT)})"


def _meaning(word: str, table: dict[str, str]) -> str:
    words = ", ".join(f"'{one}'" for one in table)
    values = ", ".join(f"'{one}'" for one in table.values())
    return f"transform({word}, [{words}], [{values}], '')"
