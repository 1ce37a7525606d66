from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="secondfactor",
            name="failed_tries",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="secondfactor",
            name="locked_until",
            field=models.DateTimeField(null=True),
        ),
    ]
