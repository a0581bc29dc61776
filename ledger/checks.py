"""Checks for `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from claims import log_keys
from claims.workflow import Refused

ONE_ROLE = (
    "The app and the migrations use one database role, so the app itself could drop the log's protection."
)
ONE_ROLE_HINT = (
    "Make two roles: DATABASE_URL for the app's, DATABASE_OWNER_URL for the owner's (docs/operations.md)."
)
NOT_TLS = "SITE_URL begins with http:, so sign-ins and sessions would cross the network in the open."
NOT_TLS_HINT = "Put a reverse proxy with TLS in front and set SITE_URL to its https: address."

NO_LOG_KEY = "The log has no signing key that can be used: {reason}"
NO_LOG_KEY_HINT = "Make one with “manage.py make_log_key”, or set LOG_KEY (docs/operations.md)."


@register(Tags.security, deploy=True)
def log_key_is_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warns where nothing could be published for want of a key."""
    try:
        log_keys.signer_of("")
    except Refused as error:
        return [Warning(NO_LOG_KEY.format(reason=error), hint=NO_LOG_KEY_HINT, id="ledger.W003")]
    return []


@register(Tags.security, deploy=True)
def two_roles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warns where one database role both runs the app and migrates."""
    app, owner = settings.DATABASES["default"], settings.DATABASES["owner"]
    if app["USER"] == owner["USER"]:
        return [Warning(ONE_ROLE, hint=ONE_ROLE_HINT, id="ledger.W001")]
    return []


@register(Tags.security, deploy=True)
def served_over_tls(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warns where readers would be sent to an address without TLS."""
    if not settings.SECURE:
        return [Warning(NOT_TLS, hint=NOT_TLS_HINT, id="ledger.W002")]
    return []
