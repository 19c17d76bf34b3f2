"""Django settings: the one place that reads the environment.

``docs/settings.md`` describes every variable; a test holds the two together.
"""

import sys
from ipaddress import ip_address
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("LANTERN_VAR", str(BASE_DIR / "var"))).resolve()

# --- identity of this site -------------------------------------------------------------------
HOST = env.text("LANTERN_HOST", "127.0.0.1")
PORT = env.number("LANTERN_PORT", 8000, least=1)
SITE_URL = env.text("LANTERN_SITE_URL", f"http://{HOST}:{PORT}").rstrip("/")
TLS = env.flag("LANTERN_TLS", SITE_URL.startswith("https://"))
DEBUG = env.flag("LANTERN_DEBUG")
DEMO = env.flag("LANTERN_DEMO")
SECRET_KEY = env.required("LANTERN_SECRET_KEY", "./run makes one; elsewhere set LANTERN_SECRET_KEY_FILE.")
# Tokens of masked values, originals and spooled bodies depend on it: see docs/masking.md before changing it.
MASKING_KEY = env.required("LANTERN_MASKING_KEY", "./run makes one; elsewhere set LANTERN_MASKING_KEY_FILE.")
if len(MASKING_KEY) < 32:
    raise ImproperlyConfigured(
        f"LANTERN_MASKING_KEY has {len(MASKING_KEY)} characters; it needs 32 random ones at least."
    )
ALLOWED_HOSTS = env.words("LANTERN_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
# How many proxies of our own stand in front; the client's address is taken that far from the right.
TRUSTED_PROXIES = env.number("LANTERN_TRUSTED_PROXIES", 0)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


ONLY_LOOPBACK = is_loopback(HOST)
if DEMO and not ONLY_LOOPBACK:
    raise ImproperlyConfigured(
        f"Demonstration accounts have known passwords, and LANTERN_HOST is {HOST}. "
        "Bind to 127.0.0.1, or start without the demonstration (./run --empty)."
    )
if DEBUG and not ONLY_LOOPBACK:
    raise ImproperlyConfigured(f"LANTERN_DEBUG shows internals; it refuses to run on {HOST}.")

# --- applications ------------------------------------------------------------------------------
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "portal.core",
    "portal.audit",
    "portal.accounts",
    "ingestion.sources",
    "ingestion.privacy",
    "ingestion.pipeline",
    "ingestion.watch",
    "portal.retention",
    "investigations.review",
    "investigations.cases",
    "investigations.reports",
    "portal.demo",
    "portal.bench",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.GateMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "portal.accounts.context.shell",
            ],
            "builtins": ["portal.core.templatetags.ui"],
        },
    }
]

# --- PostgreSQL ----------------------------------------------------------------------------------
# Migrations run as the owner; everything else runs as a role that may not touch what is append-only.
OWNER_COMMANDS = {"migrate", "createcachetable"}
DATABASE_URL = env.required("DATABASE_URL", "./run sets it for the embedded server.")
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", DATABASE_URL)
_as_owner = len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS
DATABASES = {"default": env.postgresql(DATABASE_OWNER_URL if _as_owner else DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = env.number("LANTERN_DB_CONN_MAX_AGE", 60)
# The login of the role that migrations grant rights to; equal to the owner where there is only one login.
DATABASE_APP_USER = str(env.postgresql(DATABASE_URL)["USER"])

# --- Valkey or Redis -------------------------------------------------------------------------------
REDIS_URL = env.required("REDIS_URL", "./run sets it for the embedded server.")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # A cache that hangs must not hang the site with it.
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# --- event store -------------------------------------------------------------------------------------
CLICKHOUSE_URL = env.required("CLICKHOUSE_URL", "./run sets it for the embedded engine.")
CLICKHOUSE_READER_URL = env.text("CLICKHOUSE_READER_URL", CLICKHOUSE_URL)
CLICKHOUSE_KEEPER_URL = env.text("CLICKHOUSE_KEEPER_URL", CLICKHOUSE_URL)

# --- Celery ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT = "portal.broker:Transport"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"pipeline.*": {"queue": "seal"}}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "seal what is spooled": {"task": "pipeline.seal", "schedule": 1.0, "options": {"expires": 1}},
    "compare clocks with arrivals": {"task": "watch.clocks", "schedule": 60, "options": {"expires": 60}},
    "look for sources that fell silent": {
        "task": "watch.silence",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "forget old clock windows": {"task": "watch.forget", "schedule": 3600},
    "take what has arrived": {"task": "pipeline.take_files", "schedule": 5.0, "options": {"expires": 5}},
    "forget files nobody goes on with": {"task": "pipeline.forget_partial_files", "schedule": 600},
    "purge what has expired": {
        "task": "retention.purge",
        "schedule": env.number("LANTERN_PURGE_EVERY_S", 3600, least=1),
    },
    "end sessions that are over": {"task": "accounts.tidy_sessions", "schedule": 3600},
    "forget exports nobody fetched": {"task": "reports.forget_unfetched", "schedule": 300},
    "forget signatures that are over": {"task": "sources.forget_signatures", "schedule": 600},
}
if DEMO:
    # The shop stays open, so that there is something to follow and to estimate clocks by.
    CELERY_BEAT_SCHEDULE["go on with the demonstration"] = {
        "task": "demo.go_on",
        "schedule": 20,
        "options": {"expires": 20},
    }

# --- sign-in -------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_MIN_LENGTH = env.number("LANTERN_PASSWORD_MIN_LENGTH", 12, least=8)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "display_name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
AXES_FAILURE_LIMIT = env.number("LANTERN_LOGIN_FAILURE_LIMIT", 5, least=1)
AXES_COOLOFF_TIME = env.number("LANTERN_LOGIN_COOLOFF_MIN", 15, least=1) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the wait that the page states stays true
AXES_DISABLE_ACCESS_LOG = True  # our own audit events and SignIn say the same
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "portal.accounts.address.client_address"
AXES_LOCKOUT_CALLABLE = "portal.accounts.signin.locked_out"
OTP_TOTP_ISSUER = env.text("LANTERN_OTP_ISSUER", "Lantern")
OTP_TOTP_SYNC = False  # no drifting: the window stays one step each way (RFC 6238, 5.2)
OTP_TOTP_THROTTLE_FACTOR = env.number("LANTERN_OTP_THROTTLE_FACTOR", 1)
INVITATION_HOURS = env.number("LANTERN_INVITATION_HOURS", 72, least=1)
API_TOKEN_MAX_DAYS = env.number("LANTERN_API_TOKEN_MAX_DAYS", 90, least=1)
STEP_UP_SECONDS = env.number("LANTERN_STEP_UP_S", 300, least=1)
SESSION_IDLE_SECONDS = env.number("LANTERN_SESSION_IDLE_S", 1800, least=1)
SESSION_ABSOLUTE_SECONDS = env.number("LANTERN_SESSION_ABSOLUTE_S", 43200, least=1)
SIGN_IN_HISTORY_DAYS = env.number("LANTERN_SIGN_IN_HISTORY_DAYS", 90, least=1)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS + 3600  # our own limit comes first, and is recorded
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-lantern" if TLS else "lantern"
CSRF_COOKIE_NAME = "__Host-lantern-csrf" if TLS else "lantern-csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if TLS else []

# --- transport and browser -------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
SECURE_SSL_REDIRECT = TLS and env.flag("LANTERN_TLS_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("LANTERN_HSTS_S", 31536000) if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS and TRUSTED_PROXIES else None
# No path or query ever leaves in a referrer. "no-referrer" would be stricter, but then browsers send forms with
# "Origin: null", which the CSRF check has to refuse.
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- slow senders, before Django ---------------------------------------------------------------------------
WEB_THREADS = env.number("LANTERN_WEB_THREADS", 6, least=1)
WEB_UNFINISHED = env.number("LANTERN_WEB_UNFINISHED", 64)
SENDER_PATIENCE_S = env.number("LANTERN_SENDER_PATIENCE_S", 15, least=1)
SENDER_LEAST_BYTES_PER_S = env.number("LANTERN_SENDER_LEAST_BYTES_PER_S", 4096)

# --- limits of the way in --------------------------------------------------------------------------------
MAX_REQUEST_BYTES = env.number("LANTERN_MAX_REQUEST_BYTES", 64 * 2**20, least=2**16)
# How many times that a compressed request may hold once it is uncompressed; uploads likewise.
MAX_INFLATION = env.number("LANTERN_MAX_INFLATION", 16, least=1)
# Dialects whose requests are one document are read whole; this much of one, uncompressed.
MAX_DOCUMENT_BYTES = env.number("LANTERN_MAX_DOCUMENT_BYTES", 32 * 2**20, least=2**16)
MAX_UPLOAD_BYTES = env.number("LANTERN_MAX_UPLOAD_BYTES", 8 * 2**30, least=2**16)
# What may come out of one uploaded file, however it is packed.
ARCHIVE_MAX_BYTES = env.number("LANTERN_ARCHIVE_MAX_BYTES", 128 * 2**30, least=2**16)
ARCHIVE_MAX_RATIO = env.number("LANTERN_ARCHIVE_MAX_RATIO", 250, least=2)
ARCHIVE_MAX_MEMBERS = env.number("LANTERN_ARCHIVE_MAX_MEMBERS", 10_000, least=1)
ARCHIVE_MAX_DEPTH = env.number("LANTERN_ARCHIVE_MAX_DEPTH", 4, least=1)
# Files that arrive piece by piece: how much of them is held, and how long one that nobody goes on with.
MAX_PARTIAL_BYTES = env.number("LANTERN_MAX_PARTIAL_BYTES", 32 * 2**30, least=2**20)
PARTIAL_KEPT_HOURS = env.number("LANTERN_PARTIAL_KEPT_HOURS", 24, least=1)
MAX_BATCH_BYTES = env.number("LANTERN_MAX_BATCH_BYTES", 32 * 2**20, least=2**16)
MAX_BATCH_RECORDS = min(env.number("LANTERN_MAX_BATCH_RECORDS", 2**20, least=1), 2**20)
MAX_LINE_BYTES = env.number("LANTERN_MAX_LINE_BYTES", 2**20, least=256)
MAX_RECORDS_RATIO = env.number("LANTERN_MAX_RECORDS_RATIO", 32, least=1)
LEAST_LINE_BYTES = env.number("LANTERN_LEAST_LINE_BYTES", 12, least=0)
MAX_RECORD_DEPTH = env.number("LANTERN_MAX_RECORD_DEPTH", 64, least=4)
MAX_RECORD_KEYS = env.number("LANTERN_MAX_RECORD_KEYS", 2000, least=16)
MAX_SPOOL_BYTES = env.number("LANTERN_MAX_SPOOL_BYTES", 4 * 2**30, least=2**20)
SPOOL_SHARE_PERCENT = min(env.number("LANTERN_SPOOL_SHARE_PERCENT", 50, least=1), 100)
MIN_FREE_BYTES = env.number("LANTERN_MIN_FREE_BYTES", 2**29)
TOKEN_BYTES_PER_S = env.number("LANTERN_TOKEN_BYTES_PER_S", 128 * 2**20)
TOKEN_REQUESTS_PER_S = env.number("LANTERN_TOKEN_REQUESTS_PER_S", 1000)
BROWSER_REPORTS_PER_S = env.number("LANTERN_BROWSER_REPORTS_PER_S", 20, least=1)
BROWSER_REPORT_BYTES = env.number("LANTERN_BROWSER_REPORT_BYTES", 2**16, least=1024)
SIGNATURE_WINDOW_S = env.number("LANTERN_SIGNATURE_WINDOW_S", 300, least=1)
SEAL_TOGETHER_BYTES = env.number("LANTERN_SEAL_TOGETHER_BYTES", 48 * 2**20, least=1)
SEAL_TOGETHER_BATCHES = env.number("LANTERN_SEAL_TOGETHER_BATCHES", 256, least=1)
REPLAY_BATCHES = env.number("LANTERN_REPLAY_BATCHES", 100, least=1)
SEAL_ATTEMPTS = env.number("LANTERN_SEAL_ATTEMPTS", 5, least=1)
# Syslog and GELF: `manage.py receive_syslog` listens on the ports that are not 0.
SYSLOG_HOST = env.text("LANTERN_SYSLOG_HOST", HOST)
SYSLOG_UDP_PORT = env.number("LANTERN_SYSLOG_UDP_PORT", 0)
SYSLOG_TCP_PORT = env.number("LANTERN_SYSLOG_TCP_PORT", 0)
SYSLOG_TLS_PORT = env.number("LANTERN_SYSLOG_TLS_PORT", 0)
SYSLOG_GELF_TCP_PORT = env.number("LANTERN_SYSLOG_GELF_TCP_PORT", 0)
SYSLOG_GELF_UDP_PORT = env.number("LANTERN_SYSLOG_GELF_UDP_PORT", 0)
SYSLOG_TLS_CERTIFICATE = env.text("LANTERN_SYSLOG_TLS_CERTIFICATE")
SYSLOG_TLS_KEY = env.text("LANTERN_SYSLOG_TLS_KEY")
SYSLOG_TLS_CLIENT_CA = env.text("LANTERN_SYSLOG_TLS_CLIENT_CA")
SYSLOG_TLS_CLIENT_REQUIRED = env.flag("LANTERN_SYSLOG_TLS_CLIENT_REQUIRED")
if SYSLOG_TLS_PORT and not (SYSLOG_TLS_CERTIFICATE and SYSLOG_TLS_KEY):
    raise ImproperlyConfigured(
        "LANTERN_SYSLOG_TLS_PORT needs LANTERN_SYSLOG_TLS_CERTIFICATE and LANTERN_SYSLOG_TLS_KEY, paths of PEM files."
    )
if SYSLOG_TLS_CLIENT_REQUIRED and not SYSLOG_TLS_CLIENT_CA:
    raise ImproperlyConfigured("LANTERN_SYSLOG_TLS_CLIENT_REQUIRED needs LANTERN_SYSLOG_TLS_CLIENT_CA.")
SYSLOG_DEFAULT_SOURCE = env.text("LANTERN_SYSLOG_SOURCE")
SYSLOG_MAX_MESSAGE_BYTES = env.number("LANTERN_SYSLOG_MAX_MESSAGE_BYTES", 256 * 2**10, least=1024)
SYSLOG_BUFFER_BYTES = env.number("LANTERN_SYSLOG_BUFFER_BYTES", 64 * 2**20, least=2**16)
SYSLOG_MAX_CONNECTIONS = env.number("LANTERN_SYSLOG_MAX_CONNECTIONS", 1000, least=1)
SYSLOG_PATIENCE_S = env.number("LANTERN_SYSLOG_PATIENCE_S", 60, least=1)
FILE_UPLOAD_HANDLERS = [
    "ingestion.receive.form_guard.FormGuard",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20  # forms only; record bodies are streamed by ingestion.receive

# --- clocks of sources -----------------------------------------------------------------------------------
CLOCK_WINDOW_S = env.number("LANTERN_CLOCK_WINDOW_S", 60, least=10)
CLOCK_KEPT_DAYS = env.number("LANTERN_CLOCK_KEPT_DAYS", 14, least=1)
CLOCK_FOLLOW_MS = env.number("LANTERN_CLOCK_FOLLOW_MS", 500, least=1)
CLOCK_UNMEASURED_S = env.number("LANTERN_CLOCK_UNMEASURED_S", 60)
CLOCK_FUTURE_S = env.number("LANTERN_CLOCK_FUTURE_S", 300)
CLOCK_PAST_DAYS = env.number("LANTERN_CLOCK_PAST_DAYS", 3650, least=365)

# --- limits of reading -----------------------------------------------------------------------------------
QUERY_TIMEOUT_S = env.number("LANTERN_QUERY_TIMEOUT_S", 30, least=1)
QUERY_MAX_MEMORY_BYTES = env.number("LANTERN_QUERY_MAX_MEMORY_BYTES", 4 * 2**30, least=2**26)
QUERY_MAX_LENGTH = env.number("LANTERN_QUERY_MAX_LENGTH", 4000, least=100)
QUERY_MAX_DEPTH = env.number("LANTERN_QUERY_MAX_DEPTH", 20, least=1)
QUERY_MAX_TERMS = env.number("LANTERN_QUERY_MAX_TERMS", 100, least=1)
PAGE_SIZE = env.number("LANTERN_PAGE_SIZE", 100, least=1)
FACET_SAMPLE = env.number("LANTERN_FACET_SAMPLE", 200000, least=1000)
EXPORT_MAX_EVENTS = env.number("LANTERN_EXPORT_MAX_EVENTS", 10000, least=1)

# --- text, time, files -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_TEMP_DIR = str(VAR / "tmp") if (VAR / "tmp").is_dir() else None

# --- API -------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portal.accounts.api.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["portal.accounts.api.DenyByDefault"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.accounts.api.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
API_PER_MINUTE = env.number("LANTERN_API_PER_MINUTE", 600, least=1)
SPECTACULAR_SETTINGS = {
    "TITLE": "Lantern API",
    "DESCRIPTION": "Send records in, and read them under the same roles, grants, purpose and receipts as in the browser.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "investigations.review.api.schema.add_ingest",
    ],
}

# --- what we say of ourselves ------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LANTERN_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # HSTS preload is the domain owner's decision
]
