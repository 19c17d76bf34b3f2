"""Roles and what each may do. Deny by default: what is not listed here is not allowed."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    ANALYST = "analyst"
    INVESTIGATOR = "investigator"
    RECORDS_MANAGER = "records_manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Capability(StrEnum):
    READ_RECORDS = "read_records"
    READ_CASES = "read_cases"
    WORK_CASES = "work_cases"
    EXPORT = "export"
    UPLOAD = "upload"
    REPAIR = "repair_quarantine"
    REVEAL = "reveal_originals"
    READ_SOURCES = "read_sources"
    MANAGE_SOURCES = "manage_sources"
    MANAGE_RETENTION = "manage_retention"
    READ_RETENTION = "read_retention"
    READ_RECEIPTS = "read_receipts"
    MANAGE_PEOPLE = "manage_people"


MAY: dict[Role, frozenset[Capability]] = {
    Role.ANALYST: frozenset({Capability.READ_RECORDS, Capability.READ_CASES, Capability.READ_SOURCES}),
    Role.INVESTIGATOR: frozenset(
        {
            Capability.READ_RECORDS,
            Capability.READ_CASES,
            Capability.WORK_CASES,
            Capability.EXPORT,
            Capability.UPLOAD,
            Capability.REPAIR,
            Capability.REVEAL,
            Capability.READ_SOURCES,
        }
    ),
    Role.RECORDS_MANAGER: frozenset(
        {Capability.MANAGE_RETENTION, Capability.READ_RETENTION, Capability.READ_SOURCES}
    ),
    Role.AUDITOR: frozenset({Capability.READ_RECEIPTS, Capability.READ_RETENTION, Capability.READ_SOURCES}),
    Role.ADMINISTRATOR: frozenset(
        {
            Capability.MANAGE_PEOPLE,
            Capability.MANAGE_SOURCES,
            Capability.READ_SOURCES,
            Capability.READ_RETENTION,
            Capability.UPLOAD,
        }
    ),
}

# Whoever runs the system or checks it reads no records.
READERS = frozenset({Role.ANALYST, Role.INVESTIGATOR})
WATCHERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


def capabilities(roles: Iterable[Role]) -> frozenset[Capability]:
    return frozenset().union(*(MAY[role] for role in roles))


def conflict(roles: Iterable[Role]) -> str:
    """Why these roles may not be held together, or an empty string."""
    held = set(roles)
    if held & READERS and held & WATCHERS:
        return "An administrator or auditor reads no records, so the role cannot be combined with analyst or investigator."
    if Role.AUDITOR in held and len(held) > 1:
        return "An auditor checks everyone else and holds no other role."
    return ""
