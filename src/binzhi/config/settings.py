"""Settings. Every value a hotel may set comes from the environment; defaults suit one hotel on SQLite."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from binzhi.config.navigation import MODULES, STEPS

HOME = Path(os.environ.get("BINZHI_HOME", "var")).resolve()
PACKAGE = Path(__file__).resolve().parent.parent
TREE = PACKAGE.parent.parent


def _secret_key() -> str:
    given = os.environ.get("BINZHI_SECRET_KEY")
    if given:
        return given
    path = HOME / "keys" / "session.key"
    if path.exists():
        return path.read_text().strip()
    if not HOME.exists():
        return secrets.token_urlsafe(48)  # before first run: nothing to protect yet
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_urlsafe(48)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(key)
    return key


DEBUG = False
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("BINZHI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BINZHI_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_prometheus",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "binzhi.ui",
    "binzhi.audit",
    "binzhi.org",
    "binzhi.vault",
    "binzhi.guests",
    "binzhi.identity",
    "binzhi.companies",
    "binzhi.stays",
    "binzhi.service",
    "binzhi.collection",
    "binzhi.arrivals",
    "binzhi.integrations",
    "binzhi.workbench",
    "binzhi.config",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "binzhi.ui.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "binzhi.ui.middleware.NullCharacterMiddleware",
    "binzhi.workbench.middleware.ScopeMiddleware",
    "binzhi.config.idempotency.IdempotencyMiddleware",
    "binzhi.ui.middleware.RefusalMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "binzhi.config.urls"
WSGI_APPLICATION = "binzhi.config.wsgi.application"
AUTH_USER_MODEL = "org.Staff"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "binzhi.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "binzhi.ui.templatetags.binzhi_ui",
                "binzhi.guests.templatetags.binzhi_guests",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
    ),
}


def _database(variable: str, file: Path) -> dict[str, Any]:
    url = os.environ.get(variable)
    if url:
        return {**dj_database_url.parse(url), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": None,
    }


DATABASES = {
    "default": _database("DATABASE_URL", HOME / "data" / "binzhi.sqlite3"),
    "keys": _database("KEYSTORE_URL", HOME / "keystore" / "keystore.sqlite3"),
}
DATABASE_ROUTERS = ["binzhi.config.router.KeystoreRouter"]
FORM_RENDERER = "binzhi.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "binzhi.ui.errors.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BINZHI_HOME = HOME
BINZHI_KEY_FILE = os.environ.get("BINZHI_KEY_FILE", str(HOME / "keys" / "master.key"))
BINZHI_DATA_FILE: Path | None = HOME / "data" / "binzhi.sqlite3"
BINZHI_WITNESS_FILE = HOME / "witness" / "chain.jsonl"
BINZHI_NODE_MODULES = Path(os.environ.get("BINZHI_NODE_MODULES", str(TREE / "node_modules")))
BINZHI_SECOND_FACTOR = os.environ.get("BINZHI_SECOND_FACTOR", "required")
BINZHI_DEMO = (HOME / "demo").exists()
BINZHI_BANNER = gettext_lazy("Demo hotel: invented guests, second factor switched off.") if BINZHI_DEMO else ""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "binzhi_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

PROMETHEUS_EXPORT_MIGRATIONS = False
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "binzhi.ui.finders.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_HANDLERS = [
    "binzhi.integrations.web.upload.LimitedUpload",
    "binzhi.guests.web.scan_upload.ScanUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

BEHIND_TLS = os.environ.get("BINZHI_TLS", "") == "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 36_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-binzhi" if BEHIND_TLS else "binzhi_session"
CSRF_COOKIE_NAME = "__Host-binzhi-csrf" if BEHIND_TLS else "binzhi_csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "imports", "scans"]}}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# url name, icon, English label, permission (None: anyone signed in), on the phone's tab bar
BINZHI_NAV: list[tuple[str, str, str, str | None, bool]] = [
    ("workbench:home", "home", _("Today"), None, True),
    ("collection:floor", "eye", _("Observe"), "collection.collect", True),
    ("arrivals:report", "luggage", _("Arrivals"), "arrivals.read", True),
    ("arrivals:readiness", "checklist", _("Readiness"), "arrivals.read", False),
    ("service:board", "checkup-list", _("Tasks"), "service.read", True),
    ("service:shift", "clipboard-list", _("Shift"), "service.read", False),
    ("service:terminal", "device-desktop", _("Terminal"), "service.identify", False),
    ("collection:queue", "inbox", _("Collection"), "collection.keep", False),
    ("guests:list", "address-book", _("Guests"), "guests.search", True),
    ("guests:scan", "scan", _("Scan a document"), "guests.scan", False),
    ("workbench:gaps", "list-search", _("Gaps"), "stays.read", False),
    ("guests:lists", "filter", _("Guest lists"), "guests.search", False),
    ("guests:calendar", "calendar-heart", _("Birthdays and anniversaries"), "guests.read", False),
    ("workbench:figures", "chart-bar", _("Use of what is known"), "arrivals.read", False),
    ("guests:field_settings", "adjustments", _("Profile fields"), "guests.switch_fields", False),
    ("identity:queue", "users", _("Suspected duplicates"), "identity.review", False),
    ("companies:list", "building-skyscraper", _("Companies"), "companies.read", False),
    ("stays:list", "calendar-event", _("Reservations"), "stays.read", False),
    ("stays:rooms", "bed", _("Rooms"), "stays.read", False),
    ("arrivals:gifts", "gift", _("Gifts"), "arrivals.read", False),
    ("integrations:batches", "file-import", _("Import"), "integrations.read", False),
    ("workbench:house", "building", _("House"), "org.manage_house", False),
    ("workbench:staff", "users", _("Staff"), "org.manage_staff", False),
    ("workbench:acts", "history", _("Log"), "audit.read", False),
]
BINZHI_NAV_STEPS = STEPS
BINZHI_NAV_MODULES = MODULES
