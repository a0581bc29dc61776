"""Names the ledger's own admin site as the project's.

It stands apart from `claims.admin`, which can only be imported once the models are there.
"""

from django.contrib.admin.apps import AdminConfig


class LedgerAdminConfig(AdminConfig):
    """Django's admin, with our site in the place of its default one."""

    default_site = "claims.admin.site.ledger_site"
