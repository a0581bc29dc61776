"""The log as it is served and signed: tiles of its tree, its keys, its checkpoints. Never edited."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Tile(models.Model):
    """A full tile of the hash tree (C2SP tlog-tiles): 256 hashes and the nodes above them, eight levels.

    Partial tiles are not stored: what they hold stands in the entries and in the tiles below.
    """

    level = models.PositiveSmallIntegerField(_("level"))
    number = models.PositiveBigIntegerField(_("number"))
    # All 510 nodes below the root, from the 256 hashes up; the first 8192 bytes are what is served.
    nodes = models.BinaryField()
    root = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["level", "number"], name="tile_once"),
        ]

    def __str__(self) -> str:
        return _("Tile {number} of level {level}").format(number=self.number, level=self.level)


class LogKey(models.Model):
    """A key that signs the log's checkpoints, from a size on; it ends where the next one begins."""

    # name+id+base64, as the world configures it. The private key is never here.
    verifier = models.CharField(_("verifier key"), max_length=400, unique=True)
    # The size of the first checkpoint that it signs.
    first_size = models.PositiveBigIntegerField(_("first size"))
    # The database's own clock: its trigger says when, whatever a session says.
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("key of the log")
        verbose_name_plural = _("keys of the log")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.verifier


class Checkpoint(models.Model):
    """The log signed at a size. The same size may be signed again, where a new key begins."""

    size = models.PositiveBigIntegerField(_("size"))
    root = models.BinaryField(max_length=32)
    # The signed note, byte for byte (C2SP tlog-checkpoint).
    note = models.BinaryField()
    key = models.ForeignKey(
        LogKey, on_delete=models.PROTECT, related_name="checkpoints", verbose_name=_("key")
    )
    signed_at = models.DateTimeField(_("signed at"), db_default=Now())

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            # the newest signature over a size
            models.Index(fields=["size", "-id"], name="checkpoint_sizes"),
        ]

    def __str__(self) -> str:
        return _("Checkpoint of {size} entries").format(size=self.size)
