"""What the numbers of Windows events mean: action, category, outcome, and whose name the event's own user is.

https://learn.microsoft.com/en-us/windows-server/identity/ad-ds/plan/appendix-l--events-to-monitor and
https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/advanced-security-auditing-faq
"""

SECURITY = "Microsoft-Windows-Security-Auditing"
SUBJECT, TARGET = "SubjectUserName", "TargetUserName"
Meaning = tuple[str, str, str, str]
MEMBER = ("privilege_permissions_changed", "iam", "success", SUBJECT)
# Groups of security and of distribution, local, global and universal: created, changed, with a member more, with one less, deleted.
GROUPS = (
    (4731, 4735, 4732, 4733, 4734), (4727, 4737, 4728, 4729, 4730), (4754, 4755, 4756, 4757, 4758),
    (4744, 4745, 4746, 4747, 4748), (4749, 4750, 4751, 4752, 4753), (4759, 4760, 4761, 4762, 4763),
)  # fmt: skip
MEMBERS = frozenset(number for _, _, more, less, _ in GROUPS for number in (more, less))
ABOUT_GROUPS = frozenset(number for numbers in GROUPS for number in numbers) | {4764, 4799}
COMPUTERS = frozenset((4741, 4742, 4743))


def _by_subject(category: str, outcome: str, actions: dict[int, str]) -> dict[int, Meaning]:
    return {number: (action, category, outcome, SUBJECT) for number, action in actions.items()}


# number: (action, category, outcome, whose name it is); without an outcome the event's keywords say it
EVENTS: dict[int, Meaning] = {
    4624: ("authn_login_success", "authentication", "success", TARGET),
    4625: ("authn_login_fail", "authentication", "failure", TARGET),
    4627: ("group_membership_listed", "iam", "success", TARGET),
    4634: ("session_closed", "session", "success", TARGET),
    4647: ("session_closed", "session", "success", TARGET),
    4648: ("authn_explicit_credentials", "authentication", "", SUBJECT),
    4649: ("replay_attack_detected", "authentication", "failure", TARGET),
    4740: ("authn_login_lock", "authentication", "failure", TARGET),
    4768: ("kerberos_ticket_requested", "authentication", "", TARGET),
    4769: ("kerberos_service_ticket_requested", "authentication", "", TARGET),
    4770: ("kerberos_service_ticket_renewed", "authentication", "success", TARGET),
    4771: ("authn_login_fail", "authentication", "failure", TARGET),
    4772: ("authn_login_fail", "authentication", "failure", TARGET),
    4776: ("credentials_validated", "authentication", "", TARGET),
    4778: ("session_created", "session", "success", "AccountName"),
    4779: ("session_closed", "session", "success", "AccountName"),
    4800: ("workstation_locked", "session", "success", TARGET),
    4801: ("workstation_unlocked", "session", "success", TARGET),
    4608: ("sys_startup", "host", "success", ""),
    4609: ("sys_shutdown", "host", "success", ""),
    **_by_subject("process", "success", {4688: "process_created", 4689: "process_ended"}),
    **_by_subject("iam", "success", {
        4672: "authz_admin", 4670: "privilege_permissions_changed", 4703: "authz_change", 4704: "authz_change", 4705: "authz_change",
        4717: "authz_change", 4718: "authz_change", 4720: "user_created", 4722: "user_updated", 4725: "user_archived",
        4726: "user_deleted", 4738: "user_updated", 4767: "user_updated", 4781: "user_updated", 4765: "user_updated",
        4741: "user_created", 4742: "user_updated", 4743: "user_deleted", 4764: "group_updated", 4797: "blank_password_queried",
        4798: "group_membership_listed", 4799: "group_members_listed", 4964: "authz_admin",
    }),
    **_by_subject("iam", "", {
        4673: "privilege_used", 4674: "privileged_operation", 4723: "authn_password_change", 4724: "authn_password_change",
        4794: "authn_password_change", 4793: "password_policy_checked", 4662: "object_operation_performed",
    }),
    **_by_subject("configuration", "success", {
        4616: "system_time_changed", 4697: "service_installed", 4698: "scheduled_task_created", 4699: "scheduled_task_deleted",
        4700: "scheduled_task_enabled", 4701: "scheduled_task_disabled", 4702: "scheduled_task_updated", 4719: "audit_policy_changed",
        4706: "domain_trust_added", 4707: "domain_trust_removed", 4713: "kerberos_policy_changed", 4716: "domain_trust_changed",
        4739: "domain_policy_changed", 4817: "audit_policy_changed", 4902: "audit_policy_created", 4904: "audit_source_added",
        4905: "audit_source_removed", 4906: "audit_policy_changed", 4907: "audit_policy_changed", 4908: "audit_policy_changed",
        4912: "audit_policy_changed", 5136: "directory_object_changed", 5137: "directory_object_created",
        5138: "directory_object_restored", 5139: "directory_object_moved", 5141: "directory_object_deleted",
    }),
    **_by_subject("", "", {4656: "object_requested", 4658: "object_closed", 4659: "object_deletion_requested", 4660: "object_deleted",
                           4663: "object_accessed"}),
    **_by_subject("registry", "", {4657: "registry_value_changed"}),
    **_by_subject("file", "", {4664: "file_linked", 5140: "share_accessed", 5145: "share_file_accessed", 5142: "share_created",
                               5143: "share_changed", 5144: "share_deleted"}),
    **{numbers[0]: ("group_created", "iam", "success", SUBJECT) for numbers in GROUPS},
    **{numbers[1]: ("group_updated", "iam", "success", SUBJECT) for numbers in GROUPS},
    **dict.fromkeys(MEMBERS, MEMBER),
    **{numbers[4]: ("group_deleted", "iam", "success", SUBJECT) for numbers in GROUPS},
    5156: ("network_connection", "network", "success", ""),
    5157: ("network_connection_denied", "network", "failure", ""),
    6272: ("authn_login_success", "authentication", "success", SUBJECT),
    6273: ("authn_login_fail", "authentication", "failure", SUBJECT),
}  # fmt: skip
# What a failure of them is called.
FAILED = {
    4723: "authn_password_change_fail",
    4724: "authn_password_change_fail",
    4768: "authn_login_fail",
    4776: "authn_login_fail",
}
SYSMON, POWERSHELL = "Microsoft-Windows-Sysmon", "Microsoft-Windows-PowerShell"
APPLOCKER, DEFENDER = "Microsoft-Windows-AppLocker", "Microsoft-Windows-Windows Defender"
TASKS = "Microsoft-Windows-TaskScheduler"
RUN, WOULD_BLOCK, BLOCKED = (
    ("process_allowed", "process", "success"),
    ("process_would_be_blocked", "process", "success"),
    ("authz_fail", "process", "failure"),
)
_OF_SYSMON = {
    1: ("process_created", "process"), 2: ("file_time_changed", "file"), 3: ("network_connection", "network"), 4: ("service_state_changed", "process"),
    5: ("process_ended", "process"), 6: ("driver_loaded", "driver"), 7: ("image_loaded", "process"), 8: ("remote_thread_created", "process"),
    9: ("raw_disk_read", "process"), 10: ("process_accessed", "process"), 11: ("file_created", "file"), 12: ("registry_key_changed", "registry"),
    13: ("registry_value_set", "registry"), 14: ("registry_renamed", "registry"), 15: ("file_stream_created", "file"),
    16: ("sysmon_configuration_changed", "configuration"), 17: ("pipe_created", "file"), 18: ("pipe_connected", "file"),
    19: ("wmi_filter_changed", "configuration"), 20: ("wmi_consumer_changed", "configuration"), 21: ("wmi_binding_changed", "configuration"),
    22: ("dns_query", "network"), 23: ("file_deleted", "file"), 24: ("clipboard_changed", ""), 25: ("process_tampered", "process"),
    26: ("file_deleted", "file"), 27: ("file_blocked", "file"), 28: ("file_blocked", "file"), 29: ("file_created", "file"),
}  # fmt: skip
# Of other providers: (action, category, outcome).
OTHERS = {
    **{(SYSMON, number): (action, about, "success") for number, (action, about) in _OF_SYSMON.items()},
    **{(APPLOCKER, number): RUN for number in (8002, 8005, 8020, 8023)},
    **{(APPLOCKER, number): WOULD_BLOCK for number in (8003, 8006, 8021, 8024)},
    **{(APPLOCKER, number): BLOCKED for number in (8004, 8007, 8022, 8025)},
    ("Service Control Manager", 7045): ("service_installed", "configuration", "success"),
    ("EventLog", 6005): ("sys_startup", "host", "success"),
    ("EventLog", 6006): ("sys_shutdown", "host", "success"),
    ("EventLog", 6008): ("sys_crash", "host", "failure"),
    ("Microsoft-Windows-Kernel-Power", 41): ("sys_crash", "host", "failure"),
    ("Microsoft-Windows-Eventlog", 1100): ("sys_monitor_disabled", "process", "success"),
    ("Microsoft-Windows-Eventlog", 1104): ("event_log_full", "iam", "success"),
    ("Microsoft-Windows-Eventlog", 1105): ("event_log_archived", "iam", "success"),
    ("Microsoft-Windows-Eventlog", 1108): ("event_log_failed", "iam", "failure"),
    (POWERSHELL, 4103): ("command_run", "process", ""),
    (POWERSHELL, 4104): ("script_block", "process", ""),
    (POWERSHELL, 4105): ("script_block_started", "process", ""),
    (POWERSHELL, 4106): ("script_block_ended", "process", ""),
    ("PowerShell", 400): ("powershell_started", "process", "success"),
    ("PowerShell", 403): ("powershell_ended", "process", "success"),
    ("PowerShell", 600): ("powershell_provider_started", "process", "success"),
    ("PowerShell", 800): ("command_run", "process", ""),
    (TASKS, 106): ("scheduled_task_created", "configuration", "success"),
    (TASKS, 140): ("scheduled_task_updated", "configuration", "success"),
    (TASKS, 141): ("scheduled_task_deleted", "configuration", "success"),
    (TASKS, 200): ("scheduled_task_started", "process", "success"),
    (TASKS, 201): ("scheduled_task_ended", "process", "success"),
    (DEFENDER, 1116): ("malware_detected", "malware", ""),
    (DEFENDER, 1117): ("malware_acted_on", "malware", ""),
    (DEFENDER, 1118): ("malware_acted_on", "malware", "failure"),
    (DEFENDER, 1119): ("malware_acted_on", "malware", "failure"),
    (DEFENDER, 5001): ("sys_monitor_disabled", "configuration", "success"),
    (DEFENDER, 5000): ("sys_monitor_enabled", "configuration", "success"),
    (DEFENDER, 5007): ("defender_configuration_changed", "configuration", "success"),
}
LOG_CLEARED = {1102: "audit_log_cleared", 104: "event_log_cleared"}
