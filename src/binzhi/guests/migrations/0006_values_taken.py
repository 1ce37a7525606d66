"""A value that was taken into the profile is told from one that another replaced."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guests", "0005_relations_lists_and_paper")]

    operations = [
        migrations.AlterField(
            model_name="guestvalue",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for a decision"),
                    ("superseded", "Superseded"),
                    ("rejected", "Rejected"),
                    ("taken", "Taken into the profile"),
                ],
                max_length=12,
            ),
        )
    ]
