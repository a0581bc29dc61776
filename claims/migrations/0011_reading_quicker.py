"""Indexes for the list by first publication and by date said. Made beside a ledger that goes on running."""

import datetime

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    atomic = False  # an index can't be made concurrently within a transaction

    dependencies = [
        ("claims", "0010_inbox"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="edition",
            index=models.Index(fields=["-first_published_at", "-entry"], name="edition_published"),
        ),
        AddIndexConcurrently(
            model_name="edition",
            index=models.Index(
                Coalesce("first_claimed_from", models.Value(datetime.date.min)).desc(),
                models.F("entry").desc(),
                name="edition_said",
            ),
        ),
    ]
