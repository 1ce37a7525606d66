from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guests", "0007_joined_profiles")]

    operations = [
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(
                condition=models.Q(("joined_to__isnull", False)), fields=["joined_to"], name="guests_joined"
            ),
        ),
    ]
