"""How reasons of quarantine read on pages."""

from ingestion.formats import titles

WORDS = {
    "too_long": "The line is too long",
    "lines_too_short": "Lines too short to be records",
    "masked_whole": "Masked as a whole",
    "too_deep": "Nested too deeply",
    "too_many_keys": "Too many keys",
    "not_an_object": "JSON, but not an object",
    "beside_the_list": "Beside the list of records",
    "wrong_columns": "More or fewer columns than the header has",
    "no_header": "No header with a column of times",
    "unreadable_time": "The time cannot be read",
    "unreadable": "Not accepted by the event store",
    "engine_refused": "Not accepted by the event store",
}
NOT = "not_"
# What a record was expected to be and is not, by the reason's code without its "not_".
KINDS = {
    "access_log": "a line of an access log",
    "an_event": "an event of wevtutil's text",
    "apache_error": "a line of Apache's error log",
    "appliance_syslog": "an appliance's syslog line",
    "apt_history": "a block of APT's history",
    "auditd": "a Linux audit record",
    "barracuda": "a line of Barracuda's firewall",
    "bind": "a line of BIND's log",
    "cassandra": "a record of Cassandra's log",
    "cef": "CEF",
    "cisco": "a Cisco device's line",
    "cisco_ise": "a line of Cisco ISE",
    "citrix": "a line of Citrix NetScaler",
    "cluster_syslog": "a cluster's syslog line",
    "confluence_access": "a line of Confluence's access log",
    "container": "a container's line",
    "csv": "a row of CSV",
    "dpkg": "a line of dpkg's log",
    "elasticsearch_audit": "a line of Elasticsearch's audit log",
    "elb": "a line of an AWS load balancer",
    "envoy": "a line of Envoy's access log",
    "evtx": "a Windows event log",
    "exim": "a line of Exim's log",
    "exported": "an export of Splunk, Elasticsearch or Loki",
    "fast_alert": "a fast alert of Snort or Suricata",
    "firewall_pairs": "a firewall's pairs",
    "firewall_syslog": "a firewall's line",
    "full_alert": "a full alert of Snort",
    "haproxy": "a line of HAProxy's log",
    "ibm_mq": "a record of IBM MQ",
    "journald_export": "an entry of the journal's export",
    "json": "JSON",
    "jul": "a record of java.util.logging",
    "jvm_gc": "a line of the JVM's collector",
    "klog": "a line of klog or glog",
    "leef": "LEEF",
    "logfmt": "logfmt",
    "mcafee_access": "a line of McAfee's access protection log",
    "meraki": "a line of Cisco Meraki",
    "microsoft_dhcp": "a row of Microsoft's DHCP server",
    "modsecurity": "a transaction of ModSecurity",
    "mongodb": "a line of MongoDB's log",
    "mysql_audit": "a record of MySQL's audit log",
    "mysql_error": "a record of MySQL's error log",
    "mysql_general": "a record of MySQL's general query log",
    "mysql_slow": "a record of MySQL's slow query log",
    "nagios": "a line of Nagios' log",
    "nginx_error": "a line of nginx's error log",
    "oracle_audit": "a record of Oracle's audit",
    "ossec_alert": "an alert of OSSEC",
    "pan_os": "a row of PAN-OS",
    "powershell_transcript": "a PowerShell transcript",
    "proxifier": "a line of Proxifier",
    "rabbitmq": "a report of RabbitMQ",
    "redis": "a line of Redis",
    "s3_access": "a line of Amazon S3's access log",
    "santa": "a line of Santa's log",
    "server_file": "a line of such a server's file",
    "server_text": "a line of such a server's log",
    "snare": "an event of Snare",
    "snort_csv": "an alert of Snort in CSV",
    "sql_server": "a record of SQL Server's error log",
    "squid": "a line of Squid's access log",
    "syslog": "a syslog line",
    "teamviewer": "a line of TeamViewer's connections",
    "tomcat_access": "a line of Tomcat's access log",
    "umbrella": "a row of Cisco Umbrella",
    "vsftpd": "a line of vsftpd's log",
    "windows_xml": "Windows XML",
    "xchat": "a line of XChat or HexChat",
    "xml": "XML",
}


def words_of(reason: str) -> str:
    """A code as a sentence without its full stop; one that is not named here by a format's title or its own words."""
    kind = reason.removeprefix(NOT)
    if kind != reason:
        if kind in KINDS:
            return f"Not {KINDS[kind]}"
        if kind in titles():
            return f"Not this format: {titles()[kind]}"
    return WORDS.get(reason) or reason.replace("_", " ").replace("-", " ").capitalize()
