"""The OWASP Logging Vocabulary in what senders write: ``authn_login_fail:alice`` is an action and its subject."""

PREFIXES = (
    "authn", "authz", "crypt", "excess", "input", "malicious", "privilege", "sensitive", "sequence", "session",
    "sys", "upload", "user",
)  # fmt: skip
VOCABULARY = rf"^({'|'.join(PREFIXES)})_[a-z_]+(?:[:,\[]|$)"
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
# Their first argument is the account.
NAMING_A_USER = r"^(authn|authz|session|user|privilege)_"


def is_owasp(action: str) -> str:
    return f"match({action}, '{VOCABULARY}')"


def name_of(action: str) -> str:
    return f"extract({action}, '^[a-z_]+')"


def subject_of(action: str) -> str:
    """The account in ``authn_login_fail:alice,…``; empty when there is none."""
    return f"if(match({action}, '{NAMING_A_USER}'), extract({action}, '^[a-z_]+[:,\\\\[]\\\\s*([^,\\\\]]+)'), '')"


def outcome_of(action: str) -> str:
    return f"""multiIf(
        match({action}, '_success(_|$)|^user_created$|^session_created$'), 'success',
        match({action}, '_fail(_|$)|_fail_|_failure$|_lock$|_expired'), 'failure', '')"""


def category_of(action: str) -> str:
    names = ", ".join(f"'{name}'" for name in CATEGORIES)
    values = ", ".join(f"'{value}'" for value in CATEGORIES.values())
    return f"transform(extract({action}, '^[a-z]+'), [{names}], [{values}], '')"
