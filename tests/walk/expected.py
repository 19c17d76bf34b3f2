"""Who may go where, written down apart from the code, so that a slip in the code is seen here."""

ANALYST, INVESTIGATOR, RECORDS = "analyst", "investigator", "records_manager"
AUDITOR, ADMINISTRATOR = "auditor", "administrator"
EVERYONE = frozenset({ANALYST, INVESTIGATOR, RECORDS, AUDITOR, ADMINISTRATOR})
READERS = frozenset({ANALYST, INVESTIGATOR})
INVESTIGATORS = frozenset({INVESTIGATOR})
UPLOADERS = frozenset({INVESTIGATOR, ADMINISTRATOR})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
MANAGERS = frozenset({RECORDS})
POLICY = frozenset({RECORDS, AUDITOR, ADMINISTRATOR})
AUDITORS = frozenset({AUDITOR})

MAY_PASS: dict[str, frozenset[str]] = {
    "accounts:home": EVERYONE,
    "accounts:account": EVERYONE,
    "accounts:step_up": EVERYONE,
    "accounts:password": EVERYONE,
    "accounts:replace_second_factor": EVERYONE,
    "accounts:recovery_codes": EVERYONE,
    "accounts:revoke_others": EVERYONE,
    "accounts:revoke_session": EVERYONE,
    "accounts:new_token": EVERYONE,
    "accounts:revoke_token": EVERYONE,
    "accounts:people": ADMINISTRATORS,
    "accounts:new_person": ADMINISTRATORS,
    "accounts:person": ADMINISTRATORS,
    "accounts:change_roles": ADMINISTRATORS,
    "accounts:change_grants": ADMINISTRATORS,
    "accounts:deactivate": ADMINISTRATORS,
    "accounts:reactivate": ADMINISTRATORS,
    "accounts:reset": ADMINISTRATORS,
    "review:purpose": READERS,
    "review:search": READERS,
    "review:results": READERS,
    "review:older": READERS,
    "review:fields": READERS,
    "review:values": READERS,
    "review:cancel": READERS,
    "review:export": INVESTIGATORS,
    "review:event": READERS,
    "review:panel": READERS,
    "review:context": READERS,
    "review:compare": READERS,
    "review:originals": INVESTIGATORS,
    "review:copy": READERS,
    "cases:list": READERS,
    "cases:new": INVESTIGATORS,
    "cases:pin": READERS,
    "cases:pin_into": READERS,
    "cases:detail": READERS,
    "cases:edit": INVESTIGATORS,
    "cases:describe": INVESTIGATORS,
    "cases:close_page": INVESTIGATORS,
    "cases:close": INVESTIGATORS,
    "cases:reopen": INVESTIGATORS,
    "cases:members": INVESTIGATORS,
    "cases:member_remove": INVESTIGATORS,
    "cases:member_lead": INVESTIGATORS,
    "cases:notes": READERS,
    "cases:entry_edit": READERS,
    "cases:entry_remove": READERS,
    "cases:entry_move": READERS,
    "cases:compare": READERS,
    "cases:export": INVESTIGATORS,
    "cases:export_prepare": INVESTIGATORS,
    "cases:export_fetch": INVESTIGATORS,
    "receive:upload": UPLOADERS,
    "receive:progress": EVERYONE,
    "receive:sent": EVERYONE,
    "receive:files": UPLOADERS,
    "receive:bytes": UPLOADERS,
    "pipeline:batch": EVERYONE,
    "pipeline:quarantine": EVERYONE,
    "pipeline:source_quarantine": EVERYONE,
    "pipeline:repair": INVESTIGATORS,
    "pipeline:release": ADMINISTRATORS,
    "sources:list": EVERYONE,
    "sources:new": ADMINISTRATORS,
    "sources:detail": EVERYONE,
    "sources:edit": ADMINISTRATORS,
    "sources:csv": ADMINISTRATORS,
    "sources:open": ADMINISTRATORS,
    "sources:retention": ADMINISTRATORS,
    "sources:tokens": ADMINISTRATORS,
    "sources:rotate_token": ADMINISTRATORS,
    "sources:revoke_token": ADMINISTRATORS,
    "privacy:profiles": ADMINISTRATORS,
    "privacy:new": ADMINISTRATORS,
    "privacy:bench": ADMINISTRATORS,
    "privacy:edit": ADMINISTRATORS,
    "privacy:of_source": ADMINISTRATORS,
    "watch:edit": ADMINISTRATORS,
    "retention:classes": POLICY,
    "retention:create": MANAGERS,
    "retention:change": MANAGERS,
    "retention:holds": POLICY,
    "retention:runs": POLICY,
    "retention:start": MANAGERS,
    "retention:run": POLICY,
    "audit:receipts": AUDITORS,
    "audit:export": AUDITORS,
    "audit:receipt": AUDITORS,
    "audit:find_event": AUDITORS,
    "audit:seen": AUDITORS,
    "audit:activity": AUDITORS,
}

# Addresses at which records, copies of records or receipts are shown: a pass leaves a receipt, and so does a refusal.
LOOKS = frozenset(
    {
        "review:results", "review:older", "review:fields", "review:values", "review:event", "review:panel",
        "review:context", "review:compare", "cases:detail", "pipeline:quarantine", "pipeline:repair", "audit:receipts", "audit:receipt",
        "audit:seen", "audit:activity",
    }
)  # fmt: skip
# What the address is asked with; the others are asked with GET.
BY_POST = frozenset({"review:results", "review:older", "review:fields", "review:values"})
# Roles that see reasons and counts there but no record, so that nothing is looked at.
COUNTS_ONLY = {"pipeline:quarantine": EVERYONE - READERS}
