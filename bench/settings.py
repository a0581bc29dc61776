"""The ledger's settings as in production, but for the limit on the API, which the bench would run into."""

from ledger.settings import *  # noqa: F403
from ledger.settings import REST_FRAMEWORK

REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
ROOT_URLCONF = "bench.urls"
