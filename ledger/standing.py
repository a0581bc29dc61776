"""Whether the log stands, asked once by every process that serves it."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, connection
from psycopg_pool import PoolTimeout

from claims.actions.log_standing import check_log
from claims.workflow import Refused

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

logger = logging.getLogger(__name__)


def opened(application: Application) -> Application:
    """The application; or, where the log is not the one that the world was told of, one that says so.

    What can't be asked now (no database yet, no tables) is no reason: `/readyz` says it.
    """
    try:
        for sentence in check_log().lacks:
            logger.warning(sentence)
    except Refused as error:
        logger.error(str(error))
        return closed(str(error))
    except (DatabaseError, PoolTimeout) as error:
        logger.warning("The log could not be looked at before serving: %s", error)
    finally:
        connection.close()
    return application


def closed(sentence: str) -> Application:
    """Answers everything with 503 and the sentence, until somebody has put it right and starts it anew."""
    body = f"{sentence}\n".encode()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        alive = environ.get("PATH_INFO") == "/healthz"
        said = b"ok\n" if alive else body
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(said)))]
        start_response("200 OK" if alive else "503 Service Unavailable", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [said]

    return application
