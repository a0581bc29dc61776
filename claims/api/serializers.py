"""What the API says of an edition. Rows come as dicts (`claims.paging.ROW_COLUMNS`), never as models.

The context holds `request`, for absolute addresses, and `topics`: the labels of all topics by slug.
"""

import json
from datetime import UTC
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.choices import Confidence, CorrectionClass, Event, Language, Publication
from claims.paging import Row

PUBLIC = [(code, label) for code, label in Publication.choices if code != Publication.NONE]


class ClaimantSerializer(serializers.Serializer[Row]):
    """A claimant."""

    slug = serializers.CharField(source="claimant_slug")
    name = serializers.CharField(source="claimant_name")


class TopicSerializer(serializers.Serializer[Row]):
    """A topic."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class VerdictSerializer(serializers.Serializer[Row]):
    """A verdict of the desk's scheme. Not every verdict stands on the line from true to false."""

    code = serializers.CharField(source="verdict")
    label = serializers.CharField(source="verdict_label")  # type: ignore[assignment]
    rating = serializers.SerializerMethodField(help_text="“5” (true) to “1” (false); null where not ratable.")

    def get_rating(self, row: Row) -> str | None:
        return None if row["verdict_rating"] is None else str(row["verdict_rating"])


class VersionSerializer(serializers.Serializer[Row]):
    """One published version of a claim: what happened, when and why."""

    version = serializers.IntegerField()
    event = serializers.ChoiceField(Event.choices)
    publication = serializers.ChoiceField(
        PUBLIC,
        help_text="What readers saw of the claim in this version; redacted: what it said is withdrawn.",
    )
    change = serializers.ChoiceField(
        CorrectionClass.choices,
        source="correction_class",
        allow_null=True,
        help_text="How it differs from the version before; null where nothing was changed.",
    )
    note = serializers.CharField(help_text="The desk's public note on the change; may be empty.")
    published_at = serializers.DateTimeField(source="valid_from", default_timezone=UTC)
    record_url = serializers.SerializerMethodField(
        help_text="The record's exact bytes, as hashed into the log."
    )
    record_digest = serializers.CharField(help_text="SHA-256 of those bytes, in hex.")

    @extend_schema_field(serializers.URLField())
    def get_record_url(self, row: Row) -> str:
        return self._absolute("claims:version_json", row["number"], row["version"])

    def to_representation(self, instance: Row) -> dict[str, Any]:
        said: dict[str, Any] = super().to_representation(instance)
        said["change"] = said["change"] or None
        return said

    def _absolute(self, name: str, *args: object) -> str:
        address: str = self.context["request"].build_absolute_uri(reverse(name, args=args))
        return address


class ClaimSerializer(VersionSerializer):
    """A claim as its current edition has it."""

    number = serializers.IntegerField(help_text="Public and permanent.")
    url = serializers.SerializerMethodField(help_text="The claim's page.")
    statement = serializers.CharField(help_text="What is claimed, in neutral words.")
    quote = serializers.CharField(help_text="The exact words; may be empty.")
    language = serializers.ChoiceField(
        Language.choices, allow_blank=True, help_text="Empty where the text is redacted."
    )
    claimant = serializers.SerializerMethodField(help_text="Who says it; null where the record names nobody.")
    first_claimed = serializers.SerializerMethodField(
        help_text="As far as known (EDTF): “2018”, “2018-10”, “2018-10-18”; null where not known."
    )
    verdict = VerdictSerializer(source="*")
    confidence = serializers.ChoiceField(
        Confidence.choices,
        allow_blank=True,
        help_text="How well the evidence carries the verdict, never a probability; empty where redacted.",
    )
    topics = serializers.SerializerMethodField()
    first_published_at = serializers.DateTimeField(default_timezone=UTC)

    # What a claim is, before what happened to it.
    LEADING = ("number", "version", "url", "statement", "quote", "language", "claimant", "first_claimed")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        return {name: fields[name] for name in dict.fromkeys((*self.LEADING, *fields))}

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Row) -> str:
        return self._absolute("claims:claim", row["number"], row["slug"])

    @extend_schema_field(ClaimantSerializer(allow_null=True))
    def get_claimant(self, row: Row) -> dict[str, str] | None:
        if not row["claimant_slug"]:
            return None
        return {"slug": row["claimant_slug"], "name": row["claimant_name"]}

    def get_first_claimed(self, row: Row) -> str | None:
        return row["first_claimed"] or None

    @extend_schema_field(TopicSerializer(many=True))
    def get_topics(self, row: Row) -> list[dict[str, str]]:
        labels: dict[str, str] = self.context["topics"]
        return [{"slug": slug, "label": labels.get(slug, slug)} for slug in row["topics"]]


class ClaimDetailSerializer(ClaimSerializer):
    """A claim with its whole public record and all its versions."""

    merged_into = serializers.IntegerField(
        allow_null=True,
        help_text="The number of the entry that this one is merged into and leads to; null where it is not.",
    )
    record = serializers.SerializerMethodField(
        help_text=(
            "The public record of the current version, parsed; its content is null where that is redacted."
        )
    )
    versions = serializers.SerializerMethodField(help_text="All published versions, newest first.")

    @extend_schema_field({"type": "object", "additionalProperties": True, "nullable": True})
    def get_record(self, row: Row) -> dict[str, Any] | None:
        body = row["entry__record_body__body"]
        return None if body is None else json.loads(bytes(body))

    @extend_schema_field(VersionSerializer(many=True))
    def get_versions(self, row: Row) -> list[dict[str, Any]]:
        serializer = VersionSerializer(context=self.context)
        return [serializer.to_representation(version) for version in self.context["versions"]]


class ClaimListSerializer(serializers.Serializer[Row]):
    """A page of claims, the newest first."""

    results = ClaimSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    detail = serializers.CharField(
        required=False,
        help_text="Why nothing was found, where the search words explain it; or that a day is not over.",
    )


class RefusalSerializer(serializers.Serializer[Row]):
    """Why a request was refused, in a sentence."""

    detail = serializers.CharField()
