"""The public log: entries and the records that they vouch for. Appended to, never edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.choices import METHOD_EVENTS, CorrectionClass, Event, Publication
from claims.models.claim import Claim
from claims.models.review import Decision


class Entry(models.Model):
    """One row of the public log."""

    # 0, 1, 2 … without a gap; the position of the leaf in the tree.
    index = models.PositiveBigIntegerField(_("index"), primary_key=True)
    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, null=True, related_name="entries"
    )
    # The claim's public number, so that no public query needs the working table; none for the method.
    number = models.PositiveBigIntegerField(_("number"), null=True)
    version = models.PositiveIntegerField(_("version"))
    event = models.CharField(_("event"), max_length=20, choices=Event.choices)
    publication = models.CharField(
        _("publication"), max_length=12, choices=Publication.choices, default=Publication.NONE
    )
    correction_class = models.CharField(
        _("class of change"), max_length=10, choices=CorrectionClass.choices, blank=True
    )
    # Emptied with the record, if that is redacted: both say the same words.
    note = models.TextField(_("public note"), blank=True)
    # RFC 8785 bytes of the statement that is hashed into the tree (see docs/record.md).
    statement = models.BinaryField()
    # SHA-256(0x00 || statement): RFC 6962 leaf hash.
    leaf_hash = models.BinaryField(max_length=32)
    # Root of the tree of size index + 1, and the compact range from which the next append goes on.
    root_hash = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    # SHA-256, hex, of the record's bytes.
    record_digest = models.CharField(_("digest of the record"), max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("published by"),
    )
    decision = models.OneToOneField(
        Decision, verbose_name=_("decision"), on_delete=models.PROTECT, null=True, related_name="entry"
    )
    # Made by the demo's clock. Allowed only while every earlier entry is a demo entry too.
    demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("-index",)
        indexes: ClassVar[list[models.Index]] = [
            # the versions of one claim, newest first, and the newest of them
            models.Index(fields=["number", "-version"], name="entry_versions"),
        ]
        constraints = (
            models.UniqueConstraint(fields=["claim", "version"], name="entry_version_once"),
            models.CheckConstraint(
                condition=Q(event__in=METHOD_EVENTS, claim__isnull=True, number__isnull=True)
                | (~Q(event__in=METHOD_EVENTS) & Q(claim__isnull=False, number__isnull=False)),
                name="entry_of_claim_or_method",
            ),
        )

    def __str__(self) -> str:
        what = (
            _("No. {number}, version {version}").format(number=self.number, version=self.version)
            if self.number
            else _("method")
        )
        return _("Entry {index}: {what}, {event}").format(
            index=self.index, what=what, event=self.get_event_display().lower()
        )


class RecordBody(models.Model):
    """A record's bytes exactly as hashed. `bytea`, because `jsonb` does not keep bytes."""

    entry = models.OneToOneField(
        Entry, verbose_name=_("entry"), on_delete=models.PROTECT, primary_key=True, related_name="record_body"
    )
    # Empty only after a redaction: the database empties it as the entry that says so is appended.
    body = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")

    def __str__(self) -> str:
        return _("Record of entry {index}").format(index=self.entry_id)
