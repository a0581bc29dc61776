"""The reference data that a new ledger starts with: topics and a verdict scheme, from `fixtures/`."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.actions.door import publish_scheme
from claims.actions.reference import add_scheme, add_topic
from claims.models import Person, Topic, VerdictScheme


def read_fixture(name: str) -> Any:
    """The JSON of one file under `fixtures/`."""
    path: Path = settings.BASE_DIR / "fixtures" / name
    return json.loads(path.read_text(encoding="utf-8"))


def load_reference(*, by: Person) -> tuple[int, int]:
    """Add the topics, and add and publish the verdict scheme, that are not there yet.

    `by` is an administrator. Returns how many topics and schemes were added; (0, 0) the second time.
    """
    present = set(Topic.objects.values_list("slug", flat=True))
    new_topics = [fields for fields in read_fixture("topics.json") if fields["slug"] not in present]
    for fields in new_topics:
        add_topic(by=by, **fields)
    scheme = read_fixture("verdict_scheme.json")
    if VerdictScheme.objects.filter(name=scheme["name"]).exists():
        return len(new_topics), 0
    verdicts = [
        {**verdict, "rating": int(verdict["rating"]) if verdict["rating"] else None}
        for verdict in scheme["verdicts"]
    ]
    publish_scheme(scheme=add_scheme(by=by, name=scheme["name"], verdicts=verdicts), by=by)
    return len(new_topics), 1
