"""What commands of the File Transfer Protocol are, by RFC 959: action, category, and what a reply says of the outcome."""

VERBS = {
    "USER": ("authn_login", "authentication"), "PASS": ("authn_login", "authentication"), "RETR": ("file_read", "file"),
    "STOR": ("upload_complete", "file"), "STOU": ("upload_complete", "file"), "APPE": ("upload_complete", "file"),
    "DELE": ("file_deleted", "file"), "MKD": ("directory_created", "file"), "XMKD": ("directory_created", "file"),
    "RMD": ("directory_deleted", "file"), "XRMD": ("directory_deleted", "file"), "RNFR": ("file_renamed", "file"),
    "RNTO": ("file_renamed", "file"), "LIST": ("directory_listed", "file"), "NLST": ("directory_listed", "file"),
    "MLSD": ("directory_listed", "file"), "CWD": ("directory_entered", "file"), "QUIT": ("session_closed", "session"),
    "ControlChannelOpened": ("ftp_connect", "network"), "ControlChannelClosed": ("session_closed", "session"),
    "DataChannelOpened": ("ftp_data", "network"), "DataChannelClosed": ("ftp_data", "network"),
    "AUTH": ("ftp_tls", "network"), "PASV": ("ftp_data", "network"), "EPSV": ("ftp_data", "network"), "PORT": ("ftp_data", "network"),
}  # fmt: skip
LOGGED_IN = "230"


def meaning(verb: str, reply: str) -> dict[str, object] | None:
    """``None`` when it is no command of FTP. A login is one once its reply says so."""
    known = VERBS.get(verb)
    if not known:
        return None
    action, category = known
    outcome = "failure" if reply[:1] in ("4", "5") else "success" if reply[:1] in ("1", "2", "3") else ""
    if action == "authn_login":
        ended = "_fail" if outcome == "failure" else "_success" if reply == LOGGED_IN else ""
        action, outcome = f"authn_login{ended}", outcome if ended else ""
    return {
        "event.action": action,
        "event.category": category,
        "event.outcome": outcome,
        "network.protocol": "ftp",
    }
