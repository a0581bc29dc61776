"""The WSGI application, for any production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")

django_application = get_wsgi_application()
# Models are there only now.
from claims.columns import warm  # noqa: E402
from ledger.standing import opened  # noqa: E402

application = opened(django_application)
# Readers of lists would wait for it otherwise: the first of them, in each process.
warm()
