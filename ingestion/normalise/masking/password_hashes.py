"""Hashes of passwords in the forms that are stored: whoever reads them can try passwords against them.

crypt(3) and its modular forms, RFC 2307 and its like for directories, Kerberos tickets and NTLM answers as tools print
them, databases' own.
"""

from ingestion.normalise.masking.regular import compiled

BEGINNINGS = (
    rb"\$(?:[1-9y]|2[abxy]|apr1|argon2(?:id|[id])|[PH]|scrypt|pbkdf2[\w-]{0,10}|krb5(?:tgs|asrep|pa)|sha1|bcrypt-sha256)\$[\w./=,$*]{4}"
    rb"|\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,10}|ARGON2)\}[\w+/$]{8}|pbkdf2_sha\d{1,3}\$|bcrypt_sha256\$|SCRAM-SHA-\d{1,3}\$"
    rb"|\*[0-9A-F]{12}|0x0[12]00[0-9A-F]{8}"
)
PASSWORD_HASH = compiled(
    rb"(\$(?:[1-9y]|2[abxy]|apr1|argon2(?:id|[id])|scrypt|pbkdf2[\w-]{0,10}|sha1|bcrypt-sha256)\$(?:[\w./$=+-]|,[a-z]=){20,}|\$[PH]\$[\w./]{31}"
    rb"|\$krb5(?:tgs|asrep|pa)\$[\w.$*/@:-]{40,}|\{(?:S?SHA\d{0,3}|S?MD5|PBKDF2[\w-]{0,10}|ARGON2)\}[\w+/$]{22,}=*|\{CRYPT\}[\w./$=+-]{12,}"
    rb"|pbkdf2_sha\d{1,3}\$\d{1,8}\$[\w+/]{1,64}\$[\w+/]{40,}=*|bcrypt_sha256\$[\w./$=+-]{20,}"
    rb"|SCRAM-SHA-\d{1,3}\$\d{1,7}:[\w+/]{8,}=*\$[\w+/]{27,}=*:[\w+/]{27,}=*|\*[0-9A-F]{40}\b|0x0[12]00[0-9A-F]{48,}"
    rb")"
)
