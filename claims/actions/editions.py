"""The projection that readers list and search: kept with each entry, rebuilt from the log on demand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from claims.actions.deed import become_sequencer
from claims.actions.writing import Writing
from claims.models import Edition, Entry, Lexemes, Subject
from claims.projection import EMPTY, edition_of, emptied, subjects_of
from claims.records import Json, parse

# How an edition names the subjects of each kind that a claim's entry tells of.
NAMED_IN = {"topic": "topics__contains", "claimant": "claimant_slug", "outlet": "outlets__contains"}
NEWEST_DESCRIBES = (
    "ON CONFLICT (kind, slug) DO UPDATE"
    " SET label = EXCLUDED.label, detail = EXCLUDED.detail, entry_id = EXCLUDED.entry_id"
)


def project_entry(writing: Writing, entry: Entry, record: Json, *, first_published_at: datetime) -> None:
    """Bring editions and subjects up to date with a new entry, in the entry's own message."""
    if entry.number is not None:
        writing.run(
            f"UPDATE {Edition._meta.db_table} SET valid_to = %s WHERE number = %s AND valid_to IS NULL",  # nosec B608
            entry.published_at,
            entry.number,
        )
        writing.insert(edition_of(entry, record, first_published_at=first_published_at))
    writing.insert(*subjects_of(entry, record), then=NEWEST_DESCRIBES)


def empty_editions(*, number: int, versions: Iterable[int]) -> None:
    """Take out of the projection what redacted versions told readers. Called in the entry's own transaction.

    What they were the last to tell of a topic, claimant or outlet is told by the newest entry that is left
    and names it, or by none.
    """
    editions = Edition.objects.filter(number=number, version__in=list(versions))
    told = list(Subject.objects.filter(entry__edition__in=editions))
    editions.update(note="", **EMPTY)
    for subject in told:
        left = Edition.objects.filter(**_naming(subject)).order_by("-entry_id").first()
        entry = Entry.objects.select_related("record_body").get(pk=left.pk) if left else None
        body = entry.record_body.body if entry else None
        subject.delete()
        if entry is not None and body is not None:
            for found in subjects_of(entry, parse(body)):
                if (found.kind, found.slug) == (subject.kind, subject.slug):
                    found.save(force_insert=True)


def _naming(subject: Subject) -> dict[str, Any]:
    """The condition that an edition names this subject."""
    field = NAMED_IN[subject.kind]
    return {field: [subject.slug] if field.endswith("__contains") else subject.slug}


@dataclass(frozen=True)
class Difference:
    """One thing that the projection said otherwise than the log does."""

    where: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, the log says {self.expected}"


def rebuild_editions(*, progress: Callable[[int, int], None] | None = None) -> list[Difference]:
    """Make editions and subjects anew from entries alone, and report every difference from what was there.

    One transaction: readers see the old projection until the new one is whole, and publications wait.
    `progress` is called with (entries done, entries in all).
    """
    with transaction.atomic():
        become_sequencer()
        editions, subjects = _from_log(progress)
        differences = [
            *_differences(Edition, "edition of entry", _editions_by_name(), editions),
            *_differences(Subject, "subject", _subjects_by_name(), subjects),
            *_lexeme_differences(),
        ]
        if differences:
            Subject.objects.all().delete()
            Edition.objects.all().delete()
            Lexemes.objects.all().delete()  # of editions that were gone already
            Edition.objects.bulk_create(editions.values(), batch_size=500)
            Subject.objects.bulk_create(subjects.values(), batch_size=500)
    return differences


def _from_log(progress: Callable[[int, int], None] | None) -> tuple[dict[str, Edition], dict[str, Subject]]:
    editions: dict[str, Edition] = {}
    subjects: dict[str, Subject] = {}
    current: dict[int, Edition] = {}
    first_published: dict[int, datetime] = {}
    total = Entry.objects.count()
    for done, entry in enumerate(_entries(), start=1):
        record = parse(entry.record_body.body) if entry.record_body.body is not None else None
        if entry.number is not None:
            first = first_published.setdefault(entry.number, entry.published_at)
            if entry.number in current:
                current[entry.number].valid_to = entry.published_at
            edition = (
                edition_of(entry, record, first_published_at=first)
                if record is not None
                else emptied(entry, first_published_at=first)
            )
            current[entry.number] = editions[str(entry.pk)] = edition
        for subject in subjects_of(entry, record) if record is not None else ():
            subjects[f"{subject.kind} {subject.slug}"] = subject
        if progress:
            progress(done, total)
    return editions, subjects


def _entries() -> Iterator[Entry]:
    return Entry.objects.select_related("record_body").order_by("index").iterator(chunk_size=500)


def _editions_by_name() -> dict[str, Edition]:
    return {str(edition.pk): edition for edition in Edition.objects.iterator(chunk_size=500)}


def _subjects_by_name() -> dict[str, Subject]:
    return {f"{subject.kind} {subject.slug}": subject for subject in Subject.objects.iterator(chunk_size=500)}


def _lexeme_differences() -> Iterator[Difference]:
    """Where what a search reads is not what the edition says; editions that are made anew bring theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(e.entry_id, l.entry_id) FROM claims_edition e"
            " FULL JOIN claims_lexemes l ON l.entry_id = e.entry_id"
            " WHERE (e.language, e.search) IS DISTINCT FROM (l.language, l.search) ORDER BY 1"
        )
        for (entry,) in cursor.fetchall():
            yield Difference(f"lexemes of entry {entry}", "others", "those of its edition")


def _differences(
    model: type[models.Model], what: str, found: dict[str, Any], expected: dict[str, Any]
) -> Iterator[Difference]:
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, models.GeneratedField | models.AutoField)
    ]
    for key in sorted(found.keys() | expected.keys()):
        if key not in found:
            yield Difference(f"{what} {key}", "nothing", "that it exists")
        elif key not in expected:
            yield Difference(f"{what} {key}", "a row", "nothing of it")
        else:
            for name in names:
                old, new = getattr(found[key], name), getattr(expected[key], name)
                if old != new:
                    yield Difference(f"{what} {key}, {name}", repr(old), repr(new))
