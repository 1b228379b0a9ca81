"""The one settings module, driven by the environment; see README, operation."""

from datetime import date, timedelta

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from ningyang.environment import BASE_DIR, DATA_DIR, REDIS_URL, is_safe_webhook, secret_key

env = environ.Env()

# In production every unsafe value is refused, at the end of this module.
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)

DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "ningyang.apps.NingyangAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
    "projects.apps.ProjectsConfig",
    "assessment.apps.AssessmentConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "projects.once.OnceAPage",
]

ROOT_URLCONF = "ningyang.urls"
WSGI_APPLICATION = "ningyang.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database. A connection stays open and is checked before use: 3 to 5 times the requests.
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'ningyang.sqlite3'}")
    | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
}
_engine = DATABASES["default"]["ENGINE"]
if _engine == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=33554432;"
        ),
    }
elif _engine != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL 只支持 sqlite:// 与 postgres://")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache: the progress of long jobs, nothing that may not be lost.
CACHES = {
    "default": {
        "BACKEND": "ningyang.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ningyang",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

# Language and time
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "ningyang" / "static"]
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# What one unit, or the county itself, may store in attachments.
ATTACHMENT_QUOTA_BYTES = env.int("ATTACHMENT_QUOTA_MB", default=2048) * 1024 * 1024
# A workbook with more rows than this is checked and written by the worker.
LONG_IMPORT_ROWS = 1_000

# Accounts and signing in
AUTH_USER_MODEL = "projects.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "projects.auth.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "ningyang.passwords.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "ningyang.passwords.LocalWordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "ningyang.client_address.client_address"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# The stock admin screens of django-import-export are not used; these shut them all the same.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_USE_TRANSACTIONS = True

# Reminders leave the system only where these are set.
MAIL_ENABLED = bool(env("EMAIL_URL", default=""))
if MAIL_ENABLED:
    vars().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="")
if MAIL_ENABLED and not DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured("设了 EMAIL_URL 还须设 DEFAULT_FROM_EMAIL，填写发件人地址")
WEBHOOK_URL = env("WEBHOOK_URL", default="")
if WEBHOOK_URL and not is_safe_webhook(WEBHOOK_URL):
    raise ImproperlyConfigured("WEBHOOK_URL 须为 https:// 地址，只有本机可用 http://")

# Background work: at least once, so every task is safe to repeat; the database is the truth.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 6 * 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    # Who enqueues with the broker away is told at once; a page must not wait for it.
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # 01:30 Beijing time; the later ticks find nothing to do unless one was missed.
    "assess": {
        "task": "assessment.tasks.catch_up",
        "schedule": crontab(minute=30, hour="1-23"),
        "options": {"expires": 3000},
    },
    # 08:30 Beijing time; the later ticks send what a mail server or robot did not take then.
    "remind": {
        "task": "assessment.tasks.remind",
        "schedule": crontab(minute=30, hour="8-17"),
        "options": {"expires": 3000},
    },
    # Long imports that nobody is at: lost by the queue, or left by a worker that died.
    "imports": {
        "task": "projects.tasks.catch_up_imports",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Anybody may send any host name; the answer 400 says enough.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "ningyang": {"level": "INFO"},
        "projects": {"level": "INFO"},
        "assessment": {"level": "INFO"},
    },
}

# A demonstration stays on its own day: `manage.py demo` writes it, the environment overrides it.
_demo_day = DATA_DIR / "demo-day"
_fixed = env("FIXED_TODAY", default=_demo_day.read_text().strip() if _demo_day.exists() else "")
try:
    FIXED_TODAY = date.fromisoformat(_fixed) if _fixed else None
except ValueError:
    raise ImproperlyConfigured(f"FIXED_TODAY “{_fixed}”不是日期，请填如 2023-11-15") from None

if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("PRODUCTION=1 时不能设 DEBUG=1")
    if not env("ALLOWED_HOSTS", default="") or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("PRODUCTION=1 须设 ALLOWED_HOSTS，填写网站域名，不能为 *")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        raise ImproperlyConfigured(
            "SECRET_KEY 过短或过于简单，须为50个以上随机字符，或不设由系统生成"
        )
    if FIXED_TODAY:
        raise ImproperlyConfigured("PRODUCTION=1 不能用固定日期(FIXED_TODAY 或演示数据目录)")
    CSRF_TRUSTED_ORIGINS = [
        f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS
    ]
    # The reverse proxy sets this header itself (README), so nobody outside can forge it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
