"""The rules of ``programs``: what sshd, sudo, su, PAM, cron, systemd, mail and FTP servers and the kernel's firewall say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """``words`` must stand in the message, and one of ``also`` where there are any.

    Where others write a part of the message (an address of a mail), ``is_exact`` says that it has to follow ``pattern``, of
    three expressions the first: the words alone may be theirs. ``is_first`` says that the words stand at the beginning, where
    nobody else's do. ``near`` is an expression of the words and what stands before them, for words that any message may have;
    ``pattern`` has them, and is exact.
    """

    program: str
    words: str
    pattern: str | tuple[str, str, str]
    action: str
    outcome: str
    category: str = "authentication"
    also: tuple[str, ...] = ()
    is_exact: bool = False
    is_first: bool = False
    near: str = ""


NONE = "()"
NOBODY = "()()()"
LEAD = r"^\s*(?:\[ID \d+ [\w.]+\] )?(?:error: )?"  # Solaris numbers its messages
# A name that was tried may hold anything, such as another end: the server's own is the last, with a key's words behind it.
KEY = r" \S+ \S+(?: ID \S* \(serial \d+\) CA \S+ \S+(?: via \S+)?)?"
PREAUTH = r"(?: \[preauth\])?\s?(?:\n|$)"  # a journal's message may have further lines
TRIED = rf" for (?:invalid user |illegal user )?(.*) from (\S+) port (\d+)(?: ssh\d?(?::{KEY})?)?{PREAUTH}"
FAILED = rf"{LEAD}Failed \S+{TRIED}"
UNKNOWN = rf"{LEAD}(?:Invalid|Illegal) user (.*) from (\S+?)(?: port (\d+))?\s?(?:\n|$)"
GONE = rf" (?:(?:invalid |authenticating )?user (.*) )?([^\s.:]*[.:]\S*?)(?: port (\d+))?{PREAUTH}"
# A name may hold an end too: the server's own stands behind it.
DOVECOT_END = (r"^.*, rip=([^,\s]+)", r"^.*, rport=(\d+)")
DOVECOT_USER = r"user=<(.*)>(?:, method=[^,\s]*)?, rip="
DOVECOT_LEAD = rf"{LEAD}(?:[\w-]+: )?(?:Info: )?"
DOVECOT_IN = (rf"{DOVECOT_LEAD}Login: {DOVECOT_USER}", *DOVECOT_END)
DOVECOT_FAILED = (rf"{DOVECOT_LEAD}[^<>=(]*\(auth failed[^<>=]*: {DOVECOT_USER}", *DOVECOT_END)
PACKET = (NONE, r"\bSRC=(\S+)", r"\bIN=[^\[]* SPT=(\d+)")  # not of the packet that an ICMP message quotes
# Postfix: name[address], and postscreen, which looks no name up: [address]:port. A name holds neither bracket nor blank.
ADDRESS = r"\[([0-9a-fA-F.:]+)\](?::(\d{1,5}))?"
BEFORE_PEER = rf"()[^\[:]*{ADDRESS}"
SASL_FAILED = (
    r"^warning: [^\s\[]*\[[0-9a-fA-F.:]+\]: SASL \S+ authentication failed(?:.*, sasl_username=([^\s,]+)$)?",
    r"^warning: [^\s\[]*\[([0-9a-fA-F.:]+)\]",
    NONE,
)
REJECTED = (
    rf"^(?:\w+: )?(?:milter-|proxy-)?reject: (?:[A-Z-]+ from ()[^\s\[]*{ADDRESS}|[A-Z-]+: |header |body )"
)
SASL = (
    r"^\w+: client=[^\s,]*(?:, sasl_method=[^\s,]*)?, sasl_username=([^\s,]+)",
    r"^\w+: client=[^\s,]*?\[([0-9a-fA-F.:]+)\]",
    NONE,
)
# Up to what became of the mail. A quoted address may hold anything, so that nothing behind it is believed.
DELIVERY = r"^\w+: to=<[^<>\"]*>, (?:orig_to=<[^<>\"]*>, )?relay=[^<>(]*, status="
RECIPIENT = r"(?:<[^<>\"]*>|[^<>\",(\s]+)"
SENDING = (
    rf"^\w+: to={RECIPIENT}(?:,{RECIPIENT})*(?:, (?:[a-rt-z]|s[a-su-z])\w*=(?:<[^<>\"]*>|[^<>\",])*)*, stat="
)
# What Postfix' servers say at a line's beginning, in front of a client: action, outcome, category.
POSTFIX = (
    ("PREGREET ", "input_validation_fail", "failure", "email"),
    ("COMMAND", "input_validation_fail", "failure", "email"),
    (" command ", "input_validation_fail", "failure", "email"),
    ("PASS ", "mail_client_allowed", "success", "network"),
    ("LISTED ", "mail_client_denied", "failure", "network"),
    ("DNSBL rank ", "mail_client_listed", "", "network"),
    ("CONNECT from ", "mail_connect", "", "network"),
    ("disconnect from ", "mail_disconnect", "", "network"),
    (" after ", "mail_disconnect", "", "network"),
    ("connect from ", "mail_connect", "", "network"),
)
BEGINS = {
    "COMMAND": "(?:NON-SMTP )?COMMAND ",
    " command ": "(?:non-SMTP command from |improper command pipelining after )",
    "LISTED ": "(?:DENY|BLACK)LISTED ",
    " after ": "(?:lost connection|timeout|too many errors|HANGUP) after ",
}
MEMBER = r"^(?:add|delete) '([^']*)'()()"  # shadow's tools: add 'name' to group 'name'
MEMBERS = ("' to group '", "' to shadow group '", "' from group '", "' from shadow group '")
SUDO = rf"{LEAD}(\S+) : "
SUDO_DONE, SUDO_REFUSED = (
    rf"{SUDO}(?:HOST=\S+ ; )?TTY=()()",
    rf"{SUDO}(?:user )?(?:NOT in sudoers|command not allowed)()()",
)
SUDO_TRIED = rf"{SUDO}\d+ incorrect password attempts?()()"

EDGE_DENIED, EDGE_ALLOWED = ("-D]IN=", "-D] IN=", "-R]IN=", "-R] IN="), ("-A]IN=", "-A] IN=")  # EdgeOS' rules
DENIED, ALLOWED = ("BLOCK", "DROP", "REJECT", "DENY", *EDGE_DENIED), ("ALLOW", "ACCEPT", *EDGE_ALLOWED)
LEASE_IN = r"()\([^()]*\) ([0-9.]{7,15})\b()"  # dnsmasq: DHCPACK(interface) address
LEASE = r"()(?:on|for|of) ([0-9.]{7,15})\b()"
KINDS_ASKED = ("A", "AAAA", "PTR", "MX", "TXT", "SRV", "NS", "SOA", "HTTPS", "CNAME", "ANY")
QUESTION = rf"()info: ([0-9A-Fa-f.:]+) \S+\. (?:{'|'.join(KINDS_ASKED)}) IN\b()"
VPN = rf"{LEAD}(?:([^/\s]+)/)?([0-9A-Fa-f.:]+):(\d+) "
VPN_PASSWORD = rf"{VPN}TLS Auth Error: [^\[']*verification failed for peer"
VPN_POOL = rf"{VPN}MULTI[\w: -]*pool returned "
VPN_CLIENT = (
    rf"{LEAD}(?:\S+ )?\[([^\]]*)\] Peer Connection Initiated with \[AF_INET6?\]([0-9A-Fa-f.:]+):(\d+)"
)
VPN_USER = rf"{LEAD}user '(.*)' "  # of a gateway's own script
FTP_PEER = rf"{LEAD}\(([^@)]*)@([0-9A-Fa-f.:]+)\) \[\w+\] "  # pure-ftpd: (name@address) [LEVEL]
FTP_FILE = r"{}.* {}  ?\(\d+ bytes, [^()]*\)\s*$()"
FTP_REFUSED = (
    rf"{LEAD}\([^@)]*@[^)]*\) \[WARNING\] Authentication failed for user \[(.*)\]",
    r"^[^@]*@([0-9A-Fa-f.:]+)\) ",
    NONE,
)
FTP_IN = (rf"{LEAD}\([^@)]*@[^)]*\) \[\w+\] (\S+) is now logged in", *FTP_REFUSED[1:])
FTP_CLIENT = rf"{LEAD}\S+ \([^()]*\[[0-9A-Fa-f.:]+\]\)(?: -|:) "  # proftpd: host (name[address]) - USER name
FTP_SAYS = (r"^[^\[]*\[([0-9A-Fa-f.:]+)\]", NONE)
RELAY = r"()\brelay=(?:[^\s=]+ )?\[([0-9A-Fa-f.:]+)\]()"
# With a second bracket, one name cannot be told from another.
RADIUS_SAID = r"(?: \([^\[]*\))?: \[(?:([^/\[\]]*)[^\[]*$)?()()"
RADIUS_LEAD = rf"{LEAD}(?:Auth: )?(?:\(\d+\) +)?(?:Auth: )?"
RADIUS_FAILED = rf"{RADIUS_LEAD}(?:Login incorrect|Invalid user){RADIUS_SAID}"
RADIUS_DONE = rf"{RADIUS_LEAD}Login OK{RADIUS_SAID}"
IKE_LEAD = rf"{LEAD}(?:\d+\[\w+\] )?(?:<[^>]*> )?"
IKE_BETWEEN = (
    rf"{IKE_LEAD}(?:deleting )?IKE_SA \S+ (?:established )?between .*?\.\.\.[0-9A-Fa-f.:]{{2,45}}\[(.*)\]"
)
IKE_PEER = (IKE_BETWEEN, r"\.\.\.([0-9A-Fa-f.:]{2,45})\[", NONE)
IKE_NAME = rf"{IKE_LEAD}authentication of '(.*)' with [^']* successful\s?(?:\n|$)()()"
ZONE_DENIED = tuple(
    f"-{verdict}-{digit}" for verdict in "DR" for digit in range(1, 10)
)  # UniFi's rules: [WAN_LOCAL-D-4001]
ZONE_ALLOWED = tuple(f"-A-{digit}" for digit in range(1, 10))
WEB_PAGE = rf"{LEAD}(?:/\S* )?"  # pfSense's
WEB_REFUSED = rf"{WEB_PAGE}(?:\w+ )?authentication error for user '(.*)' from: ([0-9A-Fa-f.:]+)()"
WEB_ALLOWED = rf"{WEB_PAGE}Successful login for user '([^']*)' from: ([0-9A-Fa-f.:]+)()"

RULES = (
    Rule("sshd", "Failed password for", FAILED, "authn_login_fail", "failure", is_first=True),
    Rule("sshd", "Failed none for", FAILED, "authn_login_fail", "failure", is_first=True),
    Rule("sshd", "Failed publickey for", FAILED, "authn_login_fail", "failure", is_first=True),
    Rule("sshd", "Failed keyboard-interactive", FAILED, "authn_login_fail", "failure", is_first=True),
    Rule("sshd", "Accepted ", rf"{LEAD}Accepted \S+ for ([^\n]*) from (\S+) port (\d+)", "authn_login_success", "success",
         is_exact=True, is_first=True),
    Rule("sshd", "Invalid user", UNKNOWN, "ssh_invalid_user", "failure", is_first=True),
    Rule("sshd", "Illegal user", UNKNOWN, "ssh_invalid_user", "failure", is_first=True),
    Rule("sshd", "input_userauth_request: invalid user", rf"{LEAD}input_userauth_request: invalid user (.*?){PREAUTH}()()", "ssh_invalid_user", "failure",
         is_first=True),
    Rule("sshd", "Disconnecting: Too many authentication failures",
         rf"{LEAD}Disconnecting: Too many authentication failures(?: for (?:invalid user )?(.*?))?{PREAUTH}()()", "authn_login_fail_max", "failure", is_first=True),
    Rule("sshd", "Disconnecting ",
         rf"{LEAD}Disconnecting (?:\w+ )?user (.*) (\S+) port (\d+): Too many authentication failures{PREAUTH}",
         "authn_login_fail_max", "failure", also=("Too many authentication failures",), is_exact=True, is_first=True),
    Rule("sshd", "maximum authentication attempts exceeded", rf"{LEAD}maximum authentication attempts exceeded{TRIED}", "authn_login_fail_max", "failure",
         is_first=True),
    Rule("sshd", "User ", rf"{LEAD}User (\S+) from (\S+) not allowed because ()", "authz_fail", "failure", "iam",
         also=("not allowed because",), is_exact=True, is_first=True, near=r"User \S+ from \S+ not allowed"),
    Rule("sshd", "Received disconnect from", r"()from ([^ :]+(?::[0-9a-fA-F:]+)?)(?: port (\d+))?",
         "ssh_disconnect", "", "session", is_first=True),
    Rule("sshd", "Disconnected from", rf"{LEAD}Disconnected from{GONE}", "ssh_disconnect", "", "session", is_first=True),
    Rule("sshd", "Connection closed by", rf"{LEAD}Connection closed by{GONE}", "ssh_disconnect", "", "session", is_first=True),
    Rule("sshd", "Connection reset by", rf"{LEAD}Connection reset by{GONE}", "ssh_disconnect", "", "session", is_first=True),
    Rule("sshd", "Did not receive identification string", r"()from (\S+)(?: port (\d+))?", "ssh_no_identification", "failure",
         "network", is_first=True),
    Rule("sshd", "Bad protocol version identification", rf"{LEAD}Bad protocol version identification ()'.*' from (\S+?)(?: port (\d+))?{PREAUTH}", "input_validation_fail", "failure",
         "network", is_first=True),
    Rule("sshd", "subsystem request for", rf"{LEAD}subsystem request for .* by user (\S+)()()", "ssh_subsystem", "", "session", is_first=True),
    Rule("sshd", "Server listening on", NOBODY, "sys_startup", "success", "host", is_first=True),
    Rule("sshd", "POSSIBLE BREAK-IN ATTEMPT", (rf"{LEAD}(?:reverse mapping checking |Address )()", r"(?:\[|^\s*Address )([0-9A-Fa-f.:]+)", NONE),
         "ssh_reverse_mapping_fail", "failure", is_exact=True),
    Rule("journalctl", "-- Boot ", NOBODY, "sys_startup", "success", "host"),
    Rule("journalctl", "-- Reboot --", NOBODY, "sys_startup", "success", "host"),
    Rule("sudo", "NOT in sudoers", SUDO_REFUSED, "authz_fail", "failure", "iam", is_exact=True),
    Rule("sudo", "command not allowed", SUDO_REFUSED, "authz_fail", "failure", "iam", is_exact=True),
    Rule("sudo", "incorrect password attempt", SUDO_TRIED, "authn_login_fail", "failure", is_exact=True),
    Rule("sudo", "COMMAND=", SUDO_DONE, "authz_admin", "success", "process", is_exact=True),
    Rule("su", "Successful su for", r" by (\S+)()()", "authz_admin", "success", "iam", is_first=True),
    Rule("su", "FAILED su for", r" by (\S+)()()", "authz_fail", "failure", "iam", is_first=True),
    Rule("su", "FAILED SU", r"\) (\S+) on ()()", "authz_fail", "failure", "iam", is_first=True),
    Rule("su", "(to ", r"^\s*\(to \S+\) (\S+) on()()", "authz_admin", "success", "iam", is_first=True),
    Rule("login", "FAILED LOGIN", (r"FOR '?([^',]*)", r"^[^']* FROM (\S+) FOR ", NONE), "authn_login_fail", "failure", is_first=True),
    Rule("login", "LOGIN ON", rf"{LEAD}(?:ROOT )?LOGIN ON \S+(?: BY (\S+))?(?: FROM (\S+))?()", "authn_login_success", "success",
         is_exact=True),
    Rule("systemd-logind", "New session", r"of user (\S+?)\.?$()()", "session_created", "success", "session"),
    Rule("systemd-logind", "Removed session", NOBODY, "session_closed", "success", "session"),
    Rule("systemd-logind", "logged out", NOBODY, "session_closed", "success", "session"),
    Rule("useradd", "new user:", r"name=([^,\s]+)()()", "user_created", "success", "iam"),
    Rule("useradd", "new group:", NOBODY, "group_created", "success", "iam"),
    Rule("useradd", "group '", MEMBER, "privilege_permissions_changed", "success", "iam", also=MEMBERS),
    Rule("userdel", "delete user", r"delete user '([^']*)'()()", "user_deleted", "success", "iam"),
    Rule("userdel", "removed group '", NOBODY, "group_deleted", "success", "iam"),
    Rule("userdel", "removed shadow group '", NOBODY, "group_deleted", "success", "iam"),
    Rule("userdel", "group '", MEMBER, "privilege_permissions_changed", "success", "iam", also=MEMBERS),
    Rule("usermod", "group '", MEMBER, "privilege_permissions_changed", "success", "iam", also=MEMBERS),
    Rule("usermod", "change user", r"change user '([^']*)'()()", "user_updated", "success", "iam"),
    Rule("gpasswd", " added by ", r"^user \S+ added by (\S+)()()", "privilege_permissions_changed", "success", "iam"),
    Rule("gpasswd", " removed by ", r"^user \S+ removed by (\S+)()()", "privilege_permissions_changed", "success", "iam"),
    Rule("groupadd", "new group:", NOBODY, "group_created", "success", "iam"),
    Rule("groupadd", "group added to", NOBODY, "group_updated", "success", "iam"),  # of its files, the new group's line apart
    Rule("groupmod", "group changed in", NOBODY, "group_updated", "success", "iam"),
    Rule("groupdel", "' removed from", NOBODY, "group_updated", "success", "iam"),
    Rule("groupdel", "' removed", NOBODY, "group_deleted", "success", "iam"),
    Rule("unix_chkpwd", "password check failed", r"user \(([^)]*)\)()()", "authn_login_fail", "failure"),
    Rule("ftpd", "FTP LOGIN REFUSED", r"FROM ([^\s,]+) \[([^\]]+)\]()", "authn_login_fail", "failure"),
    Rule("ftpd", "ANONYMOUS FTP LOGIN", r"()FROM \S+? \[([^\]]+)\]()", "authn_login_success", "success"),
    Rule("ftpd", "connection from", r"()from (\S+)()", "ftp_connect", "", "network"),
    Rule("proftpd", "(Login failed)", (rf"{FTP_CLIENT}USER (.*) \(Login failed\)", *FTP_SAYS), "authn_login_fail", "failure", is_exact=True),
    Rule("proftpd", ": no such user found", (rf"{FTP_CLIENT}USER (.*): no such user found", *FTP_SAYS), "authn_login_fail", "failure",
         is_exact=True),
    Rule("proftpd", "Login successful", (rf"{FTP_CLIENT}USER (.*): Login successful", *FTP_SAYS), "authn_login_success", "success", is_exact=True),
    Rule("pure-ftpd", "[WARNING] Authentication failed for user", FTP_REFUSED, "authn_login_fail", "failure", is_exact=True),
    Rule("pure-ftpd", " is now logged in", FTP_IN, "authn_login_success", "success", is_exact=True),
    Rule("pure-ftpd", "] Logout", rf"{FTP_PEER}Logout()", "session_closed", "success", "session", is_exact=True),
    Rule("pure-ftpd", " uploaded ", FTP_FILE.format(FTP_PEER, "uploaded"), "upload_complete", "success", "file", is_exact=True),
    Rule("pure-ftpd", " downloaded ", FTP_FILE.format(FTP_PEER, "downloaded"), "file_read", "success", "file", is_exact=True),
    Rule("sendmail", "AUTH failure", (r"\buser=([^,\s]+)", RELAY.replace("()", ""), NONE), "authn_login_fail", "failure"),
    Rule("postfix/", "authentication failed", SASL_FAILED, "authn_login_fail", "failure", is_exact=True),
    Rule("postfix/", "reject:", REJECTED, "mail_rejected", "failure", "email", is_exact=True),
    Rule("postfix/", "sasl_username=", SASL, "authn_login_success", "success", is_exact=True),
    Rule("postfix/", "status=sent", rf"{DELIVERY}sent\b{NOBODY}", "mail_sent", "success", "email", is_exact=True),
    Rule("postfix/", "status=bounced", rf"{DELIVERY}bounced\b{NOBODY}", "mail_bounced", "failure", "email", is_exact=True),
    Rule("postfix/", "status=deferred", rf"{DELIVERY}deferred\b{NOBODY}", "mail_deferred", "failure", "email", is_exact=True),
    *(
        Rule("postfix/", words, rf"^(?:warning: )?{BEGINS.get(words, words)}{BEFORE_PEER}", action, outcome, category, is_exact=True,
             near="" if words == "COMMAND" else BEGINS.get(words, ""))  # what others wrote behind COMMAND is not looked at
        for words, action, outcome, category in POSTFIX
    ),
    Rule("postfix/", "client=", r"^\w+: client=()[^\s,\[]*" + ADDRESS, "mail_client", "", "email", is_exact=True),
    Rule("postfix/", " does not resolve to address ", r"^warning: hostname ()\S+ does not resolve to address ([0-9a-fA-F.:]*[0-9a-fA-F])()",
         "mail_reverse_mapping_fail", "failure", "network", is_exact=True),
    Rule("sendmail", ", reject=", RELAY, "mail_rejected", "failure", "email"),
    Rule("sendmail", "from=<", RELAY, "mail_received", "success", "email"),
    Rule("sendmail", "stat=Sent", rf"{SENDING}Sent\b{NOBODY}", "mail_sent", "success", "email", is_exact=True),
    Rule("sendmail", "stat=Deferred", rf"{SENDING}Deferred\b{NOBODY}", "mail_deferred", "failure", "email", is_exact=True),
    Rule("sm-mta", ", reject=", RELAY, "mail_rejected", "failure", "email"),
    Rule("sm-mta", "from=<", RELAY, "mail_received", "success", "email"),
    Rule("sm-mta", "stat=Sent", rf"{SENDING}Sent\b{NOBODY}", "mail_sent", "success", "email", is_exact=True),
    Rule("sm-mta", "stat=Deferred", rf"{SENDING}Deferred\b{NOBODY}", "mail_deferred", "failure", "email", is_exact=True),
    *(
        Rule(program, words, pattern, action, outcome, is_exact=True)
        for program in ("radiusd", "freeradius")
        for words, pattern, action, outcome in (
            ("Login incorrect", RADIUS_FAILED, "authn_login_fail", "failure"),
            ("Invalid user", RADIUS_FAILED, "authn_login_fail", "failure"),
            ("Login OK", RADIUS_DONE, "authn_login_success", "success"),
        )
    ),
    Rule("clamd", " FOUND", NOBODY, "malware_detected", "", "malware"),
    Rule("dovecot", "auth failed", DOVECOT_FAILED, "authn_login_fail", "failure", is_exact=True),
    Rule("dovecot", "Login: ", DOVECOT_IN, "authn_login_success", "success", is_exact=True),
    Rule("dovecot", "Logged out", rf"{LEAD}[\w-]+\(([^()]*)\)(?:<[^()]*>)?: (?:Info: )?(?:Disconnected: )?Logged out()()", "session_closed", "success", "session",
         is_exact=True),
    Rule("fail2ban", "Ban ", r"()Ban (\S+)()", "address_banned", "success", "intrusion_detection"),
    Rule("kernel", " SRC=", PACKET, "network_denied", "failure", "network", also=DENIED),
    Rule("kernel", " SRC=", PACKET, "network_allowed", "success", "network", also=ALLOWED),
    Rule("kernel", " SRC=", PACKET, "network_denied", "failure", "network", also=ZONE_DENIED),
    Rule("kernel", " SRC=", PACKET, "network_allowed", "success", "network", also=ZONE_ALLOWED),
    Rule("kernel", " SRC=", PACKET, "network_packet", "", "network"),
    Rule("kernel", " did not complete after ", r"for peer ()\d+ \(([0-9A-Fa-f.:]+):(\d+)\)", "session_created", "failure", "network"),
    Rule("DENY", " OUT=", PACKET, "network_denied", "failure", "network"),
    Rule("DROP", " OUT=", PACKET, "network_denied", "failure", "network"),
    Rule("dhcpd", "DHCPDISCOVER", NOBODY, "DHCPDISCOVER", "", "network", is_first=True),
    Rule("dhcpd", "DHCPOFFER", LEASE, "DHCPOFFER", "", "network", is_first=True),
    Rule("dhcpd", "DHCPREQUEST", LEASE, "DHCPREQUEST", "", "network", is_first=True),
    Rule("dhcpd", "DHCPACK", LEASE, "DHCPACK", "success", "network", is_first=True),
    Rule("dhcpd", "DHCPNAK", LEASE, "DHCPNAK", "failure", "network", is_first=True),
    Rule("dhcpd", "DHCPRELEASE", LEASE, "DHCPRELEASE", "", "network", is_first=True),
    Rule("dnsmasq-dhcp", "DHCPDISCOVER(", NOBODY, "DHCPDISCOVER", "", "network"),  # no bracket may stand in a client's name
    Rule("dnsmasq-dhcp", "DHCPOFFER(", LEASE_IN, "DHCPOFFER", "", "network"),
    Rule("dnsmasq-dhcp", "DHCPREQUEST(", LEASE_IN, "DHCPREQUEST", "", "network"),
    Rule("dnsmasq-dhcp", "DHCPACK(", LEASE_IN, "DHCPACK", "success", "network"),
    Rule("dnsmasq", "query[", r"()^[\d./A-Fa-f: ]*query\[[A-Za-z0-9=]+\] .* from ([0-9A-Fa-f.:]+)\s*$()", "dns_query", "", "network", is_exact=True),
    Rule("unbound", "info: re", NOBODY, "", "", "network"),  # what it asks others, and what they answer
    Rule("unbound", "info: ", QUESTION, "dns_query", "", "network", is_exact=True),
    Rule("openvpn", "could not authenticate", rf"{VPN_USER}could not authenticate\.?\s?(?:\n|$)()()", "authn_login_fail", "failure", is_exact=True),
    Rule("openvpn", "' authenticated", rf"{VPN_USER}authenticated\.?\s?(?:\n|$)()()", "authn_login_success", "success", is_exact=True),
    Rule("charon", "ing packet: from ", r"()^(?:\d+\[\w+\] )?(?:<[^>]*> )?sending packet: from ([0-9A-Fa-f.:]+)\[(\d+)\]", "network_packet", "", "network",
         is_exact=True),
    Rule("charon", "' (myself)", NOBODY, "", "", "network"),  # it shows itself to the other end, which is nobody's login
    Rule("charon", "authentication of '", IKE_NAME, "authn_login_success", "success", also=(" successful",), is_exact=True),
    Rule("charon", " established between ", IKE_PEER, "session_created", "success", "session", is_exact=True),
    Rule("php", "authentication error for user '", WEB_REFUSED, "authn_login_fail", "failure", is_exact=True),
    Rule("php", "Successful login for user '", WEB_ALLOWED, "authn_login_success", "success", is_exact=True),
    Rule("kernel", "Out of memory: Kill", NOBODY, "process_killed", "success", "process"),
    Rule("cron", " CMD (", r"^\((.*?)\) CMD()()", "process_started", "success", "process"),
    Rule("CRON", " CMD (", r"^\((.*?)\) CMD()()", "process_started", "success", "process"),
    Rule("/USR/SBIN/CRON", " CMD (", r"^\((.*?)\) CMD()()", "process_started", "success", "process"),
    Rule("crontab", " REPLACE (", r"^\((.*?)\) REPLACE()()", "scheduled_task_changed", "success", "configuration"),
    Rule("systemd", "Failed to start", NOBODY, "service_start", "failure", "process"),
    Rule("systemd", "Started ", NOBODY, "service_start", "success", "process"),
    Rule("systemd", "Stopped ", NOBODY, "service_stop", "success", "process"),
    Rule("systemd", "Failed with result", NOBODY, "service_stop", "failure", "process"),
    Rule("systemd", "Startup finished", NOBODY, "sys_startup", "success", "host"),
    Rule("shutdown", "shutting down", NOBODY, "sys_shutdown", "success", "host"),
)  # fmt: skip
# What PAM and others say through any program: tried last, as what a program itself says may hold a name that says the same.
PAM_MODULE = r"\(?[Pp][Aa][Mm]_\w+(?:\([\w:./@ -]*\))?\)?:? |\(\w+\) "
PAM_LEAD = rf"{LEAD}(?:{PAM_MODULE}|PAM )?"
PAM = (
    # An account that does not exist has no user=, and who was asked for at the other end (ruser=) may be called anything.
    rf"{PAM_LEAD}(?:\d+ more )?authentication failures?;(?:.*\brhost=[^\s=]* +user=(\S+)\s?(?:\n|$))?",
    r"^.*\brhost=(\S+)",
    NONE,
)
LOCKED = rf"{LEAD}(?:(?:{PAM_MODULE})(?:\w+ ){{0,8}}?|Consecutive login failures for )user (\S+)()()"
OF_ANY = (
    Rule("", "session opened for user", rf"{PAM_LEAD}session opened for user ([^ (]+)()()", "session_created", "success", "session", is_exact=True),
    Rule("", "session closed for user", rf"{PAM_LEAD}session closed for user ([^ (]+)()()", "session_closed", "success", "session", is_exact=True),
    Rule("", "authentication failure;", PAM, "authn_login_fail", "failure", is_exact=True),
    Rule("", "more authentication failure", PAM, "authn_login_fail", "failure", is_exact=True),
    Rule("", "check pass; user unknown", rf"{PAM_LEAD}check pass; user unknown{NOBODY}", "pam_user_unknown", "failure", is_exact=True),
    Rule("", "account locked due to", LOCKED, "authn_login_lock", "failure", is_exact=True),
    Rule("", "account temporarily locked", LOCKED, "authn_login_lock", "failure", is_exact=True),
    Rule("", "password changed for", rf"{PAM_LEAD}password changed for (\S+)()()", "authn_password_change", "success", "iam", is_exact=True),
    Rule("", "new password not acceptable", rf"{PAM_LEAD}new password not acceptable{NOBODY}", "authn_password_change_fail", "failure", "iam",
         is_exact=True),
    Rule("", "Authentication failed from", r"()from (\S+)()", "authn_login_fail", "failure", is_first=True),
    # Relays may leave the kernel's name away, and then what the rule writes in front stands for a program.
    Rule("", " OUT=", PACKET, "network_denied", "failure", "network", also=EDGE_DENIED),
    Rule("", " OUT=", PACKET, "network_allowed", "success", "network", also=EDGE_ALLOWED),
)  # fmt: skip
