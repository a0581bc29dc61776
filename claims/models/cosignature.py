"""Cosignatures: what witnesses signed of this log. Added to, never edited."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Cosignature(models.Model):
    """A witness's signature over a checkpoint (C2SP tlog-cosignature), verified before it is kept."""

    size = models.PositiveBigIntegerField(_("size"))
    # The witness's verifier key: name+id+base64.
    witness = models.CharField(_("witness"), max_length=400)
    # When the witness says that it looked, to the second.
    cosigned_at = models.DateTimeField(_("cosigned at"))
    # The signature line, as it stands under the checkpoint.
    line = models.CharField(max_length=600)
    # The database's own clock, whatever a session says.
    noted_at = models.DateTimeField(_("noted at"), db_default=Now())

    class Meta:
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # and how far a witness has come
            models.UniqueConstraint(fields=["witness", "size"], name="cosignature_once"),
        ]

    def __str__(self) -> str:
        witness = self.witness.partition("+")[0]
        return _("Cosignature of {size} entries by {witness}").format(size=self.size, witness=witness)
