from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0002_progress_codes_and_undo"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importline",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("new", "New"),
                    ("matched", "Matched"),
                    ("changed", "Row changed"),
                    ("unchanged", "Unchanged"),
                    ("linked", "Joined with a guest we know"),
                    ("doubtful", "Possible duplicate"),
                    ("refused", "Row refused"),
                ],
                max_length=10,
            ),
        ),
    ]
