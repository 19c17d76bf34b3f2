"""More rules of ``programs``: what directory servers, virtual private networks, WordPress, hypervisors, Junos and other Unix systems say.

What others may have written (a name that was tried, what was asked for) stands in quotation marks or behind the words.
So the rules of lines that hold such text come first: what stands in it then chooses nothing.
"""

from ingestion.normalise.program_rules import (
    IKE_PEER,
    LEAD,
    NOBODY,
    NONE,
    VPN,
    VPN_CLIENT,
    VPN_PASSWORD,
    VPN_POOL,
    Rule,
)

WORDPRESS = (
    r" for (?:unknown user )?(.*) from \S+$",
    r" from ([0-9A-Fa-f.:]+)$",
    NONE,
)  # the last address is the plugin's
SLAPD_NAME = r' BIND dn="([^"]*)"()()'
SOLARIS = r" session \d+ by (\S+) as \S+ from (?:([0-9.]{7,15}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)$)?()"
SU_FROM = rf"{LEAD}(?:BAD SU )?(?:from )?(\S+) to \S+ (?:at|on) ()()"
HOSTD = r" for user (.*) from ([0-9A-Fa-f.:]+)()$"
ESXI_SSH = r"for '([^'@]*)@([0-9A-Fa-f.:]+)'()"
JUNOS_USER = r"^User '([^']*)'()()"
VPN_GONE = rf"{VPN}SIG\w+(?:\[[^\[\]]*\])? received, client-instance "
AUTH_OF = r"(?:auth(?:-worker)?(?:\(\d+\))?: |conn [^\s()]+ \(pid=\d+,uid=\d+\): |auth-worker<\d+>: |[A-Z][a-z]+: )*"
DOVECOT_AUTH = rf"{LEAD}{AUTH_OF}[\w-]+\(([^()]*),([0-9A-Fa-f.:]+)(?:,<[^<>()]*>)?\)()"
LDAP = tuple(
    Rule("slapd", f" {verb}", NOBODY, action, "", "database")
    for verb, action in (
        ('SRCH base="', "ldap_search"), ('CMP dn="', "ldap_compare"), ('ADD dn="', "ldap_add"), ('DEL dn="', "ldap_delete"),
        ('MODRDN dn="', "ldap_rename"), ('MOD dn="', "ldap_modify"),
    )
)  # fmt: skip

RULES = (
    *LDAP,
    # A name's own quotation marks are written otherwise, and how it was bound is said once it was.
    Rule("slapd", '" mech=', SLAPD_NAME, "authn_login_success", "success"),
    Rule("slapd", ' BIND dn="', SLAPD_NAME, "ldap_bind", ""),
    Rule("slapd", " RESULT tag=97 err=49 ", NOBODY, "authn_login_fail", "failure"),
    Rule("slapd", " RESULT tag=97 err=50 ", NOBODY, "authz_fail", "failure", "iam"),
    Rule("slapd", " ACCEPT from IP=", r"() IP=\[?([0-9A-Fa-f.:]+?)\]?:(\d+) ", "ldap_connect", "", "network"),
    Rule("wordpress", "uthentication failure for ", WORDPRESS, "authn_login_fail", "failure"),
    Rule("wordpress", "uthentication attempt for unknown user ", WORDPRESS, "authn_login_fail", "failure"),
    Rule("wordpress", "Blocked ", WORDPRESS, "authz_fail", "failure", "web"),
    Rule("wordpress", "Accepted password for ", WORDPRESS, "authn_login_success", "success"),
    *(
        rule
        for program in ("openvpn", "ovpn")
        for rule in (
            Rule(program, "VERIFY ERROR: depth=", rf"{VPN}VERIFY ERROR: depth=", "authn_login_fail", "failure", is_exact=True),
            Rule(program, " peer info: ", rf"{VPN}peer info: ", "network_peer_info", "", "network", is_exact=True),
            Rule(program, "verification failed for peer", VPN_PASSWORD, "authn_login_fail", "failure", is_exact=True),
            Rule(program, "Peer Connection Initiated with", VPN_CLIENT, "session_created", "success", "session", is_exact=True),
            Rule(program, "pool returned", VPN_POOL, "address_assigned", "success", "network", is_exact=True),
            Rule(program, ", client-instance exiting", VPN_GONE, "session_closed", "", "session", is_exact=True),
            Rule(program, ", client-instance restarting", VPN_GONE, "session_closed", "", "session", is_exact=True),
        )
    ),
    Rule("charon", "] deleting IKE_SA ", IKE_PEER, "session_closed", "success", "session", is_exact=True),
    Rule("dovecot", "): unknown user", rf"{DOVECOT_AUTH}: (?:unknown user|Password mismatch)", "authn_login_fail", "failure", is_exact=True),
    Rule("dovecot", "): Password mismatch", rf"{DOVECOT_AUTH}: (?:unknown user|Password mismatch)", "authn_login_fail", "failure", is_exact=True),
    Rule("fail2ban", " Unban ", r"()Unban (\S+)()", "address_unbanned", "success", "intrusion_detection"),
    Rule("su", "BAD SU ", SU_FROM, "authz_fail", "failure", "iam", is_first=True),
    Rule("su", " to ", SU_FROM, "authz_admin", "success", "iam", also=(" at /dev/", " on /dev/"), is_exact=True,
         near=r" to \S+ (?:at|on) "),
    Rule("su", "' failed for ", rf"{LEAD}'su [^']*' failed for (\S+) on()()", "authz_fail", "failure", "iam", is_exact=True),
    Rule("su", "' succeeded for ", rf"{LEAD}'su [^']*' succeeded for (\S+) on()()", "authz_admin", "success", "iam", is_exact=True),
    Rule("audit", " ok session ", SOLARIS, "authn_login_success", "success", also=("login - ",)),
    Rule("audit", " session ", SOLARIS, "authn_login_fail", "failure", also=("login - ssh failed", "login - telnet failed", "login - local failed"), is_exact=True,
         near=r" session \d+ by "),
    Rule("sshd", "Login failed for user '", rf"{LEAD}Login failed for user '(.*)' from host '([0-9A-Fa-f.:]+)'()", "authn_login_fail", "failure", is_first=True),
    Rule("mgd", "', command '", JUNOS_USER, "command_executed", "", "process"),
    Rule("mgd", "' login, class '", JUNOS_USER, "authn_login_success", "success"),
    Rule("mgd", "' logout", JUNOS_USER, "session_closed", "success", "session"),
    Rule("mgd", "' requested 'commit", JUNOS_USER, "device_configured", "", "configuration"),
    *(
        Rule(program, "Rejected password for user ", HOSTD, "authn_login_fail", "failure")
        for program in ("Hostd", "hostd")
    ),
    *(
        Rule(program, "SSH session was opened for '", ESXI_SSH, "session_created", "success", "session", is_first=True)
        for program in ("SSH", "sshd")
    ),
    *(
        Rule(program, "SSH session was closed for '", ESXI_SSH, "session_closed", "success", "session", is_first=True)
        for program in ("SSH", "sshd")
    ),
)  # fmt: skip
