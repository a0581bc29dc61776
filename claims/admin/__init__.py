"""The admin: every record is found and searched here, and changed only through the actions."""

from claims.admin import claims, conflicts, history, log, people, reference, review, sources

__all__ = ["claims", "conflicts", "history", "log", "people", "reference", "review", "sources"]
