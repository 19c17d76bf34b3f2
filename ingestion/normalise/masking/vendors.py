"""Credentials that tell themselves by their form: keys and tokens of common vendors, and JSON Web Tokens.

``BEGINNINGS`` finds candidates, short so that the search stays fast; ``VENDOR`` and ``WEB_TOKEN`` decide. The forms are
those that the vendors document for secret scanners.
"""

from ingestion.normalise.masking.regular import compiled

BEGINNINGS = (
    rb"A(?:KIA|SIA|BIA)[A-Z2-7]{8}|AIza[\w-]{8}|ya29\.[\w-]{4}|GOCSPX-[\w-]{4}"
    rb"|gh[pousr]_[A-Za-z0-9]{8}|github_pat_[A-Za-z0-9]|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas|wt)-[\w-]{8}"
    rb"|xox[a-z]-[\w-]{4}|xapp-\d|[srp]k_(?:live|test)_|whsec_|sk-[\w-]{8}|npm_[A-Za-z0-9]{8}|pypi-A"
    rb"|SG\.[\w-]{8}|SK[0-9a-f]{8}|key-[0-9a-f]{8}|hvs\.[\w-]{4}|hvb\.[\w-]{4}|dapi[0-9a-f]{8}|hf_[A-Za-z]{8}"
    rb"|gl(?:sa|c)_[\w-]{8}|do[opr]_v1_|shp[a-z]{2}_[0-9a-f]|dckr_pat_|NRAK-[A-Z0-9]|lin_api_|ATATT3|sq0[a-z]{3}-"
    rb"|AGE-SECRET-KEY-1|pscale_|sntr[a-z]s_|dp\.[a-z]{2,5}\.[\w-]{4}|SSWS |lti_[0-9a-f]{4}|lta_[0-9a-f]{4}"
    rb"|[\w~.-]{3}8Q~|hooks\.slack\.com/services/|bot\d{8,}:|rubygems_[0-9a-f]{4}|tskey-[a-z]|PMAK-[0-9a-f]|figd_[\w-]{4}"
    rb"|HRKU-[\w-]{4}|gsk_[A-Za-z0-9]{4}|xai-[A-Za-z0-9]{8}|sbp_[0-9a-f]{4}|LTAI[A-Za-z0-9]{8}|ntn_[A-Za-z0-9]{8}"
)
VENDOR = compiled(
    rb"A(?:KIA|SIA|BIA)[A-Z2-7]{16}|AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}"
    rb"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas|wt)-[\w-]{20,}(?:\.[\w-]{2}\.[\w-]{8,})?"
    rb"|xox[a-z]-[\w-]{10,}|xapp-\d-[\w-]{10,}|[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,}"
    rb"|sk-[\w-]{20,}|npm_[A-Za-z0-9]{36}|pypi-A[\w-]{50,}|SG\.[\w-]{16,}\.[\w-]{16,}|SK[0-9a-f]{32}"
    rb"|key-[0-9a-f]{32}|hv[sb]\.[\w-]{20,}|dapi[0-9a-f]{32}(?:-\d)?|hf_[A-Za-z]{30,}"
    rb"|gl(?:sa|c)_[\w=-]{20,}|do[opr]_v1_[0-9a-f]{64}|shp[a-z]{2}_[0-9a-fA-F]{32}|dckr_pat_[\w-]{20,}"
    rb"|NRAK-[A-Z0-9]{27}|lin_api_[A-Za-z0-9]{32,}|ATATT3[\w=-]{50,}|sq0[a-z]{3}-[\w-]{22,}"
    rb"|AGE-SECRET-KEY-1[0-9A-Z]{58}|pscale_\w{2,6}_[\w.-]{20,}|sntr[a-z]s_[\w=+/-]{20,}"
    rb"|dp\.[a-z]{2,5}\.[\w-]{40,}|lti_[0-9a-f]{8}_[\w-]{20,}|lta_[0-9a-f]{8}_[\w-]{20,}"
    rb"|[\w~.-]{3}8Q~[\w~.-]{31,}|bot\d{8,}:[\w-]{35}"
    rb"|rubygems_[0-9a-f]{48}|tskey-[a-z]+-\w+-\w{16,}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|figd_[\w-]{30,}|HRKU-[\w-]{30,}"
    rb"|gsk_[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}|sbp_[0-9a-f]{40}|LTAI[A-Za-z0-9]{17,20}\b|ntn_[A-Za-z0-9]{40,}"
)
SLACK_HOOK = compiled(rb"hooks\.slack\.com/services/([A-Za-z0-9/]{20,})")
OKTA = compiled(rb"SSWS ([\w-]{20,})")
# RFC 7515 and 7516: three or five parts in base64url, the first a JSON object.
WEB_TOKEN = compiled(rb"eyJ[\w-]{8,}\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?")
