from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("collection", "0002_keepers_meetings_enquiries_and_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="collecteditem",
            name="offers",
            field=models.JSONField(default=list),
        ),
        migrations.AddIndex(
            model_name="collecteditem",
            index=models.Index(
                condition=models.Q(("removes_on__isnull", False)), fields=["removes_on"], name="collection_item_leaves"
            ),
        ),
    ]
