"""The project package as a Django app: it brings the deployment checks."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the checks of `ledger.checks`."""

    name = "ledger"

    def ready(self) -> None:
        """Imports the checks, which registers them."""
        from ledger import checks  # noqa: F401  (checks may only be imported once the apps are there)
