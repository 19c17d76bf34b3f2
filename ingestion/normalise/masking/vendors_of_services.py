"""More credentials that tell themselves by how they begin: services of all sorts, in the order of their letters."""

BEGINNINGS = (
    rb"A3-[A-Z0-9]{6}-|API-[A-Z0-9]{16}|AVNS_|amzn\.mws\.|amzn1\.oa2-cs\.|access-(?:sandbox|development|production)-[0-9a-f]"
    rb"|bedrock-api-key-|BBFF-[\w-]{8}|BUNDLE_[A-Z_]{4,40}=[0-9a-f]{8}|CCDB1_|CLOJARS_|cflt[\w+/]{16}|cio[A-Za-z0-9]{24}"
    rb"|cnvca[\w-]{16}|dnkey-|fig[a-z]{1,2}_[\w-]{8}|GOOG1E|GR1348941|JDC_[A-Z0-9]{8}|K10[0-9a-f]{8}|mfa\.[\w-]{16}|Mid-server-"
    rb"|nsec1[a-z0-9]{8}|nvapi-|oy2[a-z0-9]{16}|pat\.[\w-]{16}|sat\.[\w-]{16}|pdl_(?:live|sdbx)_|persona_(?:production|sandbox)_"
    rb"|(?:live|sandbox)_[A-Za-z0-9_-]{16}|sc(?:auth)?_[a-z0-9]{5,30}\.|sha256~|sl\.(?:u\.)?[AB][\w-]{8}|sm_[aps]at_"
    rb"|SWM(?:TKN|KEY)-1-|sb_secret_|st\.[0-9a-f]{8}-|tgp_v\d_|tk-us-|token-[a-z0-9]{5}:|waka_[0-9a-f]|wandb_v\d_|xprv[A-Za-z0-9]{8}"
    rb"|y[0-3]_A[\w-]{8}|AKID[A-Za-z0-9]{8}|AKLT[\w-]{8}|EAAA[\w-]{16}|oauth:[a-z0-9]{8}|\b1//0[\w-]{8}|0\.[0-9a-f]{8}-[0-9a-f]{4}-"
    rb"|4b1d[A-Za-z0-9]{8}|eyJrIjoi|syt_[\w-]{8}|dG9rO[A-Za-z0-9+/]{8}|ver:\d{1,2}-hint:|vk1\.a\.|sec-c-[A-Za-z0-9]{8}|akab-[a-z0-9]{8}"
)
FORMS = (
    rb"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}|API-[A-Z0-9]{26}|AVNS_[\w-]{16,}|amzn\.mws\.[0-9a-f-]{36}|amzn1\.oa2-cs\.v1\.[0-9a-f]{64}"
    rb"|apify_api_[A-Za-z0-9]{36}|api_org_[A-Za-z]{34}|access-(?:sandbox|development|production)-[0-9a-f-]{36}|bedrock-api-key-[\w+/=]{40,}|BBFF-[\w-]{30,}|BUNDLE_[A-Z_]{4,40}=[0-9a-f]{8}:[0-9a-f]{8}"
    rb"|CCDB1_\w{20,}|CLOJARS_[A-Za-z0-9]{60}|cflt[\w+/]{60}|cf(?:ut|at|k)_[A-Za-z0-9]{40,}|cio[A-Za-z0-9]{32}|cnvca[\w-]{40,}|csk-[a-z0-9]{40,}|ddapp_[A-Za-z0-9]{30,}|dnkey-[\w=-]{26}-[\w=-]{52}"
    rb"|e2b_[0-9a-f]{40}|fig[a-z]{1,2}_[\w-]{40,}|GOOG1E[A-Z0-9]{20,}|GR1348941[\w-]{20,}|JDC_[A-Z0-9]{28}|K10[0-9a-f]{64}::\w+:[0-9a-f]{32}"
    rb"|llx-[A-Za-z0-9]{40,}|mfa\.[\w-]{80,}|Mid-server-[\w-]{20,}|mka_[A-Za-z0-9]{32,}|nsec1[a-z0-9]{58}|nvapi-[\w-]{40,}|os_v2_app_[a-z2-7]{80,}|os_v2_app_[a-z0-9]{80,}|oy2[a-z0-9]{43}"
    rb"|p8e-[A-Za-z0-9]{32}|packagist_[a-z]{3}_[0-9a-f]{40,}|[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}|pdl_(?:live|sdbx)_apikey_\w{30,}|persona_(?:production|sandbox)_[0-9a-f-]{36}|ph[xs]_[A-Za-z0-9]{40,}"
    rb"|s-s4t2(?:ud|af)-[0-9a-f]{64}|(?:sandbox|live)_[\w=-]{40}|sc(?:auth)?_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[\w+/=-]{30,}|secret_[A-Za-z0-9]{43}|sha256~[\w-]{43}|sl\.(?:u\.)?[AB][\w=-]{100,}"
    rb"|sm_[aps]at_[A-Za-z0-9]{16}|SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}|SWMKEY-1-[\w+/]{40,}|sb_secret_[\w-]{20,}|shp[a-z]{2,3}_[0-9a-fA-F]{32}|st\.[0-9a-f-]{36}\.[0-9a-f]{32}\.[0-9a-f]{32}"
    rb"|tgp_v\d_[\w-]{40,}|tk-us-[\w-]{48}|token-[a-z0-9]{5}:[a-z0-9]{54}|waka_[0-9a-f-]{36}|wandb_v\d_[\w-]{40,}|xprv[A-Za-z0-9]{100,}|y[0-3]_A[\w-]{50,}|zpka_[0-9a-f]{32}_[0-9a-f]{8}"
    rb"|AKID[A-Za-z0-9]{32}|AKLT[\w-]{30,}|EAAA[\w-]{60}|oauth:[a-z0-9]{30}|1//0[\w-]{40,}|0\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9]{30}:[\w+/]{22}=="
    rb"|4b1d[A-Za-z0-9]{38}|eyJrIjoi[\w+/]{50,}={0,2}|syt_[A-Za-z0-9+/=]{1,60}_[A-Za-z]{20}_\w{6}|vk1\.a\.[\w-]{40,}|dG9rO[\w+/]{40,}={0,2}|ver:\d{1,2}-hint:\d{1,12}-[\w+/=-]{40,}|sec-c-[A-Za-z0-9+/=]{40,}|akab-[a-z0-9]{16}-[a-z0-9]{16}"
)
