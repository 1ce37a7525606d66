"""Print the two test database settings as NAME=value words, or nothing when no PostgreSQL server can be used.

Looks at BINZHI_TEST_DATABASE_URL first, then for a server of this machine that lets the current user make databases.
"""

import os
import sys

import psycopg

LOCAL = "postgresql:///postgres"


def configured() -> tuple[str, str] | None:
    """The settings given by hand; the keystore defaults to a second database beside the first."""
    url = os.environ.get("BINZHI_TEST_DATABASE_URL", "")
    if not url:
        return None
    return url, os.environ.get("BINZHI_TEST_KEYSTORE_URL", "") or f"{url}_keys"


def reachable() -> tuple[str, str] | None:
    """A local server that accepts this user and allows CREATE DATABASE."""
    try:
        with psycopg.connect(LOCAL, connect_timeout=2) as connection:
            row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError:
        return None
    return ("postgresql:///binzhi", "postgresql:///binzhi_keys") if row and row[0] else None


def main() -> int:
    """Print the words for `env`."""
    found = configured() or reachable()
    if found:
        print(f"BINZHI_TEST_DATABASE_URL={found[0]} BINZHI_TEST_KEYSTORE_URL={found[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
