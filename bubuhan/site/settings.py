"""Settings. Everything an operator may change comes from the environment; see deploy/README.md.

BUBUHAN_DATA     folder of the instance (secrets.json, files, embedded database)
DATABASE_URL     PostgreSQL 15 or newer; without it `bubuhan up` starts an embedded one
BUBUHAN_HOSTS    host names the instance answers to, comma separated
BUBUHAN_HTTPS    1 behind a TLS proxy: secure cookies, HSTS, X-Forwarded-Proto trusted
BUBUHAN_ADDRESS  https://... as people reach this instance, for the link in an e-mail
BUBUHAN_GATEWAYS hosts of one's own network that messages may be handed to, comma separated
BUBUHAN_CONTACT  mailto: or https: of the operator, told to push services (VAPID)
"""

import base64
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

BASE = Path(__file__).resolve().parent
REPO = BASE.parents[1]


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


DATA_DIR = Path(os.environ.get("BUBUHAN_DATA") or Path.home() / ".local" / "share" / "bubuhan")
_secrets = _read_json(DATA_DIR / "secrets.json")
_instance = _read_json(DATA_DIR / "instance.json")
# Without secrets (linters, collecting static files) throw-away ones do; `bubuhan up` makes real ones.
SECRET_KEY = (
    _secrets.get("secret_key") or os.environ.get("BUBUHAN_SECRET_KEY") or "unset-" + "x" * 50
)
_keys = _secrets.get("data_keys") or [[1, base64.b64encode(b"unset" + b"\0" * 27).decode()]]
BUBUHAN_DATA_KEYS = [(int(i), base64.b64decode(k)) for i, k in _keys]
BUBUHAN_INDEX_KEY = (
    base64.b64decode(_secrets["index_key"]) if "index_key" in _secrets else b"unset-index"
)
# [{"id", "seed", "from", "to"}], newest last; see kernel.signing
BUBUHAN_SIGN_KEYS = _secrets.get("sign_keys") or [
    {
        "id": "unset",
        "seed": base64.b64encode(b"unset" + b"\0" * 27).decode(),
        "from": "2026-01-01",
        "to": None,
    }
]
# Web push: a P-256 scalar; see messages.vapid. Gateways of one's own network: see messages.channels.wire.
BUBUHAN_VAPID_KEY = _secrets.get("vapid_key") or base64.b64encode(b"unset" + b"\1" * 27).decode()
BUBUHAN_VAPID_SUBJECT = os.environ.get("BUBUHAN_CONTACT", "mailto:pengelola@bubuhan.invalid")
BUBUHAN_GATEWAYS = frozenset(h for h in os.environ.get("BUBUHAN_GATEWAYS", "").split(",") if h)
BUBUHAN_PUSH_PEERS: frozenset[str] = frozenset()  # tests only: push endpoints that are not public
BUBUHAN_GATEWAY_TIMEOUT = 10.0
BUBUHAN_ADDRESS = os.environ.get("BUBUHAN_ADDRESS", "").rstrip(
    "/"
)  # https://..., for links in letters
BUBUHAN_DEMO = bool(_instance.get("demo")) or os.environ.get("BUBUHAN_DEMO") == "1"
FILES_DIR = DATA_DIR / "files"

DEBUG = os.environ.get("BUBUHAN_DEBUG") == "1"
HTTPS = os.environ.get("BUBUHAN_HTTPS") == "1"
ALLOWED_HOSTS = [
    h
    for h in os.environ.get("BUBUHAN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
    if h
]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS if HTTPS]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "bubuhan.accounts",  # before allauth: its templates go first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_cotton",
    "bubuhan.journal",
    "bubuhan.geo",
    "bubuhan.lists",
    "bubuhan.files",
    "bubuhan.people",
    "bubuhan.volunteers",
    "bubuhan.standing",
    "bubuhan.imports",
    "bubuhan.counts",
    "bubuhan.campaigns",
    "bubuhan.cards",
    "bubuhan.directory",
    "bubuhan.letters",
    "bubuhan.reports",
    "bubuhan.duty",
    "bubuhan.cases",
    "bubuhan.assessments",
    "bubuhan.plans",
    "bubuhan.referrals",
    "bubuhan.aid",
    "bubuhan.response",
    "bubuhan.tracks",
    "bubuhan.sync",
    "bubuhan.insight",
    "bubuhan.messages",
    "bubuhan.privacy",
    "bubuhan.site.apps.SiteConfig",
]

MIDDLEWARE = [
    "bubuhan.site.middleware.QuickDoors",
    "bubuhan.accounts.headers.PageHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bubuhan.accounts.sessions.SessionLimits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bubuhan.accounts.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bubuhan.site.urls"
WSGI_APPLICATION = "bubuhan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bubuhan.site.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "bubuhan.site.templatetags.bubuhan"],
        },
    },
]


def database(url: str) -> dict[str, Any]:
    """Django's database settings from `postgresql://user:password@host:port/name?host=/socket/dir`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL harus berawalan postgresql://")
    query = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "bubuhan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **query},
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "postgresql:///bubuhan")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# Argon2 at Django's default cost takes 0.7 s on a small server: tuned in accounts.hashers.
PASSWORD_HASHERS = ["bubuhan.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "bubuhan.accounts.passwords.LocalWordValidator"},
]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/masuk/"
SESSION_COOKIE_AGE = 10 * 3600  # and at most that long in all; idle time: accounts.sessions
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in a meta element and in forms
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bubuhan.accounts.views.csrf_failed"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sesi", "__Host-csrf"
else:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sesi", "csrf"

ACCOUNT_ADAPTER = "bubuhan.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True  # the cookie ends with the session's own 10 hours
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/300s/key"}  # passwords: axes; this is for codes
MFA_ADAPTER = "bubuhan.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "bubuhan.accounts.forms.CodeForm",
    "reauthenticate": "bubuhan.accounts.forms.AgainCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Bubuhan"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "bubuhan.accounts.addresses.client_ip"
AXES_USERNAME_CALLABLE = "bubuhan.accounts.lockout.username"
AXES_LOCKOUT_CALLABLE = "bubuhan.accounts.lockout.response"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Views of other packages: which verb (or "" for public) their modules stand under.
BUBUHAN_FOREIGN_VIEWS: dict[str, str] = {
    "django.views.static": "",
    "django.views.i18n": "",
}

# -- security headers -----------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# -- words, time, static files --------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("BUBUHAN_TIME_ZONE", "Asia/Makassar")
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("BUBUHAN_STATIC") or REPO / "static-collected")
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = True
# The office's built files carry their hash in their name: kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/static/office/[a-z-]+\.[0-9a-f]{12}\."
PHONE_DIST = REPO / "field" / "dist"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"

from bubuhan.site.logs import LOGGING  # noqa: E402, F401
