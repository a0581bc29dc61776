"""The WSGI application, for any production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")

application = get_wsgi_application()

from claims.columns import warm  # noqa: E402  # its models exist from here on

# Readers of lists would wait for it otherwise: the first of them, in each process.
warm()
