"""What the working tables share: how a row is checked before it is written."""

from collections.abc import Collection

from django.db import models


class Row(models.Model):
    """A row that leads to others. Those that were loaded or written before are there: nothing is deleted, and
    the database refuses a key that leads nowhere. So it is not asked once more for each of them.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """As Django does, which looks up every row that this one leads to, and asks about the rest."""
        there = {
            field.name
            for field in self._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and (row := field.get_cached_value(self, default=None)) is not None
            and not row._state.adding
        }
        super().clean_fields(exclude={*(exclude or ()), *there})
