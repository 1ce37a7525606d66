"""Keys of guests live in the keystore database, everything else in the default one."""

from typing import Any


class KeystoreRouter:
    """Routes ``vault.GuestKey`` to the alias ``keys``."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        return "keys" if model._meta.db_table == "vault_guest_key" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool | None:
        is_key = app_label == "vault" and model_name == "guestkey"
        return is_key == (db == "keys")
