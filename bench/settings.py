"""The ledger's settings as in production, but for the limit on the API, which the bench would run into."""

from ledger.settings import *  # noqa: F403
from ledger.settings import DATA_DIR, DATABASES, REST_FRAMEWORK

REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
LOG_DIR = DATA_DIR / "logs" / DATABASES["default"]["NAME"]  # each database has a log of its own
ROOT_URLCONF = "bench.urls"
