"""Settings of the ledger. Whatever differs between places comes from the environment (docs/operations.md)."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
import django_stubs_ext
import pghistory
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from claims.checkpoint import is_origin
from ledger import database, embedded, keys
from ledger.witnesses import witnesses_of

# Lets generic classes of Django's be written as the type checker wants them: CharField[str, str].
django_stubs_ext.monkeypatch()

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("LEDGER_DATA_DIR", str(BASE_DIR / ".data"))).expanduser().resolve()

# --- Who and where -----------------------------------------------------------------------------------------
NEWSROOM_NAME = env.str("NEWSROOM_NAME", "The Ledger")
# How readers reach the desk: an e-mail address, the address of a page, or a sentence. Shown on /contact/.
NEWSROOM_CONTACT = env.str("NEWSROOM_CONTACT", "")
# The language in which the desk writes: rationales, notes, labels of topics and verdicts (BCP 47).
NEWSROOM_LANGUAGE = env.str("NEWSROOM_LANGUAGE", "en")
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(f"SITE_URL is “{SITE_URL}”. Write it like https://claims.example.org.")
SITE_HOST = _site.hostname
# Everything below that asks "is this production?" asks these two questions and no others.
LOCAL = _site.hostname in ("localhost", "127.0.0.1", "::1")
SECURE = _site.scheme == "https"

DEBUG = env.bool("DEBUG", False)
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [_site.hostname, *_LOOPBACK])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL])

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if not LOCAL:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text, the same one at every start."
        )
    SECRET_KEY = keys.read_or_make(DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])  # former ones, while people move on

# --- The log -----------------------------------------------------------------------------------------------
# What the log is called in every checkpoint: fixed by the first one.
LOG_ORIGIN = env.str("LOG_ORIGIN", "") or f"{SITE_HOST}/log"
if not is_origin(LOG_ORIGIN):
    raise ImproperlyConfigured(
        f"LOG_ORIGIN is “{LOG_ORIGIN}”. Write it like claims.example.org/log: without a scheme, blanks, “+”, "
        "and a “/” at the end."
    )
# The private key, or the file that it stands in; LOG_KEY_NEXT while one key follows another.
LOG_KEY = env.str("LOG_KEY", "")
LOG_KEY_NEXT = env.str("LOG_KEY_NEXT", "")
LOG_DIR = DATA_DIR / "log"  # the checkpoint that is served, outside the database
LOG_KEY_FILE = Path(env.str("LOG_KEY_FILE", str(LOG_DIR / "key"))).expanduser().resolve()
# Who cosigns what the log tells the world: verifier key and address of each.
LOG_WITNESSES = witnesses_of(env.list("LOG_WITNESSES", []))

# --- Database ----------------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL
_urls = embedded.urls(DATA_DIR) if EMBEDDED else (DATABASE_URL, env.str("DATABASE_OWNER_URL", ""))
# Whether a connection keeps the plans of questions that are asked again and again (see claims/asking.py).
DATABASE_PREPARE = env.bool("DATABASE_PREPARE", True)
DATABASES = database.aliases(*_urls, pool=env.bool("DATABASE_POOL", True))
DATABASE_ROUTERS = ["ledger.database.MigrationRouter"]
# Whether "make run" loads the demo: yes, no, or (unset) only into a new database of its own.
DEMO: bool | None = env.bool("DEMO", None) if env.str("DEMO", "") else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Row history: who and why stand in each history row itself, so that history tables only ever grow.
# That nobody changes them is the business of the ledger's own triggers, hence not PGHISTORY_APPEND_ONLY.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()

# --- The app -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ledger",
    "claims",
    "ledger.admin_config.LedgerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claims.middleware.LanguageOfThePath",
    # Before all that know visitors: a public answer depends on none of them.
    "claims.middleware.AnsweredByTheLog",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ledger.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers in place of a sign-in that was locked out
]

ROOT_URLCONF = "ledger.urls"
WSGI_APPLICATION = "ledger.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # All four are lazy: a public page that asks for neither user nor messages reads no session.
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Caches, one a process ---------------------------------------------------------------------------------
CACHES = {
    # Limits of the API and of exports.
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    # Public pages, whole, under the state of the log (claims.caching): some 20 kB each.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": env.int("PAGE_CACHE_ENTRIES", 1000)},
    },
}

# --- Words and clocks --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"  # days before months
# The first has no prefix in addresses; each other one stands at the head of its paths (claims.languages).
LANGUAGES = [("en-gb", "English"), ("it", "Italiano")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True  # "example.org/page", typed without its scheme, means https
TIME_ZONE = env.str("NEWSROOM_TIME_ZONE", "Europe/Rome")

# --- Static files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- People ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "claims.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "claims:desk"
LOGOUT_REDIRECT_URL = "claims:home"
ACCOUNT_ADAPTER = "ledger.accounts.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation, to an address that is known
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, without asking
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_RATE_LIMITS = {
    "login_failed": False
}  # django-axes counts failures, in the database, for all processes
ACCOUNT_EMAIL_NOTIFICATIONS = True  # its owner is told of every change to an account
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = "ledger.accounts.counted_by"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "ledger.accounts.email_tried"
AXES_LOCKOUT_CALLABLE = "ledger.accounts.locked_out"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "credential", "csrfmiddlewaretoken"]


def _is_address(host: str) -> bool:
    """Whether a host is given as a number, not by name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


# Browsers keep passkeys for a host name, and only where nobody in between can read along.
PASSKEYS = not _is_address(SITE_HOST) and (SECURE or SITE_HOST == "localhost")
MFA_ADAPTER = "ledger.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])]
MFA_PASSKEY_LOGIN_ENABLED = PASSKEYS
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are invited to an address; there is nothing left to verify
MFA_TOTP_TOLERANCE = 1  # clocks differ, and typing takes a while
MFA_FORMS = {
    "authenticate": "ledger.sign_in_forms.CodeForm",
    "reauthenticate": "ledger.sign_in_forms.ConfirmCodeForm",
    "activate_totp": "ledger.sign_in_forms.FirstCodeForm",
    "add_webauthn": "ledger.sign_in_forms.AddPasskeyForm",
    "authenticate_webauthn": "ledger.sign_in_forms.PasskeyForm",
    "reauthenticate_webauthn": "ledger.sign_in_forms.ConfirmPasskeyForm",
    "login_webauthn": "ledger.sign_in_forms.SignInPasskeyForm",
}

# --- E-mail ------------------------------------------------------------------------------------------------
_email = dj_email_url.parse(env.str("EMAIL_URL", "console:"))
# A mail server that says nothing must not hold up a worker; "?timeout=" in the URL says otherwise.
vars().update({**_email, "EMAIL_TIMEOUT": _email["EMAIL_TIMEOUT"] or 20})
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", f"{NEWSROOM_NAME} <no-reply@{_site.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- What is kept, and for how long -------------------------------------------------------------------------
# Days that a reader's letter to the desk is kept; readers are told. A change holds for letters to come.
INBOX_KEEP_DAYS = env.int("INBOX_KEEP_DAYS", 180)
# How many letters the inbox takes within an hour from one network address, and from all together.
INBOX_PER_HOUR = env.int("INBOX_PER_HOUR", 5)
INBOX_PER_HOUR_IN_ALL = env.int("INBOX_PER_HOUR_IN_ALL", 200)
# Days after which what somebody typed into a form of the desk and never saved is forgotten.
KEPT_INPUT_DAYS = env.int("KEPT_INPUT_DAYS", 30)

# --- Background work ---------------------------------------------------------------------------------------
# A task is a row, noted in the transaction that asks for it: neither is there without the other.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Security ----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "claims.views.desk.stale.form_refused"
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes ask the process itself, without TLS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# Only where a reverse proxy of yours sets these headers and drops what a visitor sent in them.
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_META_PRECEDENCE_ORDER = ("HTTP_X_FORWARDED_FOR", "REMOTE_ADDR")
    AXES_IPWARE_PROXY_ORDER = "right-most"
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- API ---------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # public and read-only: no session is read
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    # Of what must be built: answers that are held (claims.caching) are not counted.
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE", "120/min"),
        "export": env.str("EXPORT_RATE", "30/min"),  # whole lists: .json, .csv, the data feed
    },
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{NEWSROOM_NAME}: API",
    "DESCRIPTION": "Reviewed entries of the public record of claims. Read-only.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Logging -----------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
_SHARED_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "console": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Plain tracebacks: the other ones print local variables, passwords among them.
                structlog.dev.ConsoleRenderer(
                    colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
                ),
            ],
            "foreign_pre_chain": _SHARED_PROCESSORS,
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "console"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "ledger": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "claims": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
