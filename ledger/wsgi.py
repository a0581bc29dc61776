"""The WSGI application, for any production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")

django_application = get_wsgi_application()
# Models are there only now.
from ledger.standing import opened  # noqa: E402

application = opened(django_application)
