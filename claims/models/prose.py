"""Text as long as people write it, and not without end: search takes a megabyte of a claim's words."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models

LONGEST = 20_000  # characters of one text


class ProseField(models.TextField):
    """A text of several sentences. One that is longer than anybody reads is refused with a sentence.

    To the database and its migrations it is a plain text field.
    """

    default_validators = [MaxLengthValidator(LONGEST)]

    def deconstruct(self) -> Any:
        """As the field that it is for the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
