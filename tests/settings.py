"""The ledger's settings, with what tests need otherwise: plain static files, quick passwords, no pool."""

import os
from typing import Any

from tests.folder import folder

# Before the settings are read: tests neither make nor use the secret of somebody's own ledger.
os.environ.setdefault("SECRET_KEY", "only-for-tests-" * 4)
# The log's key of all tests, so that none is made.
os.environ.setdefault(
    "LOG_KEY", "PRIVATE+KEY+localhost/log+7d30c95e+AW9ubHktZm9yLXRlc3RzLS1vbmx5LWZvci10ZXN0cy0t"
)
# Nor do they see the data of somebody's own ledger: the embedded server of tests has a folder of its own.
os.environ.setdefault("LEDGER_DATA_DIR", str(folder() / "data"))

# Tests point the aliases from one database to another, which a pool would outlive.
os.environ["DATABASE_POOL"] = "off"
# Playwright's blocking interface runs an event loop in the tests' own thread; no test is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from ledger.settings import *  # noqa: F403
from ledger.settings import MIDDLEWARE, REST_FRAMEWORK, STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Nothing is collected in tests: the test server finds static files where they are.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
_UNLIMITED: dict[str, Any] = {
    "DEFAULT_THROTTLE_CLASSES": [],
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(("anon", "export")),
}
REST_FRAMEWORK = {**REST_FRAMEWORK, **_UNLIMITED}
