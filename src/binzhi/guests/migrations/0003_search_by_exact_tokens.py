"""The search: an entry for each guest, and the token table of the database at hand.

SQLite: a contentless FTS5 table (``detail=none``), whose row number is the guest's rank. PostgreSQL: a row for each token
and rank, whose primary key is read backwards. Both give the best ranks of a token without looking at the others.
"""

from django.db import migrations, models

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE guests_search USING fts5(t, content='', detail=none, columnsize=0, tokenize='ascii')",
        "INSERT INTO guests_search(guests_search, rank) VALUES ('automerge', 0)",
        "CREATE TABLE guests_search_turn (turn INTEGER NOT NULL)",
        "INSERT INTO guests_search_turn (turn) VALUES (0)",
    ],
    "postgresql": [
        'CREATE TABLE guests_search_token (rank bigint NOT NULL, token text COLLATE "C" NOT NULL, PRIMARY KEY (token, rank))'
        " WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05)",
        "CREATE SEQUENCE guests_search_turn AS bigint",
    ],
}
UNMAKE = {
    "sqlite": ["DROP TABLE guests_search", "DROP TABLE guests_search_turn"],
    "postgresql": ["DROP TABLE guests_search_token", "DROP SEQUENCE guests_search_turn"],
}


def make(apps, schema_editor):
    if schema_editor.connection.alias == "default":
        for statement in MAKE[schema_editor.connection.vendor]:
            schema_editor.execute(statement)


def unmake(apps, schema_editor):
    if schema_editor.connection.alias == "default":
        for statement in UNMAKE[schema_editor.connection.vendor]:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("guests", "0002_values_names_relations_and_field_choices")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("guest_id", models.UUIDField(primary_key=True, serialize=False)),
                ("rank", models.BigIntegerField()),
                ("tokens", models.TextField()),
            ],
            options={
                "db_table": "guests_search_entry",
                "indexes": [models.Index(fields=["rank"], name="guests_search_rank")],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
