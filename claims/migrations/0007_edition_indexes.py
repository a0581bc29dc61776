"""Indexes for the list as of a day, and for the page of corrections."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_search_quicker"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-valid_from", "-entry"], name="edition_moments"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(
                    (
                        "event__in",
                        ("corrected", "retracted", "reinstated", "held", "released", "merged", "unmerged"),
                    )
                ),
                fields=["-valid_from", "-entry"],
                name="edition_changes",
            ),
        ),
    ]
