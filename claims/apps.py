from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The ledger's one app."""

    name = "claims"
    verbose_name = "Ledger"
    default_auto_field = "django.db.models.BigAutoField"
