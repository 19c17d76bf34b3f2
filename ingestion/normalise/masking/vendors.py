"""Credentials that tell themselves by their form: keys and tokens of common vendors, and JSON Web Tokens.

``BEGINNINGS`` finds candidates, short so that the search stays fast; ``VENDOR`` and ``WEB_TOKEN`` decide. The forms are
those that the vendors document for secret scanners.
"""

import re

from ingestion.normalise.masking.password_hashes import BEGINNINGS as HASH_BEGINNINGS
from ingestion.normalise.masking.regular import compiled
from ingestion.normalise.masking.vendors_of_services import BEGINNINGS as MORE_BEGINNINGS
from ingestion.normalise.masking.vendors_of_services import FORMS as MORE

BEGINNINGS = (
    rb"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{8}|AIza[\w-]{8}|ya29\.[\w-]{4}|GOCSPX-[\w-]{4}|github_pat_[A-Za-z0-9]"
    rb"|gl(?:pat|dt|rt|rtr|cbt|ptt|ft|ffct|soat|agent|imt|oas|wt)-[\w-]{8}|xox[a-z][.-][\w-]{4}|xapp-\d|[srp]k_(?:live|test)_|whsec_"
    rb"|sk-[\w-]{8}|pypi-A|SG\.[\w-]{8}|SK[0-9a-f]{8}|hv[sbr]\.[\w-]{4}|dapi[0-9a-f]{8}|glsa_[\w-]{8}|glc_[\w+/-]{8}|dckr_pat_"
    rb"|NR(?:AK|II|IQ|JS|BR|RA)-[\w-]|AT[ACS]TT3|ATBB[A-Za-z0-9]{8}|sq0[a-z]{3}-|AGE-SECRET-KEY-1|pscale_|sntr[a-z][su]_|sntry[su]_"
    rb"|dp\.[a-z]{2,5}\.[\w.-]{4}|SSWS |(?:Splunk|GenieKey) [0-9a-f]{8}-|lti_[0-9a-f]{4}|lta_[0-9a-f]{4}"
    rb"|hooks\.slack\.com/(?:services|workflows|triggers)/|hooks\.zapier\.com/hooks/catch/|bot\d{8,}:|tskey-[a-z]|PMAK-[0-9a-f]"
    rb"|figd_[\w-]{4}|HRKU-[\w-]{4}|LTAI[A-Za-z0-9]{8}|dt0[a-z]\d\d\.[A-Z0-9]{8}|v1\.0-[0-9a-f]{8}|AKCp[A-Za-z0-9]{8}"
    rb"|cmVmdGtu[A-Za-z0-9]{4}|fm[12][ar]?_[\w+/]{8}|fo1_[\w-]{8}|vercel_[a-z]{2,8}_|pat[A-Za-z0-9]{14}\.[0-9a-f]{8}"
    rb"|pat-[a-z]{2}\d-[0-9a-f]{8}|pk_\d{6}|EAA[A-Z][A-Za-z0-9]{8}|access_token\$|rzp_(?:live|test)_|sk\.eyJ|pcsk_|ops_eyJ|CCIP[AR]T_"
    rb"|CFPAT-|duffel_(?:live|test)_|EZ[AT]K[A-Za-z0-9]{8}|fio-u-|FLWSECK|mlsn\.[0-9a-f]{4}|x(?:key|smtp)sib-|snyk_[a-z]{3}\."
    rb"|tfp_[\w-]{8}|AQVN[\w-]{8}|t1\.[\w-]{12}|dckr_oat_|ABSK[A-Za-z0-9+/]{8}|essu_[\w-]{8}|sgp_[A-Za-z0-9]{8}|sdk-[0-9a-f]{8}-"
    rb"|\d{6}-\d{6}-\d{6}-\d{6}-|re_[A-Za-z0-9]{8}_|tvly-[\w-]{8}|lin_oauth_|v[1-4]\.(?:local|public)\.|(?:TGT|PGT|ST|PT)-\d{1,9}-[A-Za-z0-9]{8}|A{22}[B-Za-z0-9%][A-Za-z0-9%]{7}"
    rb"|"
    + MORE_BEGINNINGS
    + rb"|discord(?:app)?\.com/api/webhooks/|webhook\.office\.com/webhookb2/|"
    + HASH_BEGINNINGS
)
SHORTEST_VENDOR = 15  # xoxb- and ten signs
VENDOR = compiled(
    rb"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}|AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}"
    rb"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|gl(?:pat|dt|rt|rtr|cbt|ptt|ft|ffct|soat|agent|imt|oas|wt)-[\w-]{20,}(?:\.[\w-]{2}\.[\w-]{8,})?"
    rb"|xox[a-z](?:\.xox[a-z])?-[\w-]{10,}|xapp-\d-[\w-]{10,}|[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,}"
    rb"|sk-[\w-]{20,}|npm_[A-Za-z0-9]{36}|pypi-A[\w-]{50,}|SG\.[\w-]{16,}\.[\w-]{16,}|SK[0-9a-f]{32}"
    rb"|key-[0-9a-f]{32}|hv[sbr]\.[\w-]{20,}|dapi[0-9a-f]{32}(?:-\d)?|hf_[A-Za-z]{30,}"
    rb"|glsa_[\w=-]{20,}|glc_[\w+/=-]{20,}|do[opr]_v1_[0-9a-f]{64}|shp[a-z]{2}_[0-9a-fA-F]{32}|dckr_pat_[\w-]{20,}"
    rb"|NRAK-[A-Z0-9]{27}|NR(?:JS|BR|RA)-[0-9a-f]{16,}|NRI[IQ]-[\w-]{32}|lin_api_[A-Za-z0-9]{32,}|AT[ACS]TT3[\w=-]{50,}|ATBB[A-Za-z0-9]{28,}|sq0[a-z]{3}-[\w-]{22,}"
    rb"|AGE-SECRET-KEY-1[0-9A-Z]{58}|pscale_\w{2,6}_[\w.-]{20,}|sntr[a-z][su]_[\w=+/-]{20,}|sntry[su]_[\w=+/-]{20,}"
    rb"|dp\.[a-z]{2,5}\.(?:[a-z0-9_]{1,24}\.)?[\w-]{40,}|lti_[0-9a-f]{8}_[\w-]{20,}|lta_[0-9a-f]{8}_[\w-]{20,}"
    rb"|[\w~.-]{3}\dQ~[\w~.-]{31,}|bot\d{8,}:[\w-]{35}"
    rb"|rubygems_[0-9a-f]{48}|tskey-[a-z]+-\w+-\w{16,}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|figd_[\w-]{30,}|HRKU-[\w-]{30,}"
    rb"|gsk_[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}|sbp_[0-9a-f]{40}|LTAI[A-Za-z0-9]{17,20}\b|ntn_[A-Za-z0-9]{40,}"
    rb"|dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}|v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}|AKCp[A-Za-z0-9]{60,}|cmVmdGtu[A-Za-z0-9]{50,}"
    rb"|pul-[0-9a-f]{40}|fm[12][ar]?_[\w+/=]{60,}|fo1_[\w-]{40,}|nfp_[A-Za-z0-9]{36}|vercel_[a-z]+_(?:rw_)?\w{20,}"
    rb"|rnd_[A-Za-z0-9]{28,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|pat-[a-z]{2}\d-[0-9a-f-]{36}|pk_\d{6,}_[A-Z0-9]{32}|EAA[A-Z][A-Za-z0-9]{60,}"
    rb"|access_token\$(?:production|sandbox)\$\w{16}\$[0-9a-f]{32}|rzp_(?:live|test)_[A-Za-z0-9]{14}|aio_[A-Za-z0-9]{28}|sq[apu]_[0-9a-f]{40}"
    rb"|sk\.eyJ[\w-]{20,}\.[\w-]{20,}|r8_[A-Za-z0-9]{37}|pplx-[A-Za-z0-9]{40,}|pcsk_\w{40,}|lsv2_[ps][tk]_\w{32,}|ops_eyJ[\w-]{100,}|bk[a-z]{2}_[0-9a-f]{40}"
    rb"|CCIP[AR]T_\w{40,}|CFPAT-[\w-]{40,}|duffel_(?:live|test)_[\w=-]{40,}|EZ[AT]K[A-Za-z0-9]{54}|fio-u-[\w-]{60,}|FLWSECK(?:_TEST)?-[0-9a-f]{32}-X"
    rb"|ico-[A-Za-z0-9]{32}|(?:live|test)_[0-9a-f]{35}|mlsn\.[0-9a-f]{40,}|x(?:key|smtp)sib-[0-9a-f]{64}-\w{16}|pnu_[A-Za-z0-9]{36}|rdme_[0-9a-f]{70}"
    rb"|shippo_(?:live|test)_[0-9a-f]{40}|snyk_[a-z]{3}\.\w{8}\.[\w-]{40,}|tfp_[\w-]{40,}|AQVN[\w-]{35,}|t1\.[\w=-]{16,}\.[\w-]{86}=*|dckr_oat_[\w-]{20,}"
    rb"|ABSK[A-Za-z0-9+/]{100,}=*|essu_[\w-]{40,}|sgp_\w{40,}|sdk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|secret-[A-Za-z0-9]{40,}"
    rb"|\d{6}(?:-\d{6}){7}|re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}|sk_[0-9a-f]{48}|tvly-[\w-]{28,}|fc-[0-9a-f]{32}|lin_oauth_\w{32,}|v[1-4]\.(?:local|public)\.[\w-]{32,}(?:\.[\w-]+)?|(?:TGT|PGT|ST|PT)-\d{1,9}-[A-Za-z0-9]{20,}(?:-[\w.-]+)?|A{22}[A-Za-z0-9]{4,}%[\w%]{40,}|"
    + MORE
)
HOOK = compiled(
    rb"(?:hooks\.slack\.com/(?:services|workflows|triggers)|hooks\.zapier\.com/hooks/catch|discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2)/([\w/@.-]{20,})"
)
OKTA = compiled(rb"(?:SSWS|Splunk|GenieKey) ([\w-]{20,})")
# RFC 7515 and 7516: three or five parts in base64url, the first a JSON object. Python's own, each byte read once.
WEB_TOKEN = re.compile(rb"eyJ[\w-]{8,}+\.[\w-]*+\.[\w-]*+(?:\.[\w-]*+\.[\w-]*+)?")
