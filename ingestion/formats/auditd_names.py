"""What the Linux audit log's keys, record types and system calls are called here.

https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment and …/SPEC-Audit-Record-Types;
actions that OWASP has no name for are called as Elastic's go-libaudit calls them.
"""

NAMES = {
    "acct": "user.name", "auid": "user.audit.id", "agid": "user.audit.group.id", "uid": "user.id", "gid": "user.group.id",
    "euid": "user.effective.id", "egid": "user.effective.group.id", "fsuid": "user.filesystem.id",
    "fsgid": "user.filesystem.group.id", "suid": "user.saved.id", "sgid": "user.saved.group.id", "ouid": "user.owner.id",
    "ogid": "user.owner.group.id", "pid": "process.pid", "ppid": "process.parent.pid", "comm": "process.name",
    "exe": "process.executable", "cwd": "process.working_directory", "cmd": "process.command_line",
    "exit": "process.exit_code", "arch": "host.architecture", "addr": "source.ip", "src": "source.ip", "dst": "destination.ip",
    "terminal": "user.terminal", "name": "file.path", "path": "file.path", "file": "file.path",
    "hostname": "auditd.log.hostname", "inode": "file.inode", "argc": "process.args_count",
    "old-auid": "auditd.log.old_auid", "old-ses": "auditd.log.old_ses",
    # What auditd adds behind a record: the same as names.
    "AUID": "user.audit.name", "UID": "user.name", "GID": "user.group.name", "EUID": "user.effective.name",
    "EGID": "user.effective.group.name", "FSUID": "user.filesystem.name", "FSGID": "user.filesystem.group.name",
    "SUID": "user.saved.name", "SGID": "user.saved.group.name", "OUID": "user.owner.name", "OGID": "user.owner.group.name",
    "ARCH": "host.architecture", "laddr": "auditd.log.laddr", "lport": "auditd.log.lport",
}  # fmt: skip
NUMBERS = ("process.args_count", "process.pid", "process.parent.pid", "process.exit_code")
ARCHITECTURES = {"c000003e": "x86_64", "40000003": "i386", "c00000b7": "aarch64", "c0000015": "ppc64le", "80000016": "s390x"}  # fmt: skip

# Record type: the action (OWASP's name where it has one) and ECS's category.
ACTIONS = {
    "USER_AUTH": ("authn_login", "authentication"), "USER_LOGIN": ("authn_login", "authentication"),
    "USER_ERR": ("authn_login", "authentication"), "ANOM_LOGIN_FAILURES": ("authn_login_fail_max", "authentication"),
    "GRP_AUTH": ("authenticated-to-group", "authentication"),
    "USER_ACCT": ("was-authorized", "authentication"), "CRED_ACQ": ("acquired-credentials", "authentication"),
    "CRED_DISP": ("disposed-credentials", "authentication"), "CRED_REFR": ("refreshed-credentials", "authentication"),
    "USER_START": ("session_created", "session"), "USER_END": ("session_closed", "session"),
    "USER_LOGOUT": ("session_closed", "session"), "LOGIN": ("changed-login-id-to", "authentication"),
    "ADD_USER": ("user_created", "iam"), "DEL_USER": ("user_deleted", "iam"), "USER_MGMT": ("user_updated", "iam"),
    "ADD_GROUP": ("added-group-account-to", "iam"), "DEL_GROUP": ("deleted-group-account-from", "iam"),
    "GRP_MGMT": ("modified-group-account", "iam"), "USER_CHAUTHTOK": ("authn_password_change", "iam"),
    "GRP_CHAUTHTOK": ("changed-group-password", "iam"),
    "CHUSER_ID": ("user_updated", "iam"), "CHGRP_ID": ("modified-group-account", "iam"),
    "ACCT_LOCK": ("authn_login_lock", "iam"), "ACCT_UNLOCK": ("user_updated", "iam"), "RESP_ACCT_LOCK": ("authn_login_lock", "iam"),
    "USER_ROLE_CHANGE": ("privilege_permissions_changed", "iam"), "ROLE_ASSIGN": ("privilege_permissions_changed", "iam"),
    "ROLE_REMOVE": ("privilege_permissions_changed", "iam"), "ROLE_MODIFY": ("privilege_permissions_changed", "iam"),
    "USER_CMD": ("authz_admin", "process"), "EXECVE": ("execve", "process"), "SYSCALL": ("syscall", "process"),
    "PROCTITLE": ("proctitle", "process"), "AVC": ("avc", ""), "USER_AVC": ("avc", ""), "PATH": ("path", "file"),
    "SERVICE_START": ("started-service", "process"), "SERVICE_STOP": ("stopped-service", "process"),
    "SYSTEM_BOOT": ("sys_startup", "host"), "SYSTEM_SHUTDOWN": ("sys_shutdown", "host"),
    "SYSTEM_RUNLEVEL": ("changed-to-runlevel", "host"),
    "DAEMON_START": ("sys_monitor_enabled", "process"), "DAEMON_END": ("sys_monitor_disabled", "process"),
    "DAEMON_ABORT": ("sys_monitor_disabled", "process"), "DAEMON_RESUME": ("sys_monitor_enabled", "process"),
    "DAEMON_CONFIG": ("changed-auditd-configuration", "configuration"), "DAEMON_ROTATE": ("rotated-audit-logs", "process"),
    "CONFIG_CHANGE": ("changed-audit-configuration", "configuration"), "KERN_MODULE": ("loaded-kernel-module", "driver"),
    "FEATURE_CHANGE": ("changed-audit-feature", "configuration"), "USYS_CONFIG": ("changed-configuration", "configuration"),
    "NETFILTER_CFG": ("loaded-firewall-rule-to", "configuration"), "SOFTWARE_UPDATE": ("package-updated", "package"),
    "ANOM_ABEND": ("crashed-program", "process"), "ANOM_PROMISCUOUS": ("changed-promiscuous-mode-on-device", "network"),
    "MAC_STATUS": ("changed-selinux-enforcement", "configuration"), "MAC_POLICY_LOAD": ("loaded-selinux-policy", "configuration"),
    "MAC_CONFIG_CHANGE": ("changed-selinux-boolean", "configuration"), "SECCOMP": ("violated-seccomp-policy", "process"),
    "SELINUX_ERR": ("caused-mac-policy-error", ""), "CRYPTO_KEY_USER": ("negotiated-crypto-key", "process"), "CRYPTO_SESSION": ("started-crypto-session", "process"),
    "TTY": ("typed", "process"), "USER_TTY": ("typed", "process"),
    "VIRT_CONTROL": ("issued-vm-control", "host"), "VIRT_MACHINE_ID": ("assigned-vm-id", "host"),
    "VIRT_RESOURCE": ("assigned-vm-resource", "host"),
}  # fmt: skip
# What a record's account and number are: the one who acts in it, the user or the group that is changed.
ABOUT_USERS = frozenset(
    ("ADD_USER", "DEL_USER", "USER_MGMT", "USER_CHAUTHTOK", "CHUSER_ID", "ACCT_LOCK", "ACCT_UNLOCK")
)
ABOUT_GROUPS = frozenset(("ADD_GROUP", "DEL_GROUP", "GRP_MGMT", "CHGRP_ID", "GRP_CHAUTHTOK"))
# The kernel's numbers where it writes to syslog itself (linux/audit.h).
KINDS = {
    "1006": "LOGIN", "1100": "USER_AUTH", "1101": "USER_ACCT", "1103": "CRED_ACQ", "1104": "CRED_DISP", "1105": "USER_START",
    "1106": "USER_END", "1107": "USER_AVC", "1108": "USER_CHAUTHTOK", "1110": "CRED_REFR", "1112": "USER_LOGIN",
    "1113": "USER_LOGOUT", "1114": "ADD_USER", "1115": "DEL_USER", "1116": "ADD_GROUP", "1117": "DEL_GROUP", "1123": "USER_CMD",
    "1127": "SYSTEM_BOOT", "1128": "SYSTEM_SHUTDOWN", "1129": "SYSTEM_RUNLEVEL", "1130": "SERVICE_START", "1131": "SERVICE_STOP",
    "1300": "SYSCALL", "1302": "PATH", "1305": "CONFIG_CHANGE", "1306": "SOCKADDR", "1307": "CWD", "1309": "EXECVE", "1320": "EOE",
    "1325": "NETFILTER_CFG", "1326": "SECCOMP", "1327": "PROCTITLE", "1330": "KERN_MODULE", "1334": "BPF", "1400": "AVC",
    "1403": "MAC_POLICY_LOAD", "1404": "MAC_STATUS", "1405": "MAC_CONFIG_CHANGE", "1700": "ANOM_PROMISCUOUS", "1701": "ANOM_ABEND",
    "2000": "KERNEL",
}  # fmt: skip
# What AppArmor and SELinux write under the same type (linux/audit.h: 1400), beside “avc: denied”.
AVCS = {"apparmor": ("violated-apparmor-policy", ""), "selinux": ("violated-selinux-policy", "")}
# System calls by name, as an enriched or interpreted record has them.
CALLS = {
    "execve": ("executed", "process"), "execveat": ("executed", "process"), "kill": ("killed-pid", "process"),
    "connect": ("connected-to", "network"), "accept": ("accepted-connection-from", "network"),
    "accept4": ("accepted-connection-from", "network"), "bind": ("bound-socket", "network"), "listen": ("listen-for-connections", "network"),
    "open": ("opened-file", "file"), "openat": ("opened-file", "file"), "creat": ("opened-file", "file"),
    "truncate": ("opened-file", "file"), "ftruncate": ("opened-file", "file"), "unlink": ("deleted", "file"),
    "unlinkat": ("deleted", "file"), "rmdir": ("deleted", "file"), "rename": ("renamed", "file"), "renameat": ("renamed", "file"),
    "renameat2": ("renamed", "file"), "mkdir": ("created-directory", "file"), "mkdirat": ("created-directory", "file"),
    "chmod": ("changed-file-permissions-of", "file"), "fchmod": ("changed-file-permissions-of", "file"),
    "fchmodat": ("changed-file-permissions-of", "file"), "chown": ("changed-file-ownership-of", "file"),
    "fchown": ("changed-file-ownership-of", "file"), "lchown": ("changed-file-ownership-of", "file"),
    "fchownat": ("changed-file-ownership-of", "file"), "setxattr": ("changed-file-attributes-of", "file"),
    "mount": ("mounted", "file"), "init_module": ("loaded-kernel-module", "driver"), "finit_module": ("loaded-kernel-module", "driver"),
    "delete_module": ("unloaded-kernel-module", "driver"), "adjtimex": ("changed-system-time", "host"),
    "settimeofday": ("changed-system-time", "host"), "clock_settime": ("changed-system-time", "host"),
    "sethostname": ("changed-system-name", "host"), "setuid": ("changed-identity-of", "process"),
}  # fmt: skip
# By name, and by x86_64's numbers.
DIRECTIONS = {
    **dict.fromkeys(("accept", "43", "recvfrom", "45", "recvmsg", "47", "accept4", "288"), "ingress"),
    **dict.fromkeys(("connect", "42", "sendto", "44", "sendmsg", "46"), "egress"),
}
