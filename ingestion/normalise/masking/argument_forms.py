"""More places of a password: programs' arguments, lines of protocols and devices, and calls with a name before it.

Each ends where the value begins, or its quote. None may hold a line feed; letters are of either case unless said.
"""

NAME = rb"[^\s\"'\\]{1,64}"
# A quote as the text around it spells it: JSON, CSV, XML.
QUOTE = rb"(?:\"\"|\\+\"\\+\"|\\*[\"']|\\+u002[27]|&(?:quot|apos|#34|#39|#x2[27]);)"
ACCOUNT = rb"(?:\\*\")?(?:[\w.-]{1,32}\\{1,4})?" + NAME + rb"(?:\\*\")?"  # of a domain of Windows
# Between the arguments of a list, and those of auditd's EXECVE records.
NEXT = rb"(?:" + QUOTE + rb",[ ]?" + QUOTE + rb"|" + QUOTE + rb" a\d{1,2}(?:\\*=|\\+u003[dD])" + QUOTE + rb")"
# The -p of docker and podman is a port, but for logging in.
PROGRAMS = (
    rb"(?:sshpass|mysql[a-z]{0,6}|mariadb[a-z-]{0,8}|(?:docker|podman)"
    + NEXT
    + rb"login|helm|mongo[a-z]{0,7}|cqlsh)"
)
LISTED = (
    rb"(?:"
    + QUOTE
    + rb"|/)"
    + PROGRAMS
    + rb"(?:"
    + NEXT
    + rb"[^\"'\\\n]{0,64}){0,8}?"
    + NEXT
    + rb"(?-i:-p)(?:"
    + NEXT
    + rb")?"
    rb"|-(?:u|-user)"
    + NEXT
    + rb"[^\s:\"'\\]{1,64}:|"
    + QUOTE
    + rb"--?(?:password|passwd|passphrase|token|secret|api-?key|requirepass)"
    + NEXT
    + b"".join(
        rb"|(?:"
        + QUOTE
        + rb"|/)"
        + program
        + rb"(?:"
        + NEXT
        + rb"[^\"'\\\n]{0,64}){0,8}?"
        + NEXT
        + rb"(?-i:"
        + its
        + rb")"
        + NEXT
        for program, its in ((rb"redis-cli", rb"-a"), (rb"ldap[a-z]{3,8}", rb"-w"))
    )
)
HERE = rb"(?:<<<|(?:&lt;){3}|(?:\\+u003[cC]){3}) ?"  # what a shell gives a program on its standard input
SHELL = (
    rb"\b(?:passwd|su|kinit|cryptsetup|gpg|ipa|gh|glab|openssl|keepassxc-cli)\b[^\n\"|<&]{0,80}"
    + HERE
    + rb"|<\(echo "
    rb"| -[ul] "
    + NAME
    + rb" (?-i:-p) |\b(?:helm|medusa|sendemail)\b[^\n\"|]{0,80} -x?p |\bhttps? -a [\w.@-]{1,64}:|--?(?:basic-|src-|dest-)?(?:auth|creds?|credentials)[ =][\w.@-]{1,64}:"
    rb"|\bssh-keygen [^\n\"|]{0,80}?(?-i:-[NP]) |\bhtpasswd -[a-z]{0,3}n[a-z]{0,3} "
    + NAME
    + rb" |(?-i: -A) "
    + NAME
    + rb" (?-i:-X) |(?-i:-[ax]) (?:MD5|SHA|AES|3?DES)[\d-]{0,6} (?-i:-[AX]) |"
    # Behind another that is masked already, or holds nothing: curl and wget have such options too.
    rb"(?-i: -X secretpassword[0-9a-f]{24} -A) |(?-i: -P (?:secretpassword[0-9a-f]{24}|\\*[\"']{2}|\*{1,8}) -N) |--pass(?:word)?-?(?:eval|command)[ =]\\*[\"']?(?:echo|printf) |\bset_network \d{1,4} (?:psk|password|wep_key\d) |\bexpect -c \\*'send \\*\""
    rb"|\bexpect(?: -re)? \\*\"[^\"\n]{0,40}(?:assword|assphrase)[^\"\n]{0,8}\"[; \\nt{}]{1,8}send (?:-- )?\\*\"|\bWIFI:(?:[STH]:[^;\n\"]{0,64};){1,3}P:|\brpcauth=[\w.-]{1,32}:|\btsig-key [\w.-]{1,64}:"
    rb"|\bPLAIN[^\n\"]{0,24}\\+u0000[\w.@-]{1,64}\\+u0000|\\?\* (?:NTLM|LM|SHA1|DPAPI) {1,8}: |\b(?:crackmapexec|nxc|netexec|cme|evil-winrm) [^\n\"|]{0,100} (?-i:-H) |webhook/send\?key="
    rb"|sonar\.login\\*=|\bset-item (?:-path )?\\*[\"']?env:\w{0,32}(?:password|passwd|pwd|secret|token|api_?key)\\*[\"']? (?:-value )?|\bbundle config (?:set )?(?:--\w{1,16} )?[\w.-]{1,64} [\w.-]{1,64}:"
    rb"|\bconfig (?:--global )?http-basic\.[\w.-]{1,64} "
    + NAME
    + rb" |\bpassword[.]{6,60}|\bset-key ascii \d |password[ \t]{1,8}reg_sz[ \t]{1,8}|(?-i:\bPASSWORD) [\w.-]{1,32} = |\b(?:unseal|unlock) key(?: \d{1,2})?(?: \([\w ]{1,30}\))?: |\bradtest "
    + NAME
    + rb" |\Badtest "
    + NAME
    + rb" "
    + NAME
    + rb" [\w.:-]{1,64} \d{1,5} |\bwpa_passphrase "
    + NAME
    + rb" "
    rb"|\biwconfig \w{1,16} key s:|\bngrok (?:config add-)?auth-?token |\bcargo login |\b(?:mc|mcli) (?:alias set|config host add) [\w.-]{1,32} \S{1,100} "
    + NAME
    + rb" "
    rb"|\b(?:auth init|cloud auth login|config create) -t |\bconfig set --secret [\w:.-]{1,64} |\b(?:encrypt_string|vault operator unseal|--secret-string) |\bvault kv put \S{1,80} \w{1,24}="
    rb"|\b(?:put-parameter|keyvault secret set) [^\n\"|]{0,100}--value |\brclone config create [^\n\"|]{0,60} (?:pass|secret_access_key|token|key) |\bset-single-user-credentials "
    + NAME
    + rb" |\bisql \w{1,32} \w{1,32} "
    rb"|\basterisk -rx \\*[\"']?[a-z ]{0,32}password |\bopen -u [\w.@-]{1,64},|\bgem push --key |\bbw unlock (?:--raw )?|--erlang-cookie | -setcookie |\bcfguseradminpassword (?:-i \d{1,2} )?|\bset idrac\.users\.\d{1,2}\.password "
)
WINDOWS = (
    rb"/u(?:ser)?[: ]"
    + ACCOUNT
    + rb" /p(?:ass(?:word)?)?[: ]|\bnetdom(?:\.exe)? [^\n\"|]{0,100}/p[do]:|\bbitsadmin(?:\.exe)? /setcredentials [^\n\"|/]{1,80} (?:basic|digest|ntlm|negotiate|passport) "
    + NAME
    + rb" |\b(?:ldifde|csvde)(?:\.exe)? [^\n\"|]{0,100}?-b "
    + NAME
    + rb" "
    + NAME
    + rb" |\badfind(?:\.exe)? [^\n\"|]{0,100}-up |\bnet1? use [^\n\"|]{0,100}/u:"
    + NAME
    + rb" |\bnet1? use [a-z*]:? {1,4}\\{2,4}[\w.$\\-]{1,100} {1,4}|\bschtasks(?:\.exe)? [^\n\"|]{0,100}/p |\bsigntool(?:\.exe)? [^\n\"|]{0,100}/p "
    rb"|\bwinrs(?:\.exe)? [^\n\"|]{0,100}-p:|\breg(?:\.exe)? add \\*\"[^\n\"|]{1,120}\\*\" /v \w{0,24}password\w{0,4} [^\n\"|]{0,24}/d |\bslmgr(?:\.vbs)? /ipk |\brasdial(?:\.exe)? (?:\\*\"[^\"\n\\]{1,64}\\*\"|"
    + NAME
    + rb") "
    + NAME
    + rb" |\bvaultcmd(?:\.exe)? [^\n\"|]{0,100}/authenticator:|convertto-securestring {1,4}\("
    rb"| -credential [\w\\.-]{1,64}/|\b(?:sekurlsa::pth|asktgt) [^\n\"|]{0,100}/(?:ntlm|rc4|aes(?:128|256)):|-hashes [0-9a-f]{0,32}:|\bkey content +: "
)
LINES = (
    rb"\d (?-i:LOGIN) \\*\"?"
    + NAME
    + rb"\\*\"? | -u:"
    + NAME
    + rb" -p:|(?-i:(?:C: |<- |, \\*\"|\bcommand '|\bAUTHINFO )PASS )|\b334 UGFzc3dvcmQ6[ <>C:-]{1,8}|\bnickserv :?identify "
    + NAME
    + rb" "
    rb"|\bhello [23] auth "
    + NAME
    + rb" |(?-i:AUTH)\\*\" \\*\"[\w.@-]{1,64}\\*\" |\bacl setuser [^\n\"|]{1,60}>|\bacl"
    + QUOTE
    + rb" "
    + QUOTE
    + rb"setuser"
    + QUOTE
    + rb" [^\n|]{1,80}?"
    + QUOTE
    + rb">|\bconfig set (?:masterauth|requirepass) |\buserpass "
    + NAME
    + rb" "
    rb"|service=\w{1,16}[^\n\"]{0,80}(?:#011|\\t|[ \t])resp=|\]:(?:25|465|587)[ \t]{1,4}[\w.@+-]{1,64}:|\bbase64url\.bearer\.authorization\.k8s\.io\.|\bmechanism\\{0,2}=\\*['\"]PLAIN\\*['\"]>|\bmechanism\\*\":[ ]?\\*\"PLAIN\\*\",[ ]?\\*\"payload\\*\":[ ]?|\bcodecov [^\n\"|]{0,60}-t |\bsnyk auth |\bh(?:m?set) "
    + NAME
    + rb" (?:\w{1,24} "
    + NAME
    + rb" ){0,4}(?:password|passwd|secret|token) "
)
_TEXT = QUOTE + rb"[^\"'\n]{1,100}?" + QUOTE + rb", ?"
CALLS = (
    rb"\bpgp_sym_(?:en|de)crypt\([^,\n]{1,64}, ?|\baes_(?:en|de)crypt\([^,\n]{1,64}, ?|\bsp_password [^,\n]{1,64}, ?|\bsp_addlogin "
    + QUOTE
    + rb"[^\"'\n]{1,64}?"
    + QUOTE
    + rb", ?|\bdbi(?:->|-&gt;| )?connect\((?:"
    + _TEXT
    + rb"){2}|\bdb\.(?:changeuserpassword|auth|adduser)\("
    + _TEXT
    + rb"|\bauth ?\\*= ?\("
    + _TEXT
    + rb"|\b(?:mysql|postgresql)\((?:"
    + _TEXT
    + rb"){4}|\bmethod"
    + QUOTE
    + rb" ?: ?"
    + QUOTE
    + rb"(?:[\w./-]{0,24}[./])?(?:login|authenticate)"
    + QUOTE
    + rb", ?"
    + QUOTE
    + rb"params"
    + QUOTE
    + rb" ?: ?\[ ?"
    + _TEXT
    + rb"|\bsecurity\.changepassword\(|\benv\("
    + QUOTE
    + rb"\w{0,32}(?:PASSWORD|SECRET|TOKEN|KEY)"
    + QUOTE
    + rb", ?"
    rb"|(?:pdo->__construct|new pdo|mysqli?(?:_p?connect|->__construct|->real_connect)|imap_open)\((?:"
    + _TEXT
    + rb"){2}|\b(?:ldap_bind|ftp_login|ssh2_auth_password)\([^,\n]{1,40}, ?"
    + _TEXT
    + rb""
    rb"|\bdefine\( ?" + QUOTE + rb"\w{0,24}(?:PASSWORD|_KEY|_SALT|SECRET|TOKEN)" + QUOTE + rb",[ \t]{0,24}"
    rb"|(?-i:\bAC)[0-9a-f]{32}" + QUOTE + rb", ?"
)
# Where a sentence may go on as well: only what looks like a password goes.
PERHAPS = (
    rb"\b(?:with|given|using|trying|tried) password |(?-i:\bAUTH )(?:default )?|\b(?:(?-i:community):|set (?:passwd|psksecret|passphrase)|(?:authentication|server|pre-shared)-key(?: local)?|standby \d{1,3} authentication|com2sec \S{1,32} \S{1,64})[ \t]+"
    rb"|\b(?:auth (?:md5|sha\d{0,3})|priv (?:aes|3?des)(?: \d{3})?) |\bcreateuser \w{1,32} \w{2,6} |\b(?-i:MD5|SHA(?:-?\d{3})?) "
    + NAME
    + rb" (?-i:AES|DES) |(?-i:\b(?:PSK|EAP|XAUTH)) \\*[\"']|\bsnmp community |\$auth[23] ?= ?|\bpassword (?:was )?changed from |\Bassword (?:was )?changed from "
    + NAME
    + rb" to |\bpsk [\w.-]{1,64} secret \\*'|\bpre-shared-secret |\bsecret for (?:(?:client|host|user|peer) )?[\w.:@-]{1,64} is "
    rb"| /(?:p|pass(?:word)?|pwd):| /(?:pass|password|pwd) |(?-i:\bPOP3[^\n\"]{0,24} PASS )|(?:command: |> )auth |--?(?:auth|secret|certificate|encryption)-?key |(?:generated|following|temporary|initial) password[\w @.-]{1,60}: |\bpassword (?:of|for) [\w@.-]{1,64} to "
    rb"|(?:kennwort|passwort|senha|parola|contrase\xc3\xb1a|mot de passe) (?:f\xc3\xbcr|do|da|de|del|di|pour|d'ordine)(?: [\w.@-]{1,64})?: |--from-literal[= ][\w.-]{1,64}="
    rb"|[?&](?:u|user|username)=[^\s&\"'\\]{1,64}&p="
    rb"|\b(?:(?:basic_?)?auth\\*[\"']?[=:]? ?[(\[]|(?:u003e)?(?:login|authenticate|http(?:basic|digest)auth)\() ?"
    + _TEXT
    + QUOTE
    + rb"|\bcredentials?\([\w.@-]{1,64}, ?|\bs3(?:cluster)?\((?:"
    + _TEXT
    + rb"){2}"
    + QUOTE
    + rb"|\boption key "
    + QUOTE
    + rb"|\((?:aes|des|rc4|arcfour|camellia)[\w-]{3,40}\)[ ]{1,4}\(|[\w-]\.psk |\bpassword (?:(?:irreversible-)?cipher|simple) "
)
# Settings of servers and devices, and what a sentence quotes: anything but a word that a sentence goes on with.
_MASKED = rb"secretpassword[0-9a-f]{24}"
DIRECTIVES = (
    rb"(?:\b(?:requirepass|masterauth|cachemgr_passwd|rootpw|bindpw|bindpass|set snmp community|(?:tacacs|radius) key|auth[_-]pass|insecure-password|key-string|wpa-psk ascii|plain-text-password-value|snmp-server community|(?:password|secret) [05-9]"
    rb"|(?:user set password \d{1,3}|machine \S{1,64} login [\w.@-]{1,64} password)|(?:enable|neighbor [\w.:]{3,40}) password|authentication-key \d{1,5} (?:md5|sha\d{0,3}|hmac-sha2-256|cmac-aes-128)|user "
    + NAME
    + rb" insecure-password|(?-i:OPER) "
    + NAME
    + rb"|config set (?:requirepass|masterauth))|"
    + QUOTE
    + rb"set"
    + QUOTE
    + rb" "
    + QUOTE
    + rb"(?:requirepass|masterauth)"
    + QUOTE
    + rb"|\b(?:setenv|fastcgi_param|uwsgi_param|passenger_env_var) \w{0,24}(?:pass|password|passwd|secret|token|key)|\bnmcli [^\n\"|]{0,100}\b(?:password|psk)|"
    + rb"(?:"
    + QUOTE
    + rb"(?-i:AUTH)|\] "
    + QUOTE
    + rb"auth)"
    + QUOTE
    + rb"(?: "
    + QUOTE
    + rb"[\w.@-]{1,64}"
    + QUOTE
    + rb")?)[ \t]{1,8}(?:[05-9] {1,3})?"
    # Of two passwords the second, behind the first that is masked already.
    rb"|\b(?:snmp-server user "
    + NAME
    + rb" "
    + NAME
    + rb" v3 (?:encrypted )?auth (?:md5|sha\d{0,3})|(?-i:createUser) "
    + NAME
    + rb" (?:MD5|SHA[\d-]{0,4})) (?:"
    + QUOTE
    + rb"?"
    + _MASKED
    + QUOTE
    + rb"? (?:priv )?(?:aes|3?des)(?:[ -]?\d{3})? )?"
    rb"|\B-w "
    + _MASKED
    + rb" -s |(?-i:(?:C: |(?:[<>-]|&[lg]t;)(?:>|&gt;)? )PASS )|\b(?:new |temporary |initial )?password is: |\bpassword is generated for [\w@.-]{1,64}: |\bstats auth [\w.@-]{1,64}:"
    rb"|\b(?:authentication failure|snmp|bad|invalid|unknown|wrong|incorrect)[^\n\"|,;]{0,24} community(?: (?:name|string):? | ?[:=] ?| \\*[\"'])|\b(?:tacplus|radius)-server [\w.:]{3,40} secret "
)
ARGUMENTS = b"|".join((LISTED, SHELL, WINDOWS, LINES, CALLS))
